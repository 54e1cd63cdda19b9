# Importance of a weight is its magnitude.  weight [out, in] float32  ->  [out, in] float32
def importance(self: __torch__.Ops, weight: Tensor) -> Tensor:
  return torch.abs(weight)

# The score at a position (from 0) of all scores of the matrix in ascending order, found by selection instead of sorting.
# scores [out, in] float32 without NaN, 0 <= position < out * in
def score_at(self: __torch__.Ops, scores: Tensor, position: int) -> Tensor:
  value, index = torch.kthvalue(torch.reshape(scores, [-1]), position + 1)
  return value

# True where a score is at most the threshold: all weights that tie with it go.  scores [out, in]  ->  [out, in] bool
def up_to(self: __torch__.Ops, scores: Tensor, threshold: float) -> Tensor:
  return torch.le(scores, threshold)

# Number of true entries.
def count(self: __torch__.Ops, mask: Tensor) -> Tensor:
  return torch.sum(mask)
