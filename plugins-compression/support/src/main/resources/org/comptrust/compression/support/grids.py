# Quantization grids. A group is `size` consecutive columns of one row; it has a scale and a zero-point, and its weights become
# codes in [0, top], top = 2^bits - 1:  weight ~ scale * (code - zero_point).
# All float32 in this order of operations, rounding half to even: halves are common (a group clipped to +-m has -low/scale = top/2),
# so another order moves codes. Divisors are tensors: some devices multiply by the reciprocal of a plain number instead.

# weight [out, in]  ->  [out, groups, size]. A short last group is filled with zeros: the GPTQ grid always has zero between its ends
# and quantizes it without error, so they change neither range nor error.
def grouped(self: __torch__.Ops, weight: Tensor, size: int) -> Tensor:
  rows, columns = torch.size(weight, 0), torch.size(weight, 1)
  groups = (columns + size - 1) // size
  missing = groups * size - columns
  filled = weight
  if missing > 0:
    filled = torch.constant_pad_nd(weight, [0, missing])                   # [out, groups * size]
  return torch.reshape(filled, [rows, groups, size])

# Step between two levels of a range.  low, high [out, groups]  ->  [out, groups]
def step(self: __torch__.Ops, low: Tensor, high: Tensor, top: int) -> Tensor:
  return torch.div(torch.sub(high, low), torch.full_like(low, float(top)))

# Nearest codes, still as float32.  groups [out, groups, size], scale and zero_point [out, groups]  ->  [out, groups, size]
def nearest(self: __torch__.Ops, groups: Tensor, scale: Tensor, zero_point: Tensor, top: int) -> Tensor:
  levels = torch.round(torch.div(groups, torch.unsqueeze(scale, 2)))
  return torch.clamp(torch.add(levels, torch.unsqueeze(zero_point, 2)), 0, top)

# What the codes stand for.  codes [out, groups, size], scale and zero_point [out, groups]  ->  [out, groups, size]
def values(self: __torch__.Ops, codes: Tensor, scale: Tensor, zero_point: Tensor) -> Tensor:
  return torch.mul(torch.sub(codes, torch.unsqueeze(zero_point, 2)), torch.unsqueeze(scale, 2))

# codes as float32 groups, scale, zero_point  ->  [codes [out, in] uint8, scale, zero_point, group of each column [in] int64]
def packed(self: __torch__.Ops, codes: Tensor, scale: Tensor, zero_point: Tensor, columns: int) -> List[Tensor]:
  rows, groups, size = torch.size(codes, 0), torch.size(codes, 1), torch.size(codes, 2)
  flat = torch.narrow(torch.reshape(codes, [rows, groups * size]), 1, 0, columns)
  column = torch.arange(columns, dtype=4, device=ops.prim.device(codes))
  group_of = torch.floor_divide(column, size)
  return [torch.contiguous(torch.to(flat, 0)), scale, zero_point, group_of]

# The range of each group, narrowed in 80 steps of 1 % to the first with the least sum of |error|^2.4.
# groups [out, groups, size]; low, high and the zero-point of a symmetric grid [out, groups]  ->  [scale, zero_point] [out, groups]
def narrowed(self: __torch__.Ops, groups: Tensor, low: Tensor, high: Tensor, fixed: Tensor, top: int, symmetric: bool) -> List[Tensor]:
  least = torch.full_like(low, inf)
  scale = torch.zeros_like(low)
  zero_point = fixed
  for i in range(80):
    share = 1. - float(i) / 100.
    trial_scale = self.step(torch.mul(low, share), torch.mul(high, share), top)
    trial_zero = fixed
    if not symmetric:
      trial_zero = self.zero_of(torch.mul(low, share), trial_scale)
    trial = self.values(self.nearest(groups, trial_scale, trial_zero, top), trial_scale, trial_zero)
    error = torch.sum(torch.pow(torch.abs(torch.sub(trial, groups)), 2.4), [2])
    better = torch.lt(error, least)
    least = torch.where(better, error, least)
    scale = torch.where(better, trial_scale, scale)
    zero_point = torch.where(better, trial_zero, zero_point)
  return [scale, zero_point]

# The same by bands of rows: what 80 trials make of a band stays in the processor's cache.
def narrowed_by_bands(self: __torch__.Ops, groups: Tensor, low: Tensor, high: Tensor, fixed: Tensor, top: int, symmetric: bool) -> List[Tensor]:
  rows = torch.size(groups, 0)
  band = max(1, 262144 // (torch.size(groups, 1) * torch.size(groups, 2)))
  scales = annotate(List[Tensor], [])
  zero_points = annotate(List[Tensor], [])
  for i in range((rows + band - 1) // band):
    start = i * band
    n = min(band, rows - start)
    part = self.narrowed(torch.narrow(groups, 0, start, n), torch.narrow(low, 0, start, n), torch.narrow(high, 0, start, n), torch.narrow(fixed, 0, start, n), top, symmetric)
    scales.append(part[0])
    zero_points.append(part[1])
  return [torch.cat(scales, 0), torch.cat(zero_points, 0)]

# The code of zero in a range that begins at low; 0 - low, since a negative zero would give one.
def zero_of(self: __torch__.Ops, low: Tensor, scale: Tensor) -> Tensor:
  return torch.round(torch.div(torch.rsub(low, 0.), scale))

# The range of each group with zero between its ends: GPTQ's.  groups [out, groups, size]  ->  [low, high] [out, groups]
def range_with_zero(self: __torch__.Ops, groups: Tensor) -> List[Tensor]:
  return [torch.clamp_max(torch.amin(groups, [2]), 0.), torch.clamp_min(torch.amax(groups, [2]), 0.)]

# Scale and zero-point of the grid of GPTQ: zero is always between the ends. Frantar et al. 2022, arXiv:2210.17323, as its authors'
# quantizer has it. Symmetric: levels from -high to +high around the fixed zero-point 2^(bits-1); a group without a negative weight
# keeps low = 0, so all above about half its range saturates (a defect of the reference that published figures contain).
# groups [out, groups, size]; low and high [out, groups] as `range_with_zero`  ->  [scale, zero_point] [out, groups]
def gptq_grid(self: __torch__.Ops, groups: Tensor, low: Tensor, high: Tensor, bits: int, symmetric: bool, search: bool) -> List[Tensor]:
  top = (1 << bits) - 1
  if symmetric:
    high = torch.maximum(torch.neg(low), high)
    low = torch.where(torch.lt(low, 0.), torch.neg(high), low)
  all_zero = torch.logical_and(torch.eq(low, 0.), torch.eq(high, 0.))
  low = torch.masked_fill(low, all_zero, -1.)
  high = torch.masked_fill(high, all_zero, 1.)
  scale = self.step(low, high, top)
  if symmetric:
    zero_point = torch.full_like(scale, float(top + 1) / 2.)
  else:
    zero_point = self.zero_of(low, scale)
  if search:
    found = self.narrowed_by_bands(groups, low, high, zero_point, top, symmetric)
    scale = found[0]
    zero_point = found[1]
  return [scale, zero_point]

# Rounds every group to that grid.  weight [out, in]  ->  as `packed`
def gptq(self: __torch__.Ops, weight: Tensor, size: int, bits: int, symmetric: bool, search: bool) -> List[Tensor]:
  groups = self.grouped(weight, size)
  ends = self.range_with_zero(groups)
  grid = self.gptq_grid(groups, ends[0], ends[1], bits, symmetric, search)
  codes = self.nearest(groups, grid[0], grid[1], (1 << bits) - 1)
  return self.packed(codes, grid[0], grid[1], torch.size(weight, 1))

# The grid of AWQ. With zero-point: the ends are the least and greatest weight, zero need not lie between them. Lin et al. 2023,
# arXiv:2306.00978, as its authors' pseudo-quantizer has it. All of one sign: zero_point is clamped and what lies beyond the range saturates.
# Symmetric, as AutoAWQ has it: levels from -2^(bits-1) to 2^(bits-1) - 1 around zero, the greatest magnitude at the last one.
# groups [out, groups, size]  ->  [scale, zero_point] [out, groups]
def awq_grid(self: __torch__.Ops, groups: Tensor, top: int, symmetric: bool) -> List[Tensor]:
  if symmetric:
    middle = (top + 1) // 2
    greatest = torch.clamp_min(torch.amax(torch.abs(groups), [2]), 1.0000000000000001e-05)
    scale = torch.div(greatest, torch.full_like(greatest, float(middle - 1)))
    zero_point = torch.full_like(scale, float(middle))
  else:
    low = torch.amin(groups, [2])                                          # [out, groups]
    span = torch.clamp_min(torch.sub(torch.amax(groups, [2]), low), 1.0000000000000001e-05)
    scale = torch.div(span, torch.full_like(span, float(top)))
    zero_point = torch.clamp(torch.rsub(torch.round(torch.div(low, scale)), 0.), 0, top)
  return [scale, zero_point]

# weight [out, in], in divisible by size  ->  as `packed`
def awq(self: __torch__.Ops, weight: Tensor, size: int, bits: int, symmetric: bool) -> List[Tensor]:
  top = (1 << bits) - 1
  groups = self.grouped(weight, size)
  grid = self.awq_grid(groups, top, symmetric)
  codes = self.nearest(groups, grid[0], grid[1], top)
  return self.packed(codes, grid[0], grid[1], torch.size(weight, 1))

# What the AWQ grid leaves of a weight, without the codes.  weight [out, in], in divisible by size  ->  [out, in]
def awq_rounded(self: __torch__.Ops, weight: Tensor, size: int, bits: int, symmetric: bool) -> Tensor:
  top = (1 << bits) - 1
  groups = self.grouped(weight, size)
  grid = self.awq_grid(groups, top, symmetric)
  return torch.reshape(self.values(self.nearest(groups, grid[0], grid[1], top), grid[0], grid[1]), [torch.size(weight, 0), torch.size(weight, 1)])

# codes [out, in] uint8, scale and zero_point [out, groups], group_of [in] int64  ->  [out, in] float32
def dequantized(self: __torch__.Ops, codes: Tensor, scale: Tensor, zero_point: Tensor, group_of: Tensor) -> Tensor:
  shifted = torch.sub(torch.to(codes, 6), torch.index_select(zero_point, 1, group_of))
  return torch.mul(torch.index_select(scale, 1, group_of), shifted)

# ||approximation - weight|| / ||weight|| (Frobenius), 0 for a weight of zeros; sums in float64, they have millions of terms.
def relative_error(self: __torch__.Ops, approximation: Tensor, weight: Tensor) -> float:
  error = float(torch.item(torch.linalg_vector_norm(torch.sub(approximation, weight), 2, None, False, dtype=7)))
  norm = float(torch.item(torch.linalg_vector_norm(weight, 2, None, False, dtype=7)))
  if norm == 0.:
    ratio = 0.
  else:
    ratio = error / norm
  return ratio

# Number of groups whose weights are all above zero or all below.  weight [out, in], in divisible by size
def of_one_sign(self: __torch__.Ops, weight: Tensor, size: int) -> Tensor:
  groups = self.grouped(weight, size)
  return torch.sum(torch.logical_or(torch.gt(torch.amin(groups, [2]), 0.), torch.lt(torch.amax(groups, [2]), 0.)))

# Number of groups of zeros.  weight [out, in]
def all_zero(self: __torch__.Ops, weight: Tensor, size: int) -> Tensor:
  groups = self.grouped(weight, size)
  return torch.sum(torch.eq(torch.amax(torch.abs(groups), [2]), 0.))

# Number of groups with a positive weight and none below zero.  weight [out, in]
def without_negative(self: __torch__.Ops, weight: Tensor, size: int) -> Tensor:
  groups = self.grouped(weight, size)
  return torch.sum(torch.logical_and(torch.ge(torch.amin(groups, [2]), 0.), torch.gt(torch.amax(groups, [2]), 0.)))

# Scales that cannot be divided by: zero (the range underflowed) or not finite (it overflowed).
def unusable_scales(self: __torch__.Ops, scale: Tensor) -> Tensor:
  return torch.sum(torch.logical_not(torch.logical_and(torch.isfinite(scale), torch.gt(scale, 0.))))
