# Quantized matrices as the packed products of the library read them, and how long products take. Rows are bfloat16; a packed product
# multiplies them with scale * (code - zero) and adds up in float32, where scale and scale * zero are rounded to bfloat16.

# Codes of at most 4 bits, narrower ones moved to the middle of 4. [out, in] uint8 -> [out, in / 2] uint8
def four_bit_codes(self: __torch__.Ops, codes: Tensor, bits: int) -> Tensor:
  return ops.aten._convert_weight_to_int4pack_for_cpu(torch.add(torch.to(codes, 3), 8 - (1 << (bits - 1))), 2)

# Scales and what is added to scale * (code - 8), for each group of inputs, and the bias behind them. scales, zeros [out, groups]
# float32, each group to be split into parts; bias [out] or [0] -> [groups * parts + 1, out, 2] bfloat16
def four_bit_scales(self: __torch__.Ops, scales: Tensor, zeros: Tensor, bits: int, parts: int, bias: Tensor) -> Tensor:
  s = torch.to(torch.to(scales, 15), 6)
  shift = torch.mul(torch.neg(torch.sub(zeros, 1 << (bits - 1))), s)
  both = torch.repeat_interleave(torch.stack([torch.t(s), torch.t(shift)], 2), parts, 0)
  last = torch.new_zeros(both, [1, torch.size(both, 1), 2])
  if torch.numel(bias) > 0:
    _b = torch.copy_(torch.select(torch.select(last, 0, 0), 1, 0), torch.to(bias, 6))
  return torch.contiguous(torch.to(torch.cat([both, last], 0), 15))

# Whether codes less zero-points are whole numbers that a byte with a sign holds. codes [out, in]; zeros [out, 1]
def fits_a_byte(self: __torch__.Ops, codes: Tensor, zeros: Tensor) -> bool:
  whole = torch.equal(torch.round(zeros), zeros)
  signed = torch.sub(torch.to(codes, 6), zeros)
  return whole and float(torch.item(torch.min(signed))) >= -128. and float(torch.item(torch.max(signed))) <= 127.

# -> [out, in] int8
def byte_codes(self: __torch__.Ops, codes: Tensor, zeros: Tensor) -> Tensor:
  return torch.to(torch.sub(torch.to(codes, 6), zeros), 1)

# scales [out, 1] float32; bias [out] or [0] -> [2, out] bfloat16
def byte_scales(self: __torch__.Ops, scales: Tensor, bias: Tensor) -> Tensor:
  s = torch.squeeze(scales, 1)
  b = torch.zeros_like(s)
  if torch.numel(bias) > 0:
    b = torch.to(bias, 6)
  return torch.contiguous(torch.to(torch.stack([s, b], 0), 15))

def normal(self: __torch__.Ops, rows: int, columns: int, dtype: int, device: str) -> Tensor:
  return torch.to(torch.randn([rows, columns], device=torch.device(device)), dtype)

# Codes around the middle of their range, one scale for the largest of each group. w [out, in] -> codes, scales, zero-points
def nearest(self: __torch__.Ops, w: Tensor, bits: int, group: int) -> List[Tensor]:
  middle = 1 << (bits - 1)
  runs = torch.reshape(w, [torch.size(w, 0), -1, group])
  scales = torch.div(torch.amax(torch.abs(runs), [2]), float(middle - 1))
  codes = torch.add(torch.round(torch.div(runs, torch.unsqueeze(scales, 2))), middle)
  return [torch.to(torch.reshape(codes, torch.size(w)), 0), scales, torch.full_like(scales, middle)]

# The same matrix many times in memory, in one of the forms of products.
def copies(self: __torch__.Ops, w: Tensor, count: int) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for i in range(count):
    out.append(torch.clone(w))
  return out

def reordered_copies(self: __torch__.Ops, w: Tensor, count: int, rows: int) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for i in range(count):
    out.append(ops.mkldnn._reorder_linear_weight(torch.clone(w), rows))
  return out

def narrowed(self: __torch__.Ops, w: Tensor, dtype: int) -> Tensor:
  return torch.to(w, dtype)

# One product with each copy -> the last one. x [rows, in]
def plain_products(self: __torch__.Ops, x: Tensor, w: List[Tensor]) -> Tensor:
  y = x
  for i in range(len(w)):
    y = torch.linear(x, w[i])
  return y

def reordered_products(self: __torch__.Ops, x: Tensor, w: List[Tensor]) -> Tensor:
  y = x
  for i in range(len(w)):
    y = ops.mkldnn._linear_pointwise(x, w[i], None, "none", annotate(List[Optional[number]], []), "")
  return y

# scales: of byte_scales or four_bit_scales
def packed_products(self: __torch__.Ops, x: Tensor, w: List[Tensor], scales: List[Tensor]) -> Tensor:
  y = x
  for i in range(len(w)):
    s = scales[i]
    if torch.dim(s) == 2:
      y = ops.aten._weight_int8pack_mm(x, w[i], torch.select(s, 0, 0))
    else:
      groups = torch.size(s, 0) - 1
      y = ops.aten._weight_int4pack_mm_for_cpu(x, w[i], torch.size(x, 1) // groups, torch.narrow(s, 0, 0, groups))
  return y

# How far y is from x w, of its size. x [rows, in], y [rows, out] of any dtype; w [out, in] float32
def relative_error(self: __torch__.Ops, y: Tensor, x: Tensor, w: Tensor) -> float:
  right = torch.linear(torch.to(x, 7), torch.to(w, 7))
  return float(torch.item(torch.div(torch.norm(torch.sub(torch.to(y, 7), right)), torch.norm(right))))
