# Statistics of what enters a linear, over calibration tokens without padding. x [sequences, seq, in] float32.

# Adds the batch to running sums, in place. squares, magnitudes [in] float64, gram [in, in] float32 (each may be [0]: not wanted)
# Sums within a batch are float32 in the library's own order, as the references have them (AWQ's zero-points hang on the last bits of a
# mean); over batches, vectors are summed in float64 and the Gram matrix in float32.
def observe(self: __torch__.Ops, x: Tensor, squares: Tensor, magnitudes: Tensor, gram: Tensor) -> int:
  rows = torch.reshape(x, [-1, torch.size(x, -1)])
  if torch.numel(squares) > 0:
    _s = torch.add_(squares, torch.sum(torch.mul(rows, rows), [0]))
  if torch.numel(magnitudes) > 0:
    _m = torch.add_(magnitudes, torch.sum(torch.abs(rows), [0]))
  if torch.numel(gram) > 0:
    _g = torch.addmm_(gram, torch.t(rows), rows)
  return torch.size(rows, 0)

# Running sums over a count.
def over(self: __torch__.Ops, sums: Tensor, count: float) -> Tensor:
  return torch.to(torch.div(sums, count), 6)

# codes [out, in] uint8, scales and zeros [out, groups], group [in] int64 -> [out, in] float32
def dequantized(self: __torch__.Ops, codes: Tensor, scales: Tensor, zeros: Tensor, group: Tensor) -> Tensor:
  s = torch.index_select(scales, 1, group)
  z = torch.index_select(zeros, 1, group)
  return torch.mul(s, torch.sub(torch.to(codes, 6), z))

# Fewest zeros in any run of inputs. w [out, in]
def fewest_zeros(self: __torch__.Ops, w: Tensor, run: int) -> int:
  zero = torch.to(torch.eq(torch.reshape(w, [-1, run]), 0), 4)
  return int(torch.item(torch.min(torch.sum(zero, [1]))))

def largest(self: __torch__.Ops, x: Tensor) -> float:
  return float(torch.item(torch.max(torch.to(x, 7))))

def smallest(self: __torch__.Ops, x: Tensor) -> float:
  return float(torch.item(torch.min(torch.to(x, 7))))

def copy(self: __torch__.Ops, x: Tensor) -> Tensor:
  return torch.clone(x)
