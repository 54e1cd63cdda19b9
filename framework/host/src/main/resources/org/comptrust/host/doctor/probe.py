# A matrix product as the decoder does it, in a dtype by its number: 5 is float16, 6 float32, 15 bfloat16.

def matrix(self: __torch__.Ops, n: int, dtype: int, device: str) -> Tensor:
  return torch.to(torch.randn([n, n], device=torch.device(device)), dtype)

def multiply(self: __torch__.Ops, x: Tensor, y: Tensor, times: int) -> float:
  z = x
  for i in range(times):
    z = torch.linear(x, y)
  return float(torch.item(torch.select(torch.select(z, 0, 0), 0, 0)))

def buffer(self: __torch__.Ops, n: int, device: str) -> Tensor:
  return torch.ones([n], device=torch.device(device))

# Reads all of x, as writing a token reads all weights.
def read_all(self: __torch__.Ops, x: Tensor) -> float:
  return float(torch.item(torch.sum(x)))
