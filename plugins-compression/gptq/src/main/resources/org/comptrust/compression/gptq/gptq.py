# GPTQ: columns are rounded one after the other; the error of each is pushed into the columns that are not yet rounded, so that the output
# changes least. Frantar et al. 2022, arXiv:2210.17323, Algorithm 1, as its authors' code for LLaMA has it. All float32.
# Uses the methods of second_order.py and grids.py.

# weight [out, in] float32; factor [in, in], order [in], dead [in] as `factor` of second_order.py; size: columns of a group, -1 a whole row;
# fixed_groups: scales of groups of consecutive columns of the weight as it was, else of columns in the order they are rounded in,
# corrected by all blocks before; block: columns that are corrected together
# -> [codes [out, in] uint8, scales [out, groups], zero_points [out, groups], group of each column [in] int64,
#     figures [2] float64: loss, groups that the symmetric grid cuts off]
def quantize(self: __torch__.Ops, weight: Tensor, factor: Tensor, order: Tensor, dead: Tensor, bits: int, size: int, symmetric: bool, search: bool, fixed_groups: bool, block: int) -> List[Tensor]:
  rows, columns = torch.size(weight, 0), torch.size(weight, 1)
  cut = 0
  living = torch.masked_fill(weight, dead, 0.)
  group = size
  scales = annotate(List[Tensor], [])                                      # of each group [out], in the order they are met
  zero_points = annotate(List[Tensor], [])
  if size == -1 or fixed_groups:
    if size == -1:                                                         # of the whole row as it came
      group = columns
      grouped = torch.unsqueeze(weight, 1)
    else:
      grouped = self.grouped(living, size)
    ends = self.range_with_zero(grouped)
    cut = self.without_negative_in(ends)
    grid = self.gptq_grid(grouped, ends[0], ends[1], bits, symmetric, search)
    for g in range(torch.size(grid[0], 1)):
      scales.append(torch.contiguous(torch.select(grid[0], 1, g)))
      zero_points.append(torch.contiguous(torch.select(grid[1], 1, g)))
  met = len(scales) == 0                                                   # whether grids are made on the way
  group_at = torch.floor_divide(torch.arange(columns, dtype=4, device=ops.prim.device(weight)), group)  # of each place
  if fixed_groups:
    group_at = torch.floor_divide(order, group)
  groups = annotate(List[int], [])
  for place in range(columns):
    if fixed_groups:
      groups.append(int(torch.item(torch.select(group_at, 0, place))))
    else:
      groups.append(place // group)
  now = torch.index_select(torch.contiguous(torch.t(living)), 0, order)    # [in, out], in the order of rounding
  codes = torch.empty([columns, rows], dtype=0, device=ops.prim.device(weight))
  loss = 0.
  start = 0
  while start < columns:
    count = min(block, columns - start)
    if met:
      for c in range(start, start + count):
        if c % group == 0:                                                 # before corrections from within the block
          members = torch.t(torch.narrow(now, 0, c, min(group, columns - c)))
          grouped = torch.unsqueeze(members, 1)                            # [out, 1, size]
          if search:
            grouped = torch.contiguous(grouped)
          ends = self.range_with_zero(grouped)
          cut = cut + self.without_negative_in(ends)
          grid = self.gptq_grid(grouped, ends[0], ends[1], bits, symmetric, search)
          scales.append(torch.select(grid[0], 1, 0))
          zero_points.append(torch.select(grid[1], 1, 0))
    errors = self.round_block(torch.narrow(now, 0, start, count), self.corner(factor, start, count), torch.narrow(codes, 0, start, count), groups[start:start + count], scales, zero_points, bits)
    _n = self.push(now, errors, factor, start, count)
    loss = loss + self.loss_of(errors)
    start = start + count
  place_of = torch.argsort(order)                                          # of each column
  in_order = torch.contiguous(torch.t(torch.index_select(codes, 0, place_of)))
  figures = torch.to(torch.tensor([loss, float(cut)], device=ops.prim.device(weight)), 7)
  return [in_order, torch.stack(scales, 1), torch.stack(zero_points, 1), torch.index_select(group_at, 0, place_of), figures]

# Rounds the columns of a block. Errors reach the next 16 columns one by one and those behind them together: the same sums with a fraction of the
# memory traffic.
# now [count, out], corrected for all blocks before, is overwritten; corner [count, count]; codes [count, out] uint8: takes the codes; group of
# each column; scales and zero_points of each group [out]  ->  errors [count, out]: (column - rounded) / U[c, c]
def round_block(self: __torch__.Ops, now: Tensor, corner: Tensor, codes: Tensor, groups: List[int], scales: List[Tensor], zero_points: List[Tensor], bits: int) -> Tensor:
  count = torch.size(now, 0)
  top = (1 << bits) - 1
  errors = torch.empty_like(now)
  exact = torch.empty_like(now)                                            # codes as float32
  diagonal = torch.diagonal(corner)
  first = 0
  for c in range(count):
    if c % 16 == 0:
      first = c
      _p = self.pull_in_block(now, errors, corner, c, min(16, count - c))
    w = self.pull(now, errors, corner, first, c)
    scale = scales[groups[c]]
    zero_point = zero_points[groups[c]]
    code = torch.div(w, scale, out=torch.select(exact, 0, c))
    _c = torch.clamp_(torch.add_(torch.round_(code), zero_point), 0, top)
    value = torch.mul_(torch.sub(code, zero_point), scale)
    _e = torch.div_(torch.sub(w, value, out=torch.select(errors, 0, c)), torch.select(diagonal, 0, c))
  _k = torch.copy_(codes, exact)
  return errors

# Number of groups with a positive weight and none below zero.  ends as `range_with_zero`
def without_negative_in(self: __torch__.Ops, ends: List[Tensor]) -> int:
  return int(torch.item(torch.sum(torch.logical_and(torch.eq(ends[0], 0.), torch.gt(ends[1], 0.)))))
