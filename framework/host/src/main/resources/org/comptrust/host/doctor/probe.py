# A matrix product as the decoder does it, in a dtype by its number: 6 is float32, 15 is bfloat16.

def matrix(self: __torch__.Ops, n: int, dtype: int) -> Tensor:
  return torch.to(torch.randn([n, n]), dtype)

def multiply(self: __torch__.Ops, x: Tensor, y: Tensor, times: int) -> Tensor:
  z = x
  for i in range(times):
    z = torch.linear(x, y)
  return z

def buffer(self: __torch__.Ops, n: int) -> Tensor:
  return torch.ones([n])

# Reads all of x, as writing a token reads all weights.
def read_all(self: __torch__.Ops, x: Tensor) -> Tensor:
  return torch.sum(x)
