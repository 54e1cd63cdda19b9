# AWQ's two searches. Lin et al. 2023, arXiv:2306.00978, as its authors' tool has them; the methods of the AWQ grid are in scope.
# All float32 and in this order: after clipping, zero-points lie on halves, which another order moves.

# Scales of one trial. Channels that are never active have mean 0: 0^0 = 1, else the floor.
# mean [in]: mean of |x|  ->  [in], the geometric mean of the greatest and the least is 1
def scale(self: __torch__.Ops, mean: Tensor, ratio: float) -> Tensor:
  return self.centred(torch.clamp_min(torch.pow(mean, ratio), 0.0001))

# The same with AutoAWQ's duo scaling: channels of small weights are scaled down, whatever their activations.
# mean [in]: mean of |x|; magnitude [in]: as `magnitude` gives it
def duo_scale(self: __torch__.Ops, mean: Tensor, magnitude: Tensor, ratio: float) -> Tensor:
  down = torch.add(torch.pow(magnitude, 1. - ratio), 0.0001)
  s = self.centred(torch.clamp_min(torch.div(torch.pow(mean, ratio), down), 0.0001))
  return torch.masked_fill(s, torch.logical_not(torch.isfinite(s)), 1.)

def centred(self: __torch__.Ops, s: Tensor) -> Tensor:
  return torch.div(s, torch.sqrt(torch.mul(torch.max(s), torch.min(s))))

# Sum over the rows of |w| relative to the greatest of its group.  weight [out, in]  ->  [in]
def magnitude(self: __torch__.Ops, weight: Tensor, size: int) -> Tensor:
  groups = torch.abs(self.grouped(weight, size))                           # [out, groups, size]
  greatest = torch.unsqueeze(torch.add(torch.amax(groups, [2]), 9.9999999999999995e-07), 2)
  return torch.reshape(torch.sum(torch.div(groups, greatest), [0]), [torch.size(weight, 1)])

# What the linear would compute with if its scaled weight were rounded.  weight [out, in], scale [in]  ->  [out, in]
# By bands of rows: what a trial makes of a band stays in the processor's cache.
def trial(self: __torch__.Ops, weight: Tensor, scale: Tensor, size: int, bits: int, symmetric: bool) -> Tensor:
  rows = torch.size(weight, 0)
  factors = torch.unsqueeze(scale, 0)                                      # [1, in]
  band = max(1, 262144 // torch.size(weight, 1))
  tried = torch.empty_like(weight)
  for i in range((rows + band - 1) // band):
    start = i * band
    n = min(band, rows - start)
    rounded = self.awq_rounded(torch.mul(torch.narrow(weight, 0, start, n), factors), size, bits, symmetric)
    _t = torch.copy_(torch.narrow(tried, 0, start, n), torch.div(rounded, factors))
  return tried

# Adds the tokens of a batch to a sum of x x^T, in place.  gram [in, in], x [sequences, seq, in]
def add_gram(self: __torch__.Ops, gram: Tensor, x: Tensor) -> int:
  tokens = torch.reshape(x, [-1, torch.size(x, -1)])
  _g = torch.addmm_(gram, torch.t(tokens), tokens)
  return torch.size(tokens, 0)

# Sum over tokens and outputs of the squared change of x W^T: with d = tried - weight it is the trace of d gram d^T, a product of
# weights where x d^T would be one of tokens. The products are float32, their sum float64.
def output_error(self: __torch__.Ops, weight: Tensor, tried: Tensor, gram: Tensor) -> float:
  d = torch.sub(tried, weight)                                             # [out, in]
  return float(torch.item(torch.sum(torch.mul(torch.matmul(d, gram), d), dtype=7)))

# The weight with scaled columns and divided rows: the factors of its own input, and those that its output loses.
# weight [out, in]; columns [in]; rows [out]
def scaled(self: __torch__.Ops, weight: Tensor, columns: Tensor, rows: Tensor) -> Tensor:
  return torch.div(torch.mul(weight, torch.unsqueeze(columns, 0)), torch.unsqueeze(rows, 1))

# sums [in] each: over rows of several weights  ->  [in]: their mean over all rows
def mean_of(self: __torch__.Ops, sums: List[Tensor], rows: float) -> Tensor:
  return torch.div(torch.sum(torch.stack(sums), [0]), rows)

def no_gram(self: __torch__.Ops, weight: Tensor) -> Tensor:
  return torch.new_zeros(weight, [torch.size(weight, 1), torch.size(weight, 1)])

def ones(self: __torch__.Ops, like: Tensor, n: int) -> Tensor:
  return torch.new_ones(like, [n])

def copy(self: __torch__.Ops, x: Tensor) -> Tensor:
  return torch.clone(x)

# [n]: ones but for the factors from `first` on
def divisors(self: __torch__.Ops, factors: Tensor, first: int, n: int) -> Tensor:
  all = torch.new_ones(factors, [n])
  _d = torch.copy_(torch.narrow(all, 0, first, torch.size(factors, 0)), factors)
  return all

def divided(self: __torch__.Ops, x: Tensor, by: Tensor) -> Tensor:
  return torch.div(x, by)

# Number of channels that are never active.
def dead(self: __torch__.Ops, mean: Tensor) -> Tensor:
  return torch.sum(torch.eq(mean, 0.))

# The largest magnitude of each group that hurts the layer's outputs least once the group is rounded: of `steps` shares from 1 down in
# steps of 1 / `grid`, the first with the least mean over tokens of the squared change of x_g w_g^T, one group and row at a time.
# weight [out, in], tokens [n, in], in divisible by size  ->  [limit [out, groups], share of the groups that are clipped [1]]
# By bands of rows, so that the products [groups, band, n] stay within about 32 MiB.
def clip(self: __torch__.Ops, weight: Tensor, tokens: Tensor, size: int, bits: int, symmetric: bool, grid: int, steps: int) -> List[Tensor]:
  top = (1 << bits) - 1
  rows = torch.size(weight, 0)
  n = torch.size(tokens, 0)
  groups = torch.size(weight, 1) // size
  x = torch.contiguous(torch.permute(torch.reshape(tokens, [n, groups, size]), [1, 2, 0]))  # [groups, size, n]
  whole = torch.amax(torch.abs(self.grouped(weight, size)), [2])           # [out, groups]
  limit = torch.clone(whole)
  band = max(1, min(rows, 8388608 // (groups * n)))
  for i in range((rows + band - 1) // band):
    start = i * band
    count = min(band, rows - start)
    w = self.grouped(torch.narrow(weight, 0, start, count), size)          # [band, groups, size]
    now = torch.bmm(torch.transpose(w, 0, 1), x)                           # [groups, band, n]
    most = torch.narrow(whole, 0, start, count)
    best = torch.narrow(limit, 0, start, count)
    least = torch.full_like(most, 1000000000.)
    for t in range(steps):
      share = 1. - float(t) / float(grid)
      m = torch.mul(most, share)
      bound = torch.unsqueeze(m, 2)
      clamped = torch.maximum(torch.minimum(w, bound), torch.neg(bound))
      chosen = self.awq_grid(clamped, top, symmetric)
      rounded = self.values(self.nearest(clamped, chosen[0], chosen[1], top), chosen[0], chosen[1])
      change = torch.sub_(torch.bmm(torch.transpose(rounded, 0, 1), x), now)
      error = torch.t(torch.mean(torch.mul_(change, change), [2]))         # [band, groups]
      better = torch.lt(error, least)
      least = torch.where(better, error, least)
      _b = torch.copy_(best, torch.where(better, m, best))
  return [limit, torch.reshape(torch.mean(torch.to(torch.lt(limit, whole), 6)), [1])]

# weight [out, in] held to +-limit [out, groups] in each group
def clipped(self: __torch__.Ops, weight: Tensor, limit: Tensor, size: int) -> Tensor:
  bound = torch.unsqueeze(limit, 2)
  groups = self.grouped(weight, size)
  held = torch.maximum(torch.minimum(groups, bound), torch.neg(bound))
  return torch.reshape(held, [torch.size(weight, 0), torch.size(weight, 1)])
