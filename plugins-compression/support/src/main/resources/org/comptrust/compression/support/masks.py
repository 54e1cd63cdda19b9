# Pruning masks: true where a weight goes. All scores are float32; a lower score goes first, among equal ones the lower column.

# The lowest scores of every row, by selection.
# scores [out, in], 0 <= count <= in  ->  [[out, in] bool with `count` true in every row, [1] number of rows in which a tie decided]
def lowest_of_row(self: __torch__.Ops, scores: Tensor, count: int) -> List[Tensor]:
  if count == 0:
    mask = torch.zeros_like(scores, dtype=11)
    tied = torch.zeros_like(torch.select(scores, 1, 0), dtype=11)
  else:
    lowest, column = torch.topk(scores, count, 1, False, False)
    threshold = torch.amax(lowest, [1], True)                              # [out, 1]
    mask = torch.le(scores, threshold)
    tied = torch.gt(torch.sum(mask, [1]), count)                           # [out]
    if bool(torch.any(tied)):
      mask = self.first_of_ties(scores, threshold, count, 1)
  return [mask, torch.sum(tied)]

# All below the threshold, and of those that equal it as many, from the first on, as make `count` along the dimension.
def first_of_ties(self: __torch__.Ops, scores: Tensor, threshold: Tensor, count: int, dim: int) -> Tensor:
  below = torch.lt(scores, threshold)
  equal = torch.eq(scores, threshold)
  room = torch.rsub(torch.sum(below, [dim], True), count)
  return torch.logical_or(below, torch.logical_and(equal, torch.le(torch.cumsum(equal, dim), room)))

# Of every run of consecutive columns, those with the lowest scores. Every run is decided alone.
# scores [out, in], in divisible by run, 0 < zeros < run  ->  [[out, in] bool with `zeros` true in every run, [1] number of tied runs]
def lowest_of_run(self: __torch__.Ops, scores: Tensor, zeros: int, run: int) -> List[Tensor]:
  rows, columns = torch.size(scores, 0), torch.size(scores, 1)
  if run > 16:
    found = self.lowest_of_row(torch.reshape(scores, [rows * (columns // run), run]), zeros)
    mask = torch.reshape(found[0], [rows, columns])
    tied = found[1]
  else:
    mask = torch.empty_like(scores, dtype=11)
    tied = torch.sum(torch.zeros_like(torch.select(scores, 1, 0), dtype=4))
    band = max(1, 131072 // columns)                                       # what is made of a band stays in the processor's cache
    for i in range((rows + band - 1) // band):
      start = i * band
      n = min(band, rows - start)
      part = self.lowest_of_short_run(torch.narrow(scores, 0, start, n), zeros, run)
      _m = torch.copy_(torch.narrow(mask, 0, start, n), part[0])
      tied = torch.add(tied, part[1])
  return [mask, tied]

# The same by comparing whole columns of runs: `zeros` passes, each of which brings the lowest of what is left to the front.
def lowest_of_short_run(self: __torch__.Ops, scores: Tensor, zeros: int, run: int) -> List[Tensor]:
  members = torch.contiguous(torch.t(torch.reshape(scores, [-1, run])))    # [run, runs]
  order = torch.unbind(torch.clone(members))
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
  tied = torch.sum(torch.eq(threshold, next))
  mask = torch.le(members, threshold)
  if bool(torch.gt(tied, 0)):
    mask = self.first_of_ties(members, torch.unsqueeze(threshold, 0), zeros, 0)
  return [torch.reshape(torch.t(mask), [torch.size(scores, 0), torch.size(scores, 1)]), tied]

# Zero where the mask is true, elsewhere the weight bit by bit (a product with the mask would turn signs and lose payloads).
# weight [out, in] float32, mask [out, in] bool  ->  [out, in] float32
def without(self: __torch__.Ops, weight: Tensor, mask: Tensor) -> Tensor:
  return torch.masked_fill(weight, mask, 0.)
