# The LLaMA-family decoder: pre-norm blocks of grouped-query attention with rotary positions and a gated MLP.
# Touvron et al. 2023, arXiv:2302.13971; grouped queries: Ainslie et al. 2023, arXiv:2305.13245; rotary positions: Su et al. 2021,
# arXiv:2104.09864, in the half-split form of Hugging Face checkpoints.
#
# Weights, hidden states and cache are float32, bfloat16 or float16, as the weights are. In the narrow ones, norms, rotations, logits and
# log-likelihoods are still computed in float32, and matrix products accumulate in float32; casts are free where nothing changes.
#
# w: all weights in one list.
#   0 embedding [vocab, hidden], 1 final norm [hidden], 2 head [vocab, hidden], 3 and 4 cos and sin [positions, rotated / 2], then
#   18 for each block: attention norm, q, k, v, o, MLP norm, gate, up, down, biases of q, k, v, o, gate, up, down, norms of each head's
#   queries and keys (empty: none). Where projections are fused, q holds the rows of q, k and v, and gate those of gate and up.
# dims: blocks, heads, kvHeads, headDim, tokens of the sliding window (0: none), whether projections are fused, whether heads are
#   normed, and where there is a window, for each block whether it looks through it.

# x times and plus y. x is used up: its memory takes the result, unless gradients will be wanted.
def times(self: __torch__.Ops, x: Tensor, y: Tensor) -> Tensor:
  if torch.is_grad_enabled():
    out = torch.mul(x, y)
  else:
    out = torch.mul_(x, y)
  return out

def plus(self: __torch__.Ops, x: Tensor, y: Tensor) -> Tensor:
  if torch.is_grad_enabled():
    out = torch.add(x, y)
  else:
    out = torch.add_(x, y)
  return out

# RMSNorm (Zhang and Sennrich 2019, arXiv:1910.07467). x [.., hidden], g [hidden] -> [.., hidden]
def rms(self: __torch__.Ops, x: Tensor, g: Tensor, eps: float) -> Tensor:
  y = torch.to(x, 6)
  mean_square = torch.mean(torch.mul(y, y), [-1], True)
  z = torch.mul(y, torch.rsqrt(torch.add(mean_square, eps)))
  return torch.to(self.times(z, g), x)

# x [.., in], weight [out, in], perhaps reordered -> [.., out]
def product(self: __torch__.Ops, x: Tensor, weight: Tensor) -> Tensor:
  if ops.prim.is_mkldnn(weight):
    y = ops.mkldnn._linear_pointwise(x, weight, None, "none", annotate(List[Optional[number]], []), "")
  elif self.is_step(x, weight):
    y = torch.unsqueeze(torch.contiguous(torch.transpose(torch.mm(weight, torch.transpose(torch.squeeze(x, 1), 0, 1)), 0, 1)), 1)
  else:
    y = torch.linear(x, weight)
  return y

# Whether x is one position each of 8 to 40 rows, and float32 on the processor: with weights in their plain order, the library is then
# quicker the other way round, weight times rows. Not for few outputs.
def is_step(self: __torch__.Ops, x: Tensor, weight: Tensor) -> bool:
  step = False
  if torch.dim(x) == 3:
    rows = torch.size(x, 0)
    if torch.size(x, 1) == 1 and rows > 7 and rows < 41:
      step = ops.prim.dtype(x) == 6 and not ops.prim.is_cuda(x) and 8 * torch.size(weight, 0) > torch.size(weight, 1)
  return step

# x [.., in], weight [out, in], bias [out] or [0] -> [.., out]
def linear(self: __torch__.Ops, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  if ops.prim.dtype(weight) < 2:
    y = self.packed_linear(x, weight, bias)
  else:
    y = self.product(x, weight)
    if torch.numel(bias) > 0:
      y = self.plus(y, bias)
  return y

# x [batch, 1, in]; weight: codes of 4 bits, uint8 [out, in / 2], scales [groups + 1, out, 2] with the bias behind them, or of 8 bits,
# int8 [out, in], scales and bias [2, out] -> [batch, 1, out]
def packed_linear(self: __torch__.Ops, x: Tensor, weight: Tensor, scales: Tensor) -> Tensor:
  rows = torch.squeeze(x, 1)
  if torch.dim(scales) == 2:
    y = ops.aten._weight_int8pack_mm(rows, weight, torch.select(scales, 0, 0))
    bias = torch.select(scales, 0, 1)
  else:
    groups = torch.size(scales, 0) - 1
    y = ops.aten._weight_int4pack_mm_for_cpu(rows, weight, torch.size(rows, 1) // groups, torch.narrow(scales, 0, 0, groups))
    bias = torch.select(torch.select(scales, 0, groups), 1, 0)
  return torch.unsqueeze(self.plus(y, bias), 1)

# cos and sin of position times frequency, from float64. frequency [rotated / 2] float64 -> two of [positions, rotated / 2]
def rotary_table(self: __torch__.Ops, frequency: Tensor, positions: int, amplitude: float) -> List[Tensor]:
  angle = torch.outer(torch.arange(positions, dtype=7, device=ops.prim.device(frequency)), frequency)
  return [torch.to(torch.mul(torch.cos(angle), amplitude), 6), torch.to(torch.mul(torch.sin(angle), amplitude), 6)]

# x [batch, heads, seq, headDim], cos and sin [batch or 1, 1, seq, rotated / 2]; channels behind the rotated ones stay
def rotate(self: __torch__.Ops, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  half = torch.size(cos, -1)
  rest = torch.size(x, 3) - 2 * half
  a = torch.narrow(x, 3, 0, half)
  b = torch.narrow(x, 3, half, half)
  parts = [torch.sub(torch.mul(a, cos), torch.mul(b, sin)), torch.add(torch.mul(b, cos), torch.mul(a, sin))]
  if rest > 0:
    parts.append(torch.to(torch.narrow(x, 3, 2 * half, rest), 6))
  return torch.to(torch.cat(parts, 3), x)

# x [batch, seq, n * d] -> [batch, n, seq, d]
def split_heads(self: __torch__.Ops, x: Tensor, n: int, d: int) -> Tensor:
  return torch.transpose(torch.view(x, [torch.size(x, 0), torch.size(x, 1), n, d]), 1, 2)

# x [batch, n, seq, d] -> [batch, seq, n * d]
def join_heads(self: __torch__.Ops, x: Tensor) -> Tensor:
  b = torch.size(x, 0)
  seq = torch.size(x, 2)
  return torch.reshape(torch.transpose(x, 1, 2), [b, seq, torch.size(x, 1) * torch.size(x, 3)])

# Tokens that a position of a block sees, itself included; 0: all before it.
def window(self: __torch__.Ops, index: int, dims: List[int]) -> int:
  tokens = dims[4]
  if tokens > 0:
    tokens = tokens * dims[7 + index]
  return tokens

# Attention where each position sees itself and the window - 1 before it. Queries go in chunks, each with the keys that it sees.
# q, k, v [batch, heads, seq, d] -> [batch, heads, seq, d]
def attend_near(self: __torch__.Ops, q: Tensor, k: Tensor, v: Tensor, window: int) -> Tensor:
  out = annotate(List[Tensor], [])
  seq = torch.size(q, 2)
  start = 0
  while start < seq:
    count = ops.prim.min(512, seq - start)
    first = ops.prim.max(0, start - window + 1)
    span = start + count - first
    row = torch.add(torch.cumsum(torch.new_ones(q, [count], dtype=4), 0), start - 1 - first)
    column = torch.sub(torch.cumsum(torch.new_ones(q, [span], dtype=4), 0), 1)
    back = torch.sub(torch.unsqueeze(row, 1), torch.unsqueeze(column, 0))
    hidden = torch.logical_or(torch.lt(back, 0), torch.ge(back, window))
    mask = torch.to(torch.mul(torch.to(hidden, 6), -1e30), q)
    part = torch.scaled_dot_product_attention(torch.narrow(q, 2, start, count), torch.narrow(k, 2, first, span), torch.narrow(v, 2, first, span), mask, 0., False)
    out.append(part)
    start = start + count
  return torch.cat(out, 2)

# Every position sees itself and what is before it, or the last of that; padding stands at the right, where no real position looks.
# q [batch, heads, seq, d], k and v [batch, kvHeads, seq, d]; window as of the block -> [batch, heads, seq, d]
def attend(self: __torch__.Ops, q: Tensor, k: Tensor, v: Tensor, window: int) -> Tensor:
  b = torch.size(k, 0)
  n = torch.size(k, 1)
  seq = torch.size(k, 2)
  d = torch.size(k, 3)
  group = torch.size(q, 1) // n
  kk = k
  vv = v
  if group > 1:
    kk = torch.reshape(torch.expand(torch.unsqueeze(k, 2), [b, n, group, seq, d]), [b, n * group, seq, d])
    vv = torch.reshape(torch.expand(torch.unsqueeze(v, 2), [b, n, group, seq, d]), [b, n * group, seq, d])
  if window > 0 and window < seq:
    out = self.attend_near(q, kk, vv, window)
  else:
    out = torch.scaled_dot_product_attention(q, kk, vv, None, 0., True)
  return out

# a: what enters q, k and v [batch, seq, hidden]; cos and sin of its positions -> queries [batch, heads, seq, d], keys and values
# [batch, kvHeads, seq, d]
def projected(self: __torch__.Ops, a: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], at: int, dims: List[int], eps: float) -> List[Tensor]:
  q = self.linear(a, w[at + 1], w[at + 9])
  if dims[5] > 0:
    rows = dims[1] * dims[3]
    each = dims[2] * dims[3]
    k = torch.narrow(q, 2, rows, each)
    v = torch.narrow(q, 2, rows + each, each)
    q = torch.narrow(q, 2, 0, rows)
  else:
    k = self.linear(a, w[at + 2], w[at + 10])
    v = self.linear(a, w[at + 3], w[at + 11])
  q = self.split_heads(q, dims[1], dims[3])
  k = self.split_heads(k, dims[2], dims[3])
  if dims[6] > 0:
    q = self.rms(q, w[at + 16], eps)
    k = self.rms(k, w[at + 17], eps)
  return [self.rotate(q, cos, sin), self.rotate(k, cos, sin), self.split_heads(v, dims[2], dims[3])]

# New positions after a beginning that all rows share; the queries that share a key/value head are rows of one product. Queries go in
# chunks, each with the keys up to its last one.
# q [batch, heads, seq, d], k and v [batch, kvHeads, seq, d], before_k and before_v [1, kvHeads, start, d],
# mask [batch or 1, 1, seq, start + seq], where nothing sees what comes after it -> [batch, heads, seq, d]
def attend_after(self: __torch__.Ops, q: Tensor, k: Tensor, v: Tensor, before_k: Tensor, before_v: Tensor, mask: Tensor) -> Tensor:
  b = torch.size(k, 0)
  n = torch.size(k, 1)
  seq = torch.size(k, 2)
  d = torch.size(k, 3)
  heads = torch.size(q, 1)
  group = heads // n
  kk = torch.cat([torch.expand(before_k, [b, -1, -1, -1]), k], 2)
  vv = torch.cat([torch.expand(before_v, [b, -1, -1, -1]), v], 2)
  out = annotate(List[Tensor], [])
  at = 0
  while at < seq:
    count = ops.prim.min(512, seq - at)
    span = torch.size(before_k, 2) + at + count
    rows = torch.reshape(torch.narrow(q, 2, at, count), [b, n, group * count, d])
    seen = torch.narrow(torch.narrow(mask, 2, at, count), 3, 0, span)
    if group > 1:
      seen = torch.repeat(seen, [1, 1, group, 1])
    part = torch.scaled_dot_product_attention(rows, torch.narrow(kk, 2, 0, span), torch.narrow(vv, 2, 0, span), torch.to(seen, q), 0., False)
    out.append(torch.reshape(part, [b, heads, count, d]))
    at = at + count
  if len(out) > 1:
    joined = torch.cat(out, 2)
  else:
    joined = out[0]
  return joined

# What tokens see: the shared beginning, and before them in their row the trunk and their own branch.
# branch [batch, seq] int64: 0 trunk, from 1 branches, -1 padding at the right -> additive [batch, 1, seq, start + seq]
def branch_mask(self: __torch__.Ops, branch: Tensor, start: int) -> Tensor:
  b = torch.size(branch, 0)
  seq = torch.size(branch, 1)
  seen = torch.unsqueeze(branch, 1)
  kin = torch.logical_or(torch.eq(seen, 0), torch.eq(torch.unsqueeze(branch, 2), seen))
  place = torch.arange(seq, dtype=4, device=ops.prim.device(branch))
  earlier = torch.le(torch.unsqueeze(place, 0), torch.unsqueeze(place, 1))
  hidden = torch.to(torch.logical_not(torch.logical_and(kin, earlier)), 6)
  own = torch.mul(hidden, -1e30)
  return torch.unsqueeze(torch.cat([torch.new_zeros(own, [b, seq, start]), own], 2), 1)

# The same where a position sees itself and the window - 1 before it. mask [batch, 1, seq, start + seq]; positions [batch, seq] of the
# tokens after the beginning
def near_mask(self: __torch__.Ops, mask: Tensor, positions: Tensor, window: int) -> Tensor:
  b = torch.size(positions, 0)
  start = torch.size(mask, 3) - torch.size(positions, 1)
  before = torch.expand(torch.arange(start, dtype=4, device=ops.prim.device(positions)), [b, start])
  back = torch.sub(torch.unsqueeze(positions, 2), torch.unsqueeze(torch.cat([before, positions], 1), 1))
  far = torch.mul(torch.to(torch.ge(back, window), 6), -1e30)
  return torch.add(mask, torch.unsqueeze(far, 1))

# A block is run whole or in parts, each from where the one before ends: norm, attention, o and residual, norm, gated product, down
# and residual. at: first weight of the block.

# x [batch, seq, hidden] -> what enters q, k and v
def attention_input(self: __torch__.Ops, x: Tensor, w: List[Tensor], index: int, eps: float) -> Tensor:
  return self.rms(x, w[5 + 18 * index], eps)

# a: what enters q, k and v -> what enters o [batch, seq, heads * d]
def attended(self: __torch__.Ops, a: Tensor, w: List[Tensor], index: int, dims: List[int], eps: float) -> Tensor:
  seq = torch.size(a, 1)
  cos = torch.narrow(w[3], 0, 0, seq)
  sin = torch.narrow(w[4], 0, 0, seq)
  q, k, v = self.projected(a, cos, sin, w, 5 + 18 * index, dims, eps)
  return self.join_heads(self.attend(q, k, v, self.window(index, dims)))

# Output of the attention module, without the residual.
def attention_output(self: __torch__.Ops, attended: Tensor, w: List[Tensor], index: int) -> Tensor:
  at = 5 + 18 * index
  return self.linear(attended, w[at + 4], w[at + 12])

# -> the hidden states between attention and MLP
def middle(self: __torch__.Ops, x: Tensor, attended: Tensor, w: List[Tensor], index: int) -> Tensor:
  return self.plus(self.attention_output(attended, w, index), x)

# y: hidden states between attention and MLP -> what enters gate and up
def mlp_input(self: __torch__.Ops, y: Tensor, w: List[Tensor], index: int, eps: float) -> Tensor:
  return self.rms(y, w[5 + 18 * index + 5], eps)

# m: what enters gate and up -> what enters down [batch, seq, inner]
def inner(self: __torch__.Ops, m: Tensor, w: List[Tensor], index: int, dims: List[int]) -> Tensor:
  at = 5 + 18 * index
  gate = self.linear(m, w[at + 6], w[at + 13])
  if dims[5] > 0:
    half = torch.size(gate, -1) // 2
    up = torch.narrow(gate, -1, half, half)
    gate = torch.narrow(gate, -1, 0, half)
  else:
    up = self.linear(m, w[at + 7], w[at + 14])
  if torch.is_grad_enabled():
    out = torch.mul(torch.silu(gate), up)
  else:
    out = torch.mul_(torch.silu_(gate), up)
  return out

# Output of the MLP module, without the residual.
def mlp_output(self: __torch__.Ops, inner: Tensor, w: List[Tensor], index: int) -> Tensor:
  at = 5 + 18 * index
  return self.linear(inner, w[at + 8], w[at + 15])

# -> the hidden states after the block
def output(self: __torch__.Ops, y: Tensor, inner: Tensor, w: List[Tensor], index: int) -> Tensor:
  return self.plus(self.mlp_output(inner, w, index), y)

# Second half of a block. x [batch, seq, hidden], attended [batch, seq, heads * d] -> block output
def finish_block(self: __torch__.Ops, x: Tensor, attended: Tensor, w: List[Tensor], index: int, dims: List[int], eps: float) -> Tensor:
  y = self.middle(x, attended, w, index)
  return self.output(y, self.inner(self.mlp_input(y, w, index, eps), w, index, dims), w, index)

# One block over whole sequences. x [batch, seq, hidden] -> block output
def block(self: __torch__.Ops, x: Tensor, w: List[Tensor], index: int, dims: List[int], eps: float) -> Tensor:
  return self.finish_block(x, self.attended(self.attention_input(x, w, index, eps), w, index, dims, eps), w, index, dims, eps)

# What modules make of what enters them, without the residual.
def attention_module(self: __torch__.Ops, a: Tensor, w: List[Tensor], index: int, dims: List[int], eps: float) -> Tensor:
  return self.attention_output(self.attended(a, w, index, dims, eps), w, index)

def mlp_module(self: __torch__.Ops, m: Tensor, w: List[Tensor], index: int, dims: List[int]) -> Tensor:
  return self.mlp_output(self.inner(m, w, index, dims), w, index)

# The same weights in a list of its own.
def present(self: __torch__.Ops, w: List[Tensor]) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for t in w:
    out.append(t)
  return out

# The weights with others in the places of some. at: indexes into w, one for each of values
def substituted(self: __torch__.Ops, w: List[Tensor], at: List[int], values: List[Tensor]) -> List[Tensor]:
  out = self.present(w)
  for i in range(len(at)):
    out[at[i]] = values[i]
  return out

# The weights with the matrices of the blocks and the head in the order in which products with a few rows read them. Processor only; they
# can be multiplied with, not read.
def reordered(self: __torch__.Ops, w: List[Tensor], rows: int) -> List[Tensor]:
  out = self.present(w)
  for i in range(len(w)):
    if i == 2 or i > 4:
      if torch.dim(w[i]) == 2:
        out[i] = ops.mkldnn._reorder_linear_weight(torch.contiguous(w[i]), rows)
  return out

# Some rows for each matrix of the blocks and the head, to be multiplied with it. -> one [rows, 1, in] for each
def step_inputs(self: __torch__.Ops, w: List[Tensor], rows: int) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for i in range(len(w)):
    if i == 2 or i > 4:
      if torch.dim(w[i]) == 2:
        out.append(torch.new_ones(w[1], [rows, 1, torch.size(w[i], 1)]))
  return out

# The matrix products of a step and nothing else. x: of step_inputs, made of weights in their plain order -> the last product
def step_products(self: __torch__.Ops, x: List[Tensor], w: List[Tensor]) -> Tensor:
  z = x[0]
  n = 0
  for i in range(len(w)):
    if i == 2 or i > 4:
      if torch.dim(w[i]) == 2:
        z = self.product(x[n], w[i])
        n = n + 1
  return z

def embed(self: __torch__.Ops, ids: Tensor, w: List[Tensor]) -> Tensor:
  return torch.embedding(w[0], ids)

# ids [batch, seq] int64, padded at the right -> hidden states before the final norm [batch, seq, hidden]
def hidden(self: __torch__.Ops, ids: Tensor, w: List[Tensor], dims: List[int], eps: float) -> Tensor:
  x = torch.embedding(w[0], ids)
  for i in range(dims[0]):
    x = self.block(x, w, i, dims, eps)
  return x

# x [.., hidden] -> [.., vocab] float32
def head(self: __torch__.Ops, x: Tensor, w: List[Tensor], eps: float) -> Tensor:
  return torch.to(self.product(self.rms(x, w[1], eps), w[2]), 6)

# ids [1, seq] -> [seq, vocab]
def logits(self: __torch__.Ops, ids: Tensor, w: List[Tensor], dims: List[int], eps: float) -> Tensor:
  x = self.hidden(ids, w, dims, eps)
  return self.head(torch.reshape(x, [torch.size(x, 0) * torch.size(x, 1), torch.size(x, 2)]), w, eps)

# Log-likelihood of a target after each of some positions. x [batch, seq, hidden]; rows [n] into batch * seq; targets [n]
#   -> [2, n] float64: nats, and 1 where the target is the most likely token. Logits are made 128 rows at a time.
def scored(self: __torch__.Ops, x: Tensor, rows: Tensor, targets: Tensor, w: List[Tensor], eps: float) -> Tensor:
  y = torch.index_select(torch.reshape(x, [torch.size(x, 0) * torch.size(x, 1), torch.size(x, 2)]), 0, rows)
  nats = annotate(List[Tensor], [])
  best = annotate(List[Tensor], [])
  n = torch.size(y, 0)
  start = 0
  while start < n:
    count = ops.prim.min(128, n - start)
    z = self.head(torch.narrow(y, 0, start, count), w, eps)
    t = torch.unsqueeze(torch.narrow(targets, 0, start, count), 1)
    chosen = torch.gather(z, 1, t)
    top, index = torch.max(z, 1, True)
    best.append(torch.to(torch.squeeze(torch.eq(index, t), 1), 7))
    sum = torch.sum(torch.exp_(torch.sub_(z, top)), [1], True)
    nats.append(torch.to(torch.squeeze(torch.sub(torch.sub(chosen, top), torch.log(sum)), 1), 7))
    start = start + count
  return torch.stack([torch.cat(nats), torch.cat(best)])

# Of whole sequences. ids [batch, seq]
def log_likelihoods(self: __torch__.Ops, ids: Tensor, rows: Tensor, targets: Tensor, w: List[Tensor], dims: List[int], eps: float) -> Tensor:
  return self.scored(self.hidden(ids, w, dims, eps), rows, targets, w, eps)

# Of rows that go on after a shared beginning, in one trunk and perhaps several branches. ids, positions and branch [batch, seq];
# keys and values of the beginning: [1, kvHeads, start, headDim] for each block
def log_likelihoods_after(self: __torch__.Ops, ids: Tensor, positions: Tensor, branch: Tensor, rows: Tensor, targets: Tensor, w: List[Tensor], dims: List[int], eps: float, keys: List[Tensor], values: List[Tensor]) -> Tensor:
  b = torch.size(ids, 0)
  seq = torch.size(ids, 1)
  x = torch.embedding(w[0], ids)
  at = torch.reshape(positions, [b * seq])
  cos = torch.view(torch.index_select(w[3], 0, at), [b, 1, seq, -1])
  sin = torch.view(torch.index_select(w[4], 0, at), [b, 1, seq, -1])
  mask = self.branch_mask(branch, torch.size(keys[0], 2))
  near = mask
  if dims[4] > 0:
    near = self.near_mask(mask, positions, dims[4])
  for i in range(dims[0]):
    a = self.rms(x, w[5 + 18 * i], eps)
    q, k, v = self.projected(a, cos, sin, w, 5 + 18 * i, dims, eps)
    shown = near if self.window(i, dims) > 0 else mask
    x = self.finish_block(x, self.join_heads(self.attend_after(q, k, v, keys[i], values[i], shown)), w, i, dims, eps)
  return self.scored(x, rows, targets, w, eps)

# One cache: [batch, kvHeads, columns, headDim] for each block.
def make_cache(self: __torch__.Ops, batch: int, columns: int, dims: List[int], like: Tensor) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for i in range(dims[0]):
    out.append(torch.new_zeros(like, [batch, dims[2], columns, dims[3]]))
  return out

# The rows of a batch that go on. rows [n] int64
def keep_rows(self: __torch__.Ops, cache: List[Tensor], rows: Tensor) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for c in cache:
    out.append(torch.index_select(c, 0, rows))
  return out

# A part of the cache, written in some of its rows. cache [batch, kvHeads, columns, d]; x [n, kvHeads, count, d]; rows [n] int64
def write(self: __torch__.Ops, cache: Tensor, x: Tensor, rows: Tensor, start: int) -> Tensor:
  return torch.index_copy_(torch.narrow(cache, 2, start, torch.size(x, 2)), 0, rows, x)

# The states of the last tokens of prompts, for each row that continues one. x [prompts, seq, hidden] -> [rows, hidden]
def last_states(self: __torch__.Ops, x: Tensor, lengths: Tensor, prompt: Tensor) -> Tensor:
  last = torch.view(torch.sub(lengths, 1), [-1, 1, 1])
  states = torch.squeeze(torch.gather(x, 1, torch.expand(last, [-1, 1, torch.size(x, 2)])), 1)
  return torch.index_select(states, 0, prompt)

# Reads prompts into rows of the cache, from its first column on. ids [prompts, seq], padded at the right; lengths [prompts]; rows [n] int64
# of the cache; prompt [n] int64: whose prompt each of them continues -> hidden state of each one's last token [n, hidden]
def prefill(self: __torch__.Ops, ids: Tensor, lengths: Tensor, prompt: Tensor, rows: Tensor, w: List[Tensor], dims: List[int], eps: float, keys: List[Tensor], values: List[Tensor]) -> Tensor:
  x = torch.embedding(w[0], ids)
  seq = torch.size(ids, 1)
  cos = torch.narrow(w[3], 0, 0, seq)
  sin = torch.narrow(w[4], 0, 0, seq)
  for i in range(dims[0]):
    at = 5 + 18 * i
    a = self.rms(x, w[at], eps)
    q, k, v = self.projected(a, cos, sin, w, at, dims, eps)
    _k = self.write(keys[i], torch.index_select(k, 0, prompt), rows, 0)
    _v = self.write(values[i], torch.index_select(v, 0, prompt), rows, 0)
    x = self.finish_block(x, self.join_heads(self.attend(q, k, v, self.window(i, dims))), w, i, dims, eps)
  return self.last_states(x, lengths, prompt)

# The same after a beginning that the prompts share; it is copied into the rows. ids [prompts, seq]: what follows it; lengths
# [prompts] of that; keys_before and values_before: [1, kvHeads, start, headDim] for each block
def prefill_after(self: __torch__.Ops, ids: Tensor, lengths: Tensor, prompt: Tensor, rows: Tensor, w: List[Tensor], dims: List[int], eps: float, keys_before: List[Tensor], values_before: List[Tensor], keys: List[Tensor], values: List[Tensor]) -> Tensor:
  x = torch.embedding(w[0], ids)
  seq = torch.size(ids, 1)
  n = torch.size(rows, 0)
  start = torch.size(keys_before[0], 2)
  cos = torch.narrow(w[3], 0, start, seq)
  sin = torch.narrow(w[4], 0, start, seq)
  mask = self.branch_mask(torch.new_zeros(ids, [1, seq]), start)
  near = mask
  if dims[4] > 0:
    near = self.near_mask(mask, torch.unsqueeze(torch.arange(start, start + seq, dtype=4, device=ops.prim.device(ids)), 0), dims[4])
  for i in range(dims[0]):
    at = 5 + 18 * i
    a = self.rms(x, w[at], eps)
    q, k, v = self.projected(a, cos, sin, w, at, dims, eps)
    _bk = self.write(keys[i], torch.expand(keys_before[i], [n, -1, -1, -1]), rows, 0)
    _bv = self.write(values[i], torch.expand(values_before[i], [n, -1, -1, -1]), rows, 0)
    _k = self.write(keys[i], torch.index_select(k, 0, prompt), rows, start)
    _v = self.write(values[i], torch.index_select(v, 0, prompt), rows, start)
    shown = near if self.window(i, dims) > 0 else mask
    x = self.finish_block(x, self.join_heads(self.attend_after(q, k, v, keys_before[i], values_before[i], shown)), w, i, dims, eps)
  return self.last_states(x, lengths, prompt)

# What hides columns from a row's queries, added to what attention makes of them. hidden [batch, 1, 1, columns] -> [batch, 1, group, columns]
def hiding(self: __torch__.Ops, hidden: Tensor, group: int, like: Tensor) -> Tensor:
  return torch.to(torch.repeat(torch.mul(torch.to(hidden, 6), -1e30), [1, 1, group, 1]), like)

# Rotates one position of each row. x [batch, heads, headDim]; cos [batch, 1, rotated], each twice; sin the same, the first half negative
def rotate_one(self: __torch__.Ops, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  rotated = torch.size(cos, 2)
  half = rotated // 2
  rest = torch.size(x, 2) - rotated
  swapped = torch.cat([torch.narrow(x, 2, half, half), torch.narrow(x, 2, 0, half)], 2)
  out = torch.to(torch.add(torch.mul(torch.narrow(x, 2, 0, rotated), cos), torch.mul(swapped, sin)), x)
  if rest > 0:
    out = torch.cat([out, torch.narrow(x, 2, rotated, rest)], 2)
  return out

# One token for each row. ids [batch]; positions [batch]: of these tokens, and the columns that take their keys; seen: columns that any
# row looks at; a row does not look beyond its own position -> [batch, hidden]
# Few rows are small tensors, where calling an operation costs more than what it does: queries and keys are rotated as one, the queries
# that share a key/value head are rows of one product, and a row that is alone needs no mask.
def decode(self: __torch__.Ops, ids: Tensor, positions: Tensor, seen: int, w: List[Tensor], dims: List[int], eps: float, keys: List[Tensor], values: List[Tensor]) -> Tensor:
  b = torch.size(ids, 0)
  heads = dims[1]
  n = dims[2]
  d = dims[3]
  x = torch.unsqueeze(torch.embedding(w[0], ids), 1)
  cos = torch.view(torch.index_select(w[3], 0, positions), [b, 1, -1])
  sin = torch.view(torch.index_select(w[4], 0, positions), [b, 1, -1])
  cos = torch.cat([cos, cos], 2)
  sin = torch.cat([torch.neg(sin), sin], 2)
  place = torch.view(positions, [b, 1, 1, 1])
  column = torch.expand(place, [b, n, 1, d])
  mask = x
  near = x
  if b > 1:
    columns = torch.arange(seen, dtype=4, device=ops.prim.device(positions))
    later = torch.gt(columns, place)
    mask = self.hiding(later, heads // n, x)
    near = mask
    if dims[4] > 0:
      near = self.hiding(torch.logical_or(later, torch.le(columns, torch.sub(place, dims[4]))), heads // n, x)
  for i in range(dims[0]):
    at = 5 + 18 * i
    a = self.rms(x, w[at], eps)
    q = self.linear(a, w[at + 1], w[at + 9])
    if dims[5] > 0:
      qk = torch.narrow(q, 2, 0, (heads + n) * d)
      v = torch.narrow(q, 2, (heads + n) * d, n * d)
    else:
      qk = torch.cat([q, self.linear(a, w[at + 2], w[at + 10])], 2)
      v = self.linear(a, w[at + 3], w[at + 11])
    qk = torch.view(qk, [b, heads + n, d])
    if dims[6] > 0:
      q, k = torch.split_with_sizes(qk, [heads, n], 1)
      qk = torch.cat([self.rms(q, w[at + 16], eps), self.rms(k, w[at + 17], eps)], 1)
    q, k = torch.split_with_sizes(self.rotate_one(qk, cos, sin), [heads, n], 1)
    rows = torch.reshape(q, [b, n, heads // n, d])
    k = torch.unsqueeze(k, 2)
    v = torch.view(v, [b, n, 1, d])
    near_only = self.window(i, dims) > 0
    if b == 1:
      _k = torch.copy_(torch.narrow(keys[i], 2, seen - 1, 1), k)
      _v = torch.copy_(torch.narrow(values[i], 2, seen - 1, 1), v)
      first = 0
      if near_only:
        first = ops.prim.max(0, seen - dims[4])
      attended = torch.scaled_dot_product_attention(rows, torch.narrow(keys[i], 2, first, seen - first), torch.narrow(values[i], 2, first, seen - first), None, 0., False)
    else:
      _k = torch.scatter_(keys[i], 2, column, k)
      _v = torch.scatter_(values[i], 2, column, v)
      shown = near if near_only else mask
      attended = torch.scaled_dot_product_attention(rows, torch.narrow(keys[i], 2, 0, seen), torch.narrow(values[i], 2, 0, seen), shown, 0., False)
    x = self.finish_block(x, torch.reshape(attended, [b, 1, heads * d]), w, i, dims, eps)
  return torch.squeeze(x, 1)

# The next token of each row. x [batch, hidden]; draw [batch] float64 in [0, 1), unread at temperature 0
#   -> [3, batch] float64: token id, its log-likelihood in nats at temperature 1, and at temperature 0 by how much its logit is larger
#   than the next one's (else: much). Of equal logits the first counts, whatever the rows beside it: max takes any.
def pick(self: __torch__.Ops, x: Tensor, w: List[Tensor], eps: float, temperature: float, top_p: float, draw: Tensor) -> Tensor:
  z = torch.squeeze(self.head(torch.unsqueeze(x, 1), w, eps), 1)
  top, index = torch.max(z, 1)
  if temperature > 0.:
    p, order = torch.sort(torch.softmax(torch.div(torch.to(z, 7), temperature), 1), 1, True)
    before = torch.sub(torch.cumsum(p, 1), p)
    kept = torch.mul(p, torch.to(torch.lt(before, top_p), 7))
    sums = torch.cumsum(kept, 1)
    at = torch.mul(torch.unsqueeze(draw, 1), torch.sum(kept, [1], True))
    rank = torch.clamp(torch.sum(torch.to(torch.le(sums, at), 4), [1], True), 0, torch.size(z, 1) - 1)
    index = torch.squeeze(torch.gather(order, 1, rank), 1)
    margin = torch.full_like(top, 1e30)
  else:
    best = torch.unsqueeze(index, 1)
    margin = torch.sub(top, torch.amax(torch.scatter_(z, 1, best, -1e30), [1]))
    z = torch.scatter_(z, 1, best, torch.unsqueeze(top, 1))
    if torch.is_nonzero(torch.any(torch.eq(margin, 0.))):
      index = torch.argmax(z, 1)
  chosen = torch.squeeze(torch.gather(z, 1, torch.unsqueeze(index, 1)), 1)
  sum = torch.sum(torch.exp_(torch.sub_(z, torch.unsqueeze(top, 1))), [1])
  nats = torch.sub(torch.sub(chosen, top), torch.log(sum))
  return torch.stack([torch.to(index, 7), torch.to(nats, 7), torch.to(margin, 7)])

# The most likely next token of one sequence that is read as a whole, alone. ids [1, seq] -> [3, 1] float64 as of pick
def next_alone(self: __torch__.Ops, ids: Tensor, w: List[Tensor], dims: List[int], eps: float) -> Tensor:
  x = self.hidden(ids, w, dims, eps)
  last = torch.squeeze(torch.narrow(x, 1, torch.size(x, 1) - 1, 1), 1)
  return self.pick(last, w, eps, 0., 1., torch.new_zeros(last, [1], dtype=7))
