# What this machine can do at most, by plain operations.

def matrix(self: __torch__.Ops, n: int, dtype: int, device: str) -> Tensor:
  return torch.to(torch.randn([n, n], device=torch.device(device)), dtype)

# x, y [n, n]; how often -> a number of the last product, so that a GPU has done it. torch.linear is what the decoder calls.
def multiply(self: __torch__.Ops, x: Tensor, y: Tensor, times: int) -> float:
  z = x
  for i in range(times):
    z = torch.linear(x, y)
  return float(torch.item(torch.select(torch.select(z, 0, 0), 0, 0)))

def buffer(self: __torch__.Ops, n: int, device: str) -> Tensor:
  return torch.ones([n], device=torch.device(device))

# Reads all of x, as a decoding step reads all weights.
def read_all(self: __torch__.Ops, x: Tensor, times: int) -> float:
  z = torch.sum(x)
  for i in range(times - 1):
    z = torch.sum(x)
  return float(torch.item(z))

def normal(self: __torch__.Ops, shape: List[int], spread: float, device: str) -> Tensor:
  return torch.mul(torch.randn(shape, device=torch.device(device)), spread)

def ones(self: __torch__.Ops, n: int, device: str) -> Tensor:
  return torch.ones([n], device=torch.device(device))

# The Hessian of a layer's inputs the plain way: for each sequence the product of the whole matrix with itself, added to a running mean.
# x [sequences, seq, in], hessian [in, in]; seen: sequences before  ->  sequences now
def plain_hessian(self: __torch__.Ops, x: Tensor, hessian: Tensor, seen: int) -> int:
  for i in range(torch.size(x, 0)):
    _m = torch.mul_(hessian, float(seen) / float(seen + 1))
    seen = seen + 1
    rows = torch.mul(torch.select(x, 0, i), (2. / float(seen)) ** 0.5)
    _h = torch.add_(hessian, torch.mm(torch.t(rows), rows))
  return seen

# The factor of the inverse the plain way: factor, invert, factor.  hessian [in, in]  ->  [in, in]
def plain_factor(self: __torch__.Ops, hessian: Tensor) -> Tensor:
  damp = torch.mul(torch.mean(torch.diagonal(hessian)), 0.01)
  dampened = torch.add(hessian, torch.mul(torch.eye(torch.size(hessian, 0), device=ops.prim.device(hessian)), damp))
  lower, fault = torch.linalg_cholesky_ex(dampened, upper=False, check_errors=False)
  upper, second = torch.linalg_cholesky_ex(torch.cholesky_inverse(lower), upper=True, check_errors=False)
  return upper
