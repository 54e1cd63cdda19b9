# Round-to-nearest: codes q of each row, so that scale * (q - zero_point) is near the weight.

# weight [out, in] float32; bits 2..8  ->  codes [out, in] uint8, scales [out, 1], zero points [out, 1] float32, group of each column [in] int64
def rounded(self: __torch__.Ops, weight: Tensor, bits: int) -> List[Tensor]:
  middle = 2 ** (bits - 1)
  widest = torch.amax(torch.abs(weight), [1], True)                          # [out, 1]
  scales = torch.clamp(torch.div(widest, float(middle - 1)), 1e-10)          # [out, 1]
  steps = torch.add(torch.round(torch.div(weight, scales)), float(middle))   # [out, in]
  codes = torch.to(torch.clamp(steps, 0, 2 * middle - 1), 0)
  zero_points = torch.full_like(scales, float(middle))
  return [codes, scales, zero_points, torch.zeros([torch.size(weight, 1)], dtype=4, device=ops.prim.device(weight))]
