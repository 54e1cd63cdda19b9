# Bytes of a file on a device, [count] uint8. The file is mapped, not read; the slice is copied, to the device as it is stored, before its
# bits are reinterpreted, since an offset need not be a multiple of the element size.
def stored(self: __torch__.Ops, path: str, file_bytes: int, offset: int, count: int, device: str) -> Tensor:
  mapped = torch.from_file(path, False, file_bytes, dtype=0)
  return torch.to(torch.narrow(mapped, 0, offset, count), torch.device(device), None, False, True)

# Numbers of a file as a tensor. dtype: what is stored -> float32
def read(self: __torch__.Ops, path: str, file_bytes: int, offset: int, count: int, dtype: int, shape: List[int], strides: List[int], device: str) -> Tensor:
  slice = self.stored(path, file_bytes, offset, count, device)
  numbers = torch.to(torch.view_copy(slice, dtype=dtype), 6)
  return torch.contiguous(torch.as_strided(numbers, shape, strides))

# The same as bytes, row by row -> [product of shape times bytes of a number] uint8
def read_bytes(self: __torch__.Ops, path: str, file_bytes: int, offset: int, count: int, dtype: int, shape: List[int], strides: List[int], device: str) -> Tensor:
  slice = self.stored(path, file_bytes, offset, count, device)
  rows = torch.contiguous(torch.as_strided(torch.view_copy(slice, dtype=dtype), shape, strides))
  return torch.view_copy(torch.reshape(rows, [-1]), dtype=0)

# The numbers that bytes stand for. bytes [count] uint8 -> float32
def numbers(self: __torch__.Ops, bytes: Tensor, dtype: int, shape: List[int]) -> Tensor:
  return torch.reshape(torch.to(torch.view_copy(bytes, dtype=dtype), 6), shape)

# The same for whole numbers -> int64
def whole_numbers(self: __torch__.Ops, bytes: Tensor, dtype: int, shape: List[int]) -> Tensor:
  return torch.reshape(torch.to(torch.view_copy(bytes, dtype=dtype), 4), shape)

def piece(self: __torch__.Ops, bytes: Tensor, at: int, count: int) -> Tensor:
  return torch.narrow(bytes, 0, at, count)

# How many numbers are NaN or infinite.
def non_finite(self: __torch__.Ops, x: Tensor) -> int:
  return torch.numel(x) - int(torch.item(torch.sum(torch.to(torch.isfinite(x), 4))))

# What is left of x in a narrower dtype, as float32.
def rounded(self: __torch__.Ops, x: Tensor, dtype: int) -> Tensor:
  return torch.to(torch.to(x, dtype), 6)

# The bytes of x in a dtype -> [bytes] uint8
def bytes_of(self: __torch__.Ops, x: Tensor, dtype: int) -> Tensor:
  return torch.view_copy(torch.contiguous(torch.reshape(torch.to(x, dtype), [-1])), dtype=0)

def zeros_in(self: __torch__.Ops, x: Tensor) -> int:
  return int(torch.item(torch.sum(torch.to(torch.eq(x, 0), 4))))

# The same numbers in a narrower dtype, to compute with.
def narrowed(self: __torch__.Ops, x: Tensor, dtype: int) -> Tensor:
  return torch.to(x, dtype)
