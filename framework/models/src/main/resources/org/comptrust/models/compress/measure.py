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

# A Gram matrix is symmetric, so only its lower triangle is summed: blocks of 256 on the diagonal, and below them squares of doubling width that
# fill it up. Squares of one width are one batch of matrix products, whose threads take whole squares; where the last is not a whole one it
# is a product of its own. That is half of the multiplications, and for each doubling of the 256 half of what is left over.
#
# The parts: blocks on the diagonal [n, 256, 256], then the rest of the diagonal [m, m], m < 256; then for each width w = 256, 512, ... squares
# [n, w, w] and the rest [m, w], m < w. All float32, as the reference sums.
#
# From inputs rounded to bfloat16, where the processor multiplies such matrices several times as fast, a product comes out rounded to bfloat16 too,
# which would lose far more than the rounding of the inputs. So each product is taken less what the tokens before it lead to expect (the
# library subtracts before it rounds): what is rounded is a few percent of the product. Of the first tokens, what is expected is their own
# product, rounded.

# Empty sums for inputs like x [..., in].
def gram_parts(self: __torch__.Ops, x: Tensor) -> List[Tensor]:
  columns = torch.size(x, -1)
  device = ops.prim.device(x)
  blocks = columns // 256
  last = columns - 256 * blocks
  parts = [torch.zeros([blocks, 256, 256], dtype=6, device=device), torch.zeros([last, last], dtype=6, device=device)]
  width = 256
  while width < columns:
    pairs = columns // (2 * width)
    last = max(0, columns - 2 * width * pairs - width)
    parts.append(torch.zeros([pairs, width, width], dtype=6, device=device))
    parts.append(torch.zeros([last, width], dtype=6, device=device))
    width = 2 * width
  return parts

# Adds the products of tokens, in place.  x [..., in]; before: tokens that the sums hold
def add_gram(self: __torch__.Ops, x: Tensor, parts: List[Tensor], bfloat16: bool, before: int) -> int:
  rows = torch.reshape(x, [-1, torch.size(x, -1)])
  tokens, columns = torch.size(rows, 0), torch.size(rows, 1)
  if bfloat16:
    rows = torch.to(rows, 15)
  share = 0.
  if before > 0:
    share = float(tokens) / float(before)
  blocks = torch.size(parts[0], 0)
  if blocks > 0:
    whole = torch.reshape(torch.narrow(rows, 1, 0, 256 * blocks), [tokens, blocks, 256])
    block = torch.transpose(whole, 0, 1)                                   # [n, tokens, 256]
    _b = self.add_products(parts[0], torch.transpose(block, 1, 2), block, share)
  last = torch.size(parts[1], 0)
  if last > 0:
    end = torch.narrow(rows, 1, columns - last, last)
    _e = self.add_product(parts[1], torch.t(end), end, share)
  width = 256
  at = 2
  while at < len(parts):
    pairs = torch.size(parts[at], 0)
    if pairs > 0:
      pair = torch.reshape(torch.narrow(rows, 1, 0, 2 * width * pairs), [tokens, pairs, 2, width])
      left = torch.transpose(torch.select(pair, 2, 0), 0, 1)               # [n, tokens, w]
      below = torch.permute(torch.select(pair, 2, 1), [1, 2, 0])           # [n, w, tokens]
      _s = self.add_products(parts[at], below, left, share)
    last = torch.size(parts[at + 1], 0)
    if last > 0:
      end = torch.narrow(rows, 1, columns - last, last)
      _l = self.add_product(parts[at + 1], torch.t(end), torch.narrow(rows, 1, 2 * width * pairs, width), share)
    width = 2 * width
    at = at + 2
  return tokens

# Adds products, in place.  sums [n, v, w] float32; left [n, v, tokens] and right [n, tokens, w], both float32 or both bfloat16; share: these
# tokens over those that the sums hold, 0: they hold none
def add_products(self: __torch__.Ops, sums: Tensor, left: Tensor, right: Tensor, share: float) -> Tensor:
  if ops.prim.dtype(left) == 6:
    _s = torch.baddbmm_(sums, left, right)
  else:
    if share == 0.:
      expected = torch.bmm(left, right)
    else:
      expected = torch.to(torch.mul(sums, share), 15)
    rest = torch.baddbmm(expected, left, right, beta=-1.)
    _s = torch.add_(torch.add_(sums, expected), rest)
  return sums

# The same of single matrices.
def add_product(self: __torch__.Ops, sums: Tensor, left: Tensor, right: Tensor, share: float) -> Tensor:
  if ops.prim.dtype(left) == 6:
    _s = torch.addmm_(sums, left, right)
  else:
    _b = self.add_products(torch.unsqueeze(sums, 0), torch.unsqueeze(left, 0), torch.unsqueeze(right, 0), share)
  return sums

# The Gram matrix over a count, from its parts  ->  [in, in]
def gram_over(self: __torch__.Ops, parts: List[Tensor], count: float) -> Tensor:
  blocks = torch.size(parts[0], 0)
  last = torch.size(parts[1], 0)
  columns = 256 * blocks + last
  gram = torch.empty([columns, columns], dtype=6, device=ops.prim.device(parts[0]))
  for i in range(blocks):
    _b = self.put(gram, torch.select(parts[0], 0, i), 256 * i, 256 * i, count)
  if last > 0:
    _e = self.put(gram, parts[1], columns - last, columns - last, count)
  width = 256
  at = 2
  while at < len(parts):
    pairs = torch.size(parts[at], 0)
    for i in range(pairs):
      _s = self.put(gram, torch.select(parts[at], 0, i), 2 * width * i + width, 2 * width * i, count)
    below = torch.size(parts[at + 1], 0)
    if below > 0:
      _l = self.put(gram, parts[at + 1], columns - below, 2 * width * pairs, count)
    width = 2 * width
    at = at + 2
  return gram

# Writes a part over a count into its place and the mirrored one.
def put(self: __torch__.Ops, gram: Tensor, part: Tensor, row: int, column: int, count: float) -> Tensor:
  mean = torch.div(part, count)
  rows, columns = torch.size(part, 0), torch.size(part, 1)
  _a = torch.copy_(torch.narrow(torch.narrow(gram, 0, row, rows), 1, column, columns), mean)
  if row != column:
    _m = torch.copy_(torch.narrow(torch.narrow(gram, 0, column, columns), 1, row, rows), torch.t(mean))
  return gram

# Puts tokens behind those that wait.  x [..., in], waiting [size, in]  ->  how many wait
def wait(self: __torch__.Ops, x: Tensor, waiting: Tensor, count: int) -> int:
  rows = torch.reshape(x, [-1, torch.size(x, -1)])
  _w = torch.copy_(torch.narrow(waiting, 0, count, torch.size(rows, 0)), rows)
  return count + torch.size(rows, 0)

# Adds the products of the first tokens that wait.
def add_waiting(self: __torch__.Ops, waiting: Tensor, count: int, parts: List[Tensor], bfloat16: bool, before: int) -> int:
  return self.add_gram(torch.narrow(waiting, 0, 0, count), parts, bfloat16, before)

# Running sums over a count.
def over(self: __torch__.Ops, sums: Tensor, count: float) -> Tensor:
  return torch.to(torch.div(sums, count), 6)

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
