# Codes of a few bits in bytes and words, and the masks and values of pruned weights. Bytes are uint8, lowest bit first; words are
# int32, little-endian. Codes are uint8, below 2^bits.

# A stream of codes: code i is in bits (bits * i) to (bits * i + bits - 1). Widths that divide 8 put whole codes into a byte; of the
# others, eight codes fill as many bytes as a code has bits. codes [n] -> [ceil(n * bits / 8)]
def packed(self: __torch__.Ops, codes: Tensor, bits: int) -> Tensor:
  n = torch.numel(codes)
  flat = torch.reshape(codes, [n])
  if bits == 8:
    return torch.clone(flat)
  if 8 % bits == 0:
    each = 8 // bits
    lanes = torch.reshape(torch.constant_pad_nd(flat, [0, (each - n % each) % each], 0), [-1, each])
    bytes = torch.clone(torch.select(lanes, 1, 0))
    for i in range(1, each):
      bytes = torch.bitwise_or(bytes, torch.bitwise_left_shift(torch.select(lanes, 1, i), bits * i))
    return bytes
  wide = 4
  if bits == 3:
    wide = 3
  eights = torch.reshape(torch.constant_pad_nd(flat, [0, (8 - n % 8) % 8], 0), [-1, 8])
  word = torch.to(torch.select(eights, 1, 0), wide)
  for i in range(1, 8):
    word = torch.bitwise_or(word, torch.bitwise_left_shift(torch.to(torch.select(eights, 1, i), wide), bits * i))
  parts = annotate(List[Tensor], [])
  for k in range(bits):
    parts.append(torch.to(torch.bitwise_and(torch.bitwise_right_shift(word, 8 * k), 255), 0))
  return torch.clone(torch.narrow(torch.reshape(torch.stack(parts, 1), [-1]), 0, 0, (n * bits + 7) // 8))

# The other way. bytes [ceil(n * bits / 8)] -> [n]
def unpacked(self: __torch__.Ops, bytes: Tensor, bits: int, n: int) -> Tensor:
  flat = torch.reshape(bytes, [-1])
  if bits == 8:
    return torch.clone(torch.narrow(flat, 0, 0, n))
  lanes = annotate(List[Tensor], [])
  if 8 % bits == 0:
    for i in range(8 // bits):
      lanes.append(torch.bitwise_and(torch.bitwise_right_shift(flat, bits * i), (1 << bits) - 1))
  else:
    wide = 4
    if bits == 3:
      wide = 3
    eights = (n + 7) // 8
    parts = torch.reshape(torch.constant_pad_nd(flat, [0, eights * bits - torch.numel(flat)], 0), [eights, bits])
    word = torch.to(torch.select(parts, 1, 0), wide)
    for k in range(1, bits):
      word = torch.bitwise_or(word, torch.bitwise_left_shift(torch.to(torch.select(parts, 1, k), wide), 8 * k))
    for i in range(8):
      lanes.append(torch.to(torch.bitwise_and(torch.bitwise_right_shift(word, bits * i), (1 << bits) - 1), 0))
  return torch.narrow(torch.reshape(torch.stack(lanes, 1), [-1]), 0, 0, n)

# Bytes of int32 words, laid out anew. bytes [4 * a * b] of words [a, b] -> bytes of words [b, a]
def transposed_words(self: __torch__.Ops, bytes: Tensor, a: int, b: int) -> Tensor:
  words = torch.reshape(torch.view_copy(bytes, dtype=3), [a, b])
  return torch.view_copy(torch.reshape(torch.contiguous(torch.t(words)), [-1]), dtype=0)

# Each row its own stream, filled up with zeros to whole words: codes [n, m] -> bytes of words [n, ceil(m * bits / 32)]
def packed_rows(self: __torch__.Ops, codes: Tensor, bits: int) -> Tensor:
  m = torch.size(codes, 1)
  whole = torch.constant_pad_nd(codes, [0, (32 - m % 32) % 32], 0)
  rows = torch.reshape(self.packed(whole, bits), [torch.size(codes, 0), -1])
  return torch.reshape(torch.contiguous(torch.narrow(rows, 1, 0, 4 * ((m * bits + 31) // 32))), [-1])

# bytes of words [n, ceil(m * bits / 32)] -> codes [n, m]
def unpacked_rows(self: __torch__.Ops, bytes: Tensor, bits: int, n: int, m: int) -> Tensor:
  whole = (m + 31) // 32 * 32
  rows = torch.reshape(bytes, [n, 4 * ((m * bits + 31) // 32)])
  rows = torch.constant_pad_nd(rows, [0, whole * bits // 8 - torch.size(rows, 1)], 0)
  codes = torch.reshape(self.unpacked(rows, bits, n * whole), [n, whole])
  return torch.contiguous(torch.narrow(codes, 1, 0, m))

# Each row in words of as many whole codes as fit: codes [n, m] -> bytes of words [n, ceil(m / (32 // bits))]
def packed_whole(self: __torch__.Ops, codes: Tensor, bits: int) -> Tensor:
  each = 32 // bits
  m = torch.size(codes, 1)
  lanes = torch.reshape(torch.constant_pad_nd(codes, [0, (each - m % each) % each], 0), [torch.size(codes, 0), -1, each])
  word = torch.to(torch.select(lanes, 2, 0), 4)
  for i in range(1, each):
    word = torch.bitwise_or(word, torch.bitwise_left_shift(torch.to(torch.select(lanes, 2, i), 4), bits * i))
  return torch.view_copy(torch.reshape(torch.to(word, 3), [-1]), dtype=0)

# bytes of words [n, ceil(m / (32 // bits))] -> codes [n, m]
def unpacked_whole(self: __torch__.Ops, bytes: Tensor, bits: int, n: int, m: int) -> Tensor:
  each = 32 // bits
  words = torch.to(torch.reshape(torch.view_copy(bytes, dtype=3), [n, -1]), 4)
  lanes = annotate(List[Tensor], [])
  for i in range(each):
    lanes.append(torch.to(torch.bitwise_and(torch.bitwise_right_shift(words, bits * i), (1 << bits) - 1), 0))
  return torch.contiguous(torch.narrow(torch.reshape(torch.stack(lanes, 2), [n, -1]), 1, 0, m))

# AWQ: eight outputs to a word; the even ones are in its low half, the odd ones in its high half.
# codes [n, outputs] -> bytes of words [n, outputs / 8]
def packed_awq(self: __torch__.Ops, codes: Tensor) -> Tensor:
  pairs = torch.reshape(codes, [-1, 4, 2])
  return self.packed(torch.contiguous(torch.transpose(pairs, 1, 2)), 4)

# bytes of words [n, outputs / 8] -> codes [n, outputs]
def unpacked_awq(self: __torch__.Ops, bytes: Tensor, n: int, outputs: int) -> Tensor:
  halves = torch.reshape(self.unpacked(bytes, 4, n * outputs), [-1, 2, 4])
  return torch.reshape(torch.contiguous(torch.transpose(halves, 1, 2)), [n, outputs])

def transposed(self: __torch__.Ops, x: Tensor) -> Tensor:
  return torch.contiguous(torch.t(x))

# Whole numbers as codes, plus what the stored numbers are above or below them.
def as_codes(self: __torch__.Ops, x: Tensor, plus: int) -> Tensor:
  return torch.to(torch.add(x, plus), 0)

def as_numbers(self: __torch__.Ops, codes: Tensor, plus: int) -> Tensor:
  return torch.add(torch.to(codes, 6), plus)

# Whether all numbers are whole and within bounds.
def whole_within(self: __torch__.Ops, x: Tensor, low: int, high: int) -> bool:
  good = torch.logical_and(torch.eq(torch.round(x), x), torch.logical_and(torch.ge(x, low), torch.le(x, high)))
  return bool(torch.item(torch.all(good)))

def all_equal(self: __torch__.Ops, x: Tensor, value: float) -> bool:
  return bool(torch.item(torch.all(torch.eq(x, value))))

def count_equal(self: __torch__.Ops, x: Tensor, value: float) -> int:
  return int(torch.item(torch.sum(torch.to(torch.eq(x, value), 4))))

# Whether a dtype keeps all numbers as they are.
def fits(self: __torch__.Ops, x: Tensor, dtype: int) -> bool:
  return torch.equal(torch.to(torch.to(x, dtype), 6), torch.to(x, 6))

# How many numbers a dtype changes.
def changed_by(self: __torch__.Ops, x: Tensor, dtype: int) -> int:
  return int(torch.item(torch.sum(torch.to(torch.ne(torch.to(torch.to(x, dtype), 6), x), 4))))

# Largest |number| that a dtype makes of x; infinite where it is too narrow.
def largest_in(self: __torch__.Ops, x: Tensor, dtype: int) -> float:
  return float(torch.item(torch.max(torch.abs(torch.to(torch.to(x, dtype), 7)))))

# Whether inputs belong to groups of equal size, one after the other. group [in] int64
def in_order(self: __torch__.Ops, group: Tensor, size: int) -> bool:
  return torch.equal(group, torch.floor_divide(torch.arange(torch.numel(group), dtype=4, device=ops.prim.device(group)), size))

# The groups of that order. like: any tensor on the device -> [in] int64
def groups_in_order(self: __torch__.Ops, like: Tensor, inputs: int, size: int) -> Tensor:
  return torch.floor_divide(torch.cumsum(torch.new_ones(torch.to(like, 4), [inputs]), 0) - 1, size)

# Inputs of each group. group [in] int64 -> [groups] int64
def group_counts(self: __torch__.Ops, group: Tensor, groups: int) -> Tensor:
  return torch.bincount(group, None, groups)

# w[r, c] = scale[r, g] * (code[r, c] - zero[r, g]), g = group[c], one rounding in float32.
# codes [out, in], scales and zeros [out, groups] float32, group [in] int64 -> [out, in] float32
def dequantized(self: __torch__.Ops, codes: Tensor, scales: Tensor, zeros: Tensor, group: Tensor) -> Tensor:
  groups = torch.size(scales, 1)
  inputs = torch.size(codes, 1)
  out = torch.to(codes, 6)
  if inputs % groups == 0 and self.in_order(group, inputs // groups):
    runs = torch.view(out, [torch.size(codes, 0), groups, inputs // groups])
    _z = torch.sub_(runs, torch.unsqueeze(zeros, 2))
    _s = torch.mul_(runs, torch.unsqueeze(scales, 2))
  else:
    _z = torch.sub_(out, torch.index_select(zeros, 1, group))
    _s = torch.mul_(out, torch.index_select(scales, 1, group))
  return out

# Where a weight is not zero. w [out, in] -> [out, in] uint8
def mask(self: __torch__.Ops, w: Tensor) -> Tensor:
  return torch.to(torch.ne(w, 0), 0)

# The values under a mask, row by row. -> [ones of the mask]
def kept(self: __torch__.Ops, w: Tensor, mask: Tensor) -> Tensor:
  return torch.masked_select(w, torch.to(mask, 11))

def ones_in(self: __torch__.Ops, mask: Tensor) -> int:
  return int(torch.item(torch.sum(torch.to(mask, 4))))

# Values put where the mask is one. values [ones], mask [out, in] -> [out, in] float32
def filled(self: __torch__.Ops, values: Tensor, mask: Tensor) -> Tensor:
  return torch.masked_scatter(torch.new_zeros(values, torch.size(mask)), torch.to(mask, 11), values)

# Mask bits in rows of whole bytes. bytes [out, ceil(in / 8)] -> [out, in] uint8
def mask_rows(self: __torch__.Ops, bytes: Tensor, out: int, inputs: int) -> Tensor:
  width = (inputs + 7) // 8
  bits = torch.reshape(self.unpacked(bytes, 1, out * width * 8), [out, width * 8])
  return torch.contiguous(torch.narrow(bits, 1, 0, inputs))

def matrix(self: __torch__.Ops, x: Tensor, rows: int, columns: int) -> Tensor:
  return torch.reshape(x, [rows, columns])

def least(self: __torch__.Ops, x: Tensor) -> int:
  return int(torch.item(torch.min(x)))

def most(self: __torch__.Ops, x: Tensor) -> int:
  return int(torch.item(torch.max(x)))
