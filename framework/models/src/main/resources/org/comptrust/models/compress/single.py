# A single linear layer with what enters it.

# A sequence of tokens that lie end to end. x [tokens, in] -> [1, count, in], no copy
def sequence(self: __torch__.Ops, x: Tensor, first: int, count: int) -> Tensor:
  return torch.unsqueeze(torch.narrow(x, 0, first, count), 0)

# x [tokens, in], index [n] int64 -> [n, in]
def rows(self: __torch__.Ops, x: Tensor, index: Tensor) -> Tensor:
  return torch.index_select(x, 0, index)

def copy(self: __torch__.Ops, x: Tensor) -> Tensor:
  return torch.clone(x)

# Squares of what a change of the weight adds to the output, and of the output: products in float32, sums in float64.
# x [1, seq, in]; weight, changed [out, in] -> [2] float64
def output_squares(self: __torch__.Ops, x: Tensor, weight: Tensor, changed: Tensor) -> Tensor:
  d = torch.to(torch.linear(x, torch.sub(changed, weight)), 7)
  y = torch.to(torch.linear(x, weight), 7)
  return torch.stack([torch.sum(torch.mul(d, d)), torch.sum(torch.mul(y, y))])

# Squares of the change and of the weight, in float64. weight, changed [out, in] -> [2] float64
def weight_squares(self: __torch__.Ops, weight: Tensor, changed: Tensor) -> Tensor:
  w = torch.to(weight, 7)
  d = torch.sub(torch.to(changed, 7), w)
  return torch.stack([torch.sum(torch.mul(d, d)), torch.sum(torch.mul(w, w))])
