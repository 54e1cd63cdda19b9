# What this machine can do at most, by plain operations.

def matrix(self: __torch__.Ops, n: int, dtype: int) -> Tensor:
  return torch.to(torch.randn([n, n]), dtype)

# x, y [n, n]; how often -> the last product. torch.linear is what the decoder calls.
def multiply(self: __torch__.Ops, x: Tensor, y: Tensor, times: int) -> Tensor:
  z = x
  for i in range(times):
    z = torch.linear(x, y)
  return z

def buffer(self: __torch__.Ops, n: int) -> Tensor:
  return torch.ones([n])

# Reads all of x, as a decoding step reads all weights.
def read_all(self: __torch__.Ops, x: Tensor, times: int) -> Tensor:
  z = torch.sum(x)
  for i in range(times - 1):
    z = torch.sum(x)
  return z

def normal(self: __torch__.Ops, shape: List[int], spread: float) -> Tensor:
  return torch.mul(torch.randn(shape), spread)

def ones(self: __torch__.Ops, n: int) -> Tensor:
  return torch.ones([n])
