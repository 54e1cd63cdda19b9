# How many entries are NaN or infinite.
def not_finite(self: __torch__.Ops, x: Tensor) -> Tensor:
  return torch.sum(torch.logical_not(torch.isfinite(x)))
