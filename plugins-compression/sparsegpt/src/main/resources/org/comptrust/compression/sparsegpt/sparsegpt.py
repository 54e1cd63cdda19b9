# SparseGPT: prunes column by column and pushes what is lost into the columns to come, so that the output changes least. Frantar and Alistarh
# 2023, arXiv:2301.00774, Algorithm 1, as its authors' code has it. All float32. Uses the methods of second_order.py and grids.py.

# weight [out, in] float32; factor [in, in], dead [in] as `factor` of second_order.py, columns in their own order
# zeros and run: N:M; zeros = 0: unstructured, `ratio` of each block. bits: 0, or those that the kept weights are rounded to.
# block: columns that are corrected together, and of which an unstructured mask is chosen; a multiple of run
# -> [pruned [out, in]], or with bits [codes [out, in] uint8, scale [out, 1], zero_point [out, 1], group of each column [in] int64];
#    and figures [2] float64: loss, weights marked to prune
def prune(self: __torch__.Ops, weight: Tensor, factor: Tensor, dead: Tensor, zeros: int, run: int, ratio: float, bits: int, block: int) -> List[Tensor]:
  rows, columns = torch.size(weight, 0), torch.size(weight, 1)
  grid = annotate(List[Tensor], [])
  if bits > 0:                                                             # of the row as it came, dead columns included
    whole = torch.unsqueeze(weight, 1)
    ends = self.range_with_zero(whole)
    grid = self.gptq_grid(whole, ends[0], ends[1], bits, False, False)
  now = torch.contiguous(torch.t(torch.masked_fill(weight, dead, 0.)))     # [in, out]
  kept = torch.empty_like(now)                                             # values, or codes as float32
  loss = 0.
  marked = 0
  start = 0
  while start < columns:
    count = min(block, columns - start)
    own = torch.narrow(now, 0, start, count)                               # corrected for all blocks before
    corner = self.corner(factor, start, count)
    if zeros == 0:
      mask = self.lowest_of_block(own, corner, ratio)
      step = 16
    else:
      mask = torch.zeros_like(own, dtype=11)
      step = run
    errors = self.prune_block(own, corner, mask, torch.narrow(kept, 0, start, count), zeros, step, grid, bits)
    _n = self.push(now, errors, factor, start, count)
    loss = loss + self.loss_of(errors)
    marked = marked + int(torch.item(torch.sum(mask)))
    start = start + count
  figures = torch.to(torch.tensor([loss, float(marked)], device=ops.prim.device(weight)), 7)
  whole_rows = torch.contiguous(torch.t(kept))
  if bits > 0:
    group_of = torch.zeros([columns], dtype=4, device=ops.prim.device(weight))
    result = [torch.to(whole_rows, 0), grid[0], grid[1], group_of, figures]
  else:
    result = [whole_rows, figures]
  return result

# The mask of a block, unstructured: the weights whose loss w^2 / U[c, c]^2 is not above that at the given place of all, sorted. Ties go too,
# so at least one weight goes.
# now [count, out], corner [count, count]  ->  [count, out] bool
def lowest_of_block(self: __torch__.Ops, now: Tensor, corner: Tensor, ratio: float) -> Tensor:
  scores = self.scores(now, torch.diagonal(corner))
  flat = torch.reshape(scores, [-1])
  size = torch.size(flat, 0)
  threshold, place = torch.kthvalue(flat, min(int(float(size) * ratio), size - 1) + 1)
  return torch.le(scores, threshold)

# What pruning each weight alone would cost: w^2 / U[c, c]^2.  columns [n, out], diagonal [n]  ->  [n, out]
def scores(self: __torch__.Ops, columns: Tensor, diagonal: Tensor) -> Tensor:
  return torch.div(torch.square(columns), torch.unsqueeze(torch.square(diagonal), 1))

# Of each run, those with the lowest scores; among equal scores the lower column.  scores [run, out]  ->  [run, out] bool
# Short runs by the rank of each, counted: sorting millions of runs of four takes longer than all the rest.
def lowest_of_run_transposed(self: __torch__.Ops, scores: Tensor, zeros: int) -> Tensor:
  run = torch.size(scores, 0)
  if run <= 16:
    mine = torch.unsqueeze(scores, 1)                                      # [run, 1, out]
    others = torch.unsqueeze(scores, 0)                                    # [1, run, out]
    earlier = torch.unsqueeze(torch.tril(torch.ones([run, run], dtype=11, device=ops.prim.device(scores)), -1), 2)
    before = torch.where(earlier, torch.le(others, mine), torch.lt(others, mine))
    mask = torch.lt(torch.sum(before, [1]), zeros)
  else:
    ascending, order = torch.sort(scores, stable=True, dim=0, descending=False)
    mask = torch.scatter(torch.zeros_like(scores, dtype=11), 0, torch.narrow(order, 0, 0, zeros), 1)
  return mask

# Prunes the columns of a block. Errors reach the next `step` columns one by one and those behind them together; with N:M a run is chosen when its
# first column is reached, after all corrections from columns before it.
# now [count, out], corrected for all blocks before, is overwritten; corner [count, count]; mask [count, out] bool: given (zeros = 0), else filled
# in; kept [count, out]: takes the new weights, or with bits their codes  ->  errors [count, out]: (column - new column) / U[c, c]
def prune_block(self: __torch__.Ops, now: Tensor, corner: Tensor, mask: Tensor, kept: Tensor, zeros: int, step: int, grid: List[Tensor], bits: int) -> Tensor:
  count = torch.size(now, 0)
  errors = torch.empty_like(now)
  diagonal = torch.diagonal(corner)
  scale = diagonal
  zero_point = diagonal
  if bits > 0:
    scale = torch.contiguous(torch.select(grid[0], 1, 0))
    zero_point = torch.contiguous(torch.select(grid[1], 1, 0))
  top = (1 << bits) - 1
  first = 0
  for c in range(count):
    if c % step == 0:
      first = c
      length = min(step, count - c)
      ahead = self.pull_in_block(now, errors, corner, c, length)
      if zeros > 0:
        lowest = self.lowest_of_run_transposed(self.scores(ahead, torch.narrow(diagonal, 0, c, length)), zeros)
        _m = torch.copy_(torch.narrow(mask, 0, c, length), lowest)
    w = self.pull(now, errors, corner, first, c)
    value = torch.copy_(torch.select(kept, 0, c), w)
    _z = torch.masked_fill_(value, torch.select(mask, 0, c), 0.)
    if bits > 0:
      _q = torch.clamp_(torch.add_(torch.round_(torch.div_(value, scale)), zero_point), 0, top)
      value = torch.mul_(torch.sub(value, zero_point), scale)
    _e = torch.div_(torch.sub(w, value, out=torch.select(errors, 0, c)), torch.select(diagonal, 0, c))
  return errors
