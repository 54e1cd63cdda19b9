# What the walk does with activations between the parts of a block.

# Whether all numbers are finite: the smallest and the largest say so, since both are NaN if one number is.
def finite(self: __torch__.Ops, x: Tensor) -> bool:
  if torch.numel(x) == 0:
    return True
  low, high = torch.aminmax(x)
  return bool(torch.item(torch.isfinite(torch.sub(torch.to(high, 7), torch.to(low, 7)))))

# Sum of squared differences, taken in float32, summed in float64.
def squared_distance(self: __torch__.Ops, a: Tensor, b: Tensor) -> float:
  d = torch.sub(a, b)
  return float(torch.item(torch.sum(torch.mul(d, d), dtype=7)))

# Copies rows of x [sequences, seq, in], counted over both, into rows of out [n, in]. source, target [m] int64
def gather_rows(self: __torch__.Ops, x: Tensor, source: Tensor, target: Tensor, out: Tensor) -> int:
  rows = torch.reshape(x, [-1, torch.size(x, -1)])
  _o = torch.index_copy_(out, 0, target, torch.index_select(rows, 0, source))
  return torch.size(source, 0)

# One of some sequences. x [sequences, seq, in] -> [1, seq, in]
def sequence(self: __torch__.Ops, x: Tensor, index: int) -> Tensor:
  return torch.clone(torch.narrow(x, 0, index, 1))

def copy(self: __torch__.Ops, x: Tensor) -> Tensor:
  return torch.clone(x)
