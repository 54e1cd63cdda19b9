# Pruning masks: true where a weight goes. All scores are float32; a lower score goes first.

# Of every run of consecutive columns, those with the lowest scores; among equal scores the lower column first (a stable sort keeps
# the columns' order). Every run is decided alone.
# scores [out, in], in divisible by run  ->  [out, in] bool with `zeros` true in every run
def lowest_of_run(self: __torch__.Ops, scores: Tensor, zeros: int, run: int) -> Tensor:
  rows, columns = torch.size(scores, 0), torch.size(scores, 1)
  runs = torch.reshape(scores, [rows, columns // run, run])  # [out, in/run, run]
  ascending, order = torch.sort(runs, stable=True, dim=2, descending=False)
  lowest = torch.narrow(order, 2, 0, zeros)                                # [out, in/run, zeros]
  mask = torch.scatter(torch.zeros_like(runs, dtype=11), 2, lowest, 1)
  return torch.reshape(mask, [rows, columns])                              # [out, in]

# The lowest scores of every row, by the same rule.
# scores [out, in], 0 <= count <= in  ->  [out, in] bool with `count` true in every row
def lowest_of_row(self: __torch__.Ops, scores: Tensor, count: int) -> Tensor:
  ascending, order = torch.sort(scores, stable=True, dim=1, descending=False)
  lowest = torch.narrow(order, 1, 0, count)                                # [out, count]
  return torch.scatter(torch.zeros_like(scores, dtype=11), 1, lowest, 1)

# Zero where the mask is true, elsewhere the weight bit by bit (a product with the mask would turn signs and lose payloads).
# weight [out, in] float32, mask [out, in] bool  ->  [out, in] float32
def without(self: __torch__.Ops, weight: Tensor, mask: Tensor) -> Tensor:
  return torch.masked_fill(weight, mask, 0.)
