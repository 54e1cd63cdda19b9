# How many entries are NaN or infinite. The smallest and the largest say whether any is, in one pass: both are NaN if one number is.
def not_finite(self: __torch__.Ops, x: Tensor) -> Tensor:
  count = torch.zeros([1], dtype=4, device=ops.prim.device(x))
  if torch.numel(x) > 0:
    low, high = torch.aminmax(x)
    if not bool(torch.item(torch.isfinite(torch.sub(torch.to(high, 7), torch.to(low, 7))))):
      count = torch.sum(torch.logical_not(torch.isfinite(x)))
  return count
