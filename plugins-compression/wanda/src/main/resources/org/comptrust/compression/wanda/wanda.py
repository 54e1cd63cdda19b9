# Wanda importance: |weight| times the L2 norm of the input feature it multiplies. Compare within a row (one output), never across.
# Sun et al. 2023, arXiv:2306.11695, Eq. (1). Uses the methods of pruning.py, which select by |weight| times a factor: these norms.

# mean_square [in] float32: sum over tokens of x^2 over sequences  ->  [in] float32
def norms(self: __torch__.Ops, mean_square: Tensor) -> Tensor:
  return torch.sqrt(mean_square)

# Number of inputs that were never active.
def dead(self: __torch__.Ops, mean_square: Tensor) -> Tensor:
  return torch.sum(torch.eq(mean_square, 0.))

# For every row: the largest set of lowest scores whose sum stays within alpha times the row's sum, and all that tie with its last
# member. Nothing goes from a row whose lowest score alone is above that.
# scores, ascending (scores sorted in each row), sums (running sums of ascending) [out, in]; total [out]  ->  [out, in] bool
def within(self: __torch__.Ops, scores: Tensor, ascending: Tensor, sums: Tensor, total: Tensor, alpha: float) -> Tensor:
  budget = torch.unsqueeze(torch.mul(total, alpha), 1)                     # [out, 1]
  count = torch.sum(torch.le(sums, budget), [1], True)                     # [out, 1]
  threshold = torch.gather(ascending, 1, torch.clamp_min(count - 1, 0))    # [out, 1]
  return torch.logical_and(torch.le(scores, threshold), torch.gt(count, 0))

# The variant of the paper's appendix: alpha is bisected in [0, 0.8] from 0.4 until the sparsity of the whole matrix is within 0.001 of the
# wanted one or the bracket is narrower than 0.001. Sparsity and its comparison are float32, as in the reference: they decide when it stops.
# weight [out, in], norms [in]  ->  [mask [out, in] bool, alpha]
def alpha_search(self: __torch__.Ops, weight: Tensor, norms: Tensor, sparsity: float) -> List[Tensor]:
  scores = self.importance(weight, norms)
  ascending, order = torch.sort(scores, stable=True, dim=1, descending=False)
  sums = torch.cumsum(ascending, 1)
  total = torch.sum(scores, [1])
  least = 0.
  most = 0.8
  alpha = 0.4
  mask = self.within(scores, ascending, sums, total, alpha)
  reached = torch.mean(torch.to(mask, 6))
  while bool(torch.gt(torch.abs(torch.sub(reached, sparsity)), 0.001)) and most - least >= 0.001:
    if bool(torch.gt(reached, sparsity)):
      most = alpha
      alpha = (alpha + least) / 2.
    else:
      least = alpha
      alpha = (alpha + most) / 2.
    mask = self.within(scores, ascending, sums, total, alpha)
    reached = torch.mean(torch.to(mask, 6))
  return [mask, torch.full([1], alpha, dtype=6, device=ops.prim.device(weight))]

# Number of rows from which nothing goes.  mask [out, in]
def spared(self: __torch__.Ops, mask: Tensor) -> Tensor:
  return torch.sum(torch.logical_not(torch.any(mask, 1)))
