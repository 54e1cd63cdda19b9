# Pruning: which weights go, and weights without them. All float32; a lower score goes first, among equal ones the lower column.
# A band of rows at a time: what is made of it stays in the processor's cache, and only what becomes of the weight is written to memory.
# A weight is kept by a product with 1 where that loses nothing: choosing by a mask takes several times as long.

# A weight is worth its magnitude, times a factor of the input that it multiplies.
# weight [.., in], factor [in], or [0]: all are 1  ->  [.., in]
def importance(self: __torch__.Ops, weight: Tensor, factor: Tensor) -> Tensor:
  scores = torch.abs(weight)
  if torch.numel(factor) > 0:
    scores = torch.mul(scores, factor)
  return scores

# Without the least important of every row.
# weight [out, in], factor as in `importance`, 0 <= count <= in  ->  [[out, in] with `count` zeroed in every row, [1] number of rows in which a
# tie decided]
def prune_rows(self: __torch__.Ops, weight: Tensor, factor: Tensor, count: int) -> List[Tensor]:
  rows, columns = torch.size(weight, 0), torch.size(weight, 1)
  pruned = torch.empty_like(weight)
  tied = 0
  if count == 0:
    _c = torch.copy_(pruned, weight)
  else:
    band = max(1, 262144 // columns)
    for i in range((rows + band - 1) // band):
      part = torch.narrow(weight, 0, i * band, min(band, rows - i * band))
      into = torch.narrow(pruned, 0, i * band, min(band, rows - i * band))
      scores = self.importance(part, factor)
      tied = tied + self.prune_band(part, scores, self.least(scores, count, 1), count, 1, into)
  return [pruned, torch.full([1], tied, dtype=4, device=ops.prim.device(weight))]

# The highest of the `count` lowest scores along a dimension, by selection.
def least(self: __torch__.Ops, scores: Tensor, count: int, dim: int) -> Tensor:
  lowest, place = torch.topk(scores, count, dim, False, False)
  return torch.amax(lowest, [dim], True)

# Zeroes weights with scores up to a threshold; where more than `count` of a row or run are not above it, the first of those that equal it.
# weight, scores and into, which takes the result, of one shape; threshold [.., 1] along dim  ->  number of rows or runs in which a tie decided
def prune_band(self: __torch__.Ops, weight: Tensor, scores: Tensor, threshold: Tensor, count: int, dim: int, into: Tensor) -> int:
  keep = torch.gt(scores, threshold, out=torch.empty_like(scores))         # 1 or 0, as float32
  kept = torch.sum(keep, [dim])
  tied = int(torch.item(torch.sum(torch.lt(kept, torch.size(scores, dim) - count))))
  if tied == 0:
    # All that is kept scores above 0, so it is not 0: the sum turns -0 into 0 where a weight goes, and no other bit.
    _p = torch.add_(torch.mul(keep, weight, out=into), 0.)
  else:
    _w = torch.masked_fill_(torch.copy_(into, weight), self.first_of_ties(scores, threshold, count, dim), 0.)
  return tied

# All below the threshold, and of those that equal it as many, from the first on, as make `count` along the dimension.
def first_of_ties(self: __torch__.Ops, scores: Tensor, threshold: Tensor, count: int, dim: int) -> Tensor:
  below = torch.lt(scores, threshold)
  equal = torch.eq(scores, threshold)
  room = torch.rsub(torch.sum(below, [dim], True), count)
  return torch.logical_or(below, torch.logical_and(equal, torch.le(torch.cumsum(equal, dim), room)))

# Without the least important of every run of consecutive columns. Every run is decided alone.
# weight [out, in], in divisible by run, factor as in `importance`, 0 < zeros < run  ->  [[out, in] with `zeros` zeroed in every run, [1] number of
# runs in which a tie decided]
def prune_runs(self: __torch__.Ops, weight: Tensor, factor: Tensor, zeros: int, run: int) -> List[Tensor]:
  rows, columns = torch.size(weight, 0), torch.size(weight, 1)
  pruned = torch.empty_like(weight)
  band = max(1, 65536 * min(run, 16) // columns)
  tied = 0
  for i in range((rows + band - 1) // band):
    n = min(band, rows - i * band)
    part = torch.reshape(torch.narrow(weight, 0, i * band, n), [n, columns // run, run])
    into = torch.reshape(torch.narrow(pruned, 0, i * band, n), [n, columns // run, run])
    if run > 16:
      scores = torch.reshape(self.importance(torch.narrow(weight, 0, i * band, n), factor), [n, columns // run, run])
      tied = tied + self.prune_band(part, scores, self.least(scores, zeros, 2), zeros, 2, into)
    else:
      tied = tied + self.prune_short_runs(part, factor, zeros, into)
  return [pruned, torch.full([1], tied, dtype=4, device=ops.prim.device(weight))]

# The same by whole columns of runs: `zeros` passes over them, each of which brings the lowest of what is left to the front.
# weight, into [rows, runs, run]
def prune_short_runs(self: __torch__.Ops, weight: Tensor, factor: Tensor, zeros: int, into: Tensor) -> int:
  run = torch.size(weight, 2)
  factors = torch.reshape(factor, [-1, run])                               # [runs, run], or [0, run]
  scores = annotate(List[Tensor], [])                                      # of each column of the runs [rows, runs]
  for i in range(run):
    scores.append(self.importance(torch.select(weight, 2, i), torch.select(factors, 1, i)))
  order = list(scores)
  for front in range(zeros):
    for j in range(run - 1 - front):
      i = run - 1 - j
      low = torch.minimum(order[i - 1], order[i])
      order[i] = torch.maximum(order[i - 1], order[i])
      order[i - 1] = low
  threshold = order[zeros - 1]
  next = order[zeros]
  for i in range(zeros + 1, run):
    next = torch.minimum(next, order[i])
  tied = int(torch.item(torch.sum(torch.eq(threshold, next))))
  if tied == 0:
    keep = torch.empty_like(threshold)
    for i in range(run):
      _k = torch.gt(scores[i], threshold, out=keep)
      _p = torch.mul(keep, torch.select(weight, 2, i), out=torch.select(into, 2, i))
    _z = torch.add_(into, 0.)                                              # as in `prune_band`
  else:
    mask = self.first_of_ties(torch.stack(scores, 2), torch.unsqueeze(threshold, 2), zeros, 2)
    _w = torch.masked_fill_(torch.copy_(into, weight), mask, 0.)
  return tied

# Zero where the mask is true, elsewhere the weight bit by bit (a product with the mask would turn signs and lose payloads).
# weight [out, in] float32, mask [out, in] bool  ->  [out, in] float32
def without(self: __torch__.Ops, weight: Tensor, mask: Tensor) -> Tensor:
  return torch.masked_fill(weight, mask, 0.)
