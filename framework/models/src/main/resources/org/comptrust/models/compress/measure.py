# Statistics of what enters a linear, over calibration tokens without padding. x [sequences, seq, in] float32.

# Adds to running sums over tokens, in place: of x^2 and of |x|, [in] float64 (each may be [0]: not wanted). Squares are summed by bands of rows
# that stay in the processor's cache, a band in float32, bands in float64. Sums of |x| within a batch are float32 in the library's own
# order, as the reference has them: AWQ's zero-points hang on the last bits of a mean.
def add_vectors(self: __torch__.Ops, x: Tensor, squares: Tensor, magnitudes: Tensor) -> int:
  rows = torch.reshape(x, [-1, torch.size(x, -1)])
  tokens = torch.size(rows, 0)
  if torch.numel(squares) > 0:
    band = max(1, 131072 // torch.size(rows, 1))
    start = 0
    while start < tokens:
      part = torch.narrow(rows, 0, start, min(band, tokens - start))
      _s = torch.add_(squares, torch.sum(torch.square(part), [0]))
      start = start + band
  if torch.numel(magnitudes) > 0:
    _m = torch.add_(magnitudes, torch.sum(torch.abs(rows), [0]))
  return tokens

# Adds the products of tokens to a Gram matrix, in place, in float32 as its reference. It is symmetric: only the lower triangle is summed, squares
# of halving size below the diagonal and blocks of 256 on it (half of the multiplications and, with 8 blocks and more, less than a tenth besides).
# x [..., in]; gram [in, in]: above the blocks on the diagonal it is of no use
def add_gram(self: __torch__.Ops, x: Tensor, gram: Tensor) -> Tensor:
  rows = torch.reshape(x, [-1, torch.size(x, -1)])
  columns = torch.size(rows, 1)
  start = 0
  while start < columns:
    size = min(256, columns - start)
    part = torch.narrow(rows, 1, start, size)
    _d = torch.addmm_(torch.narrow(torch.narrow(gram, 0, start, size), 1, start, size), torch.t(part), part)
    start = start + 256
  width = 256
  while width < columns:
    start = 0
    while start + width < columns:
      size = min(width, columns - start - width)
      below = torch.narrow(torch.narrow(gram, 0, start + width, size), 1, start, width)
      _b = torch.addmm_(below, torch.t(torch.narrow(rows, 1, start + width, size)), torch.narrow(rows, 1, start, width))
      start = start + 2 * width
    width = 2 * width
  return gram

# A Gram matrix over a count: both triangles from the lower one.
def gram_over(self: __torch__.Ops, gram: Tensor, count: float) -> Tensor:
  whole = torch.div(gram, count)
  columns = torch.size(whole, 0)
  start = 256
  while start < columns:
    size = min(256, columns - start)
    below = torch.narrow(torch.narrow(whole, 0, start, size), 1, 0, start)
    _a = torch.copy_(torch.narrow(torch.narrow(whole, 1, start, size), 0, 0, start), torch.t(below))
    start = start + 256
  return whole

# Puts tokens behind those that wait.  x [..., in], waiting [size, in]  ->  how many wait
def wait(self: __torch__.Ops, x: Tensor, waiting: Tensor, count: int) -> int:
  rows = torch.reshape(x, [-1, torch.size(x, -1)])
  _w = torch.copy_(torch.narrow(waiting, 0, count, torch.size(rows, 0)), rows)
  return count + torch.size(rows, 0)

# Adds the products of the first tokens that wait.
def add_waiting(self: __torch__.Ops, waiting: Tensor, count: int, gram: Tensor) -> Tensor:
  return self.add_gram(torch.narrow(waiting, 0, 0, count), gram)

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
