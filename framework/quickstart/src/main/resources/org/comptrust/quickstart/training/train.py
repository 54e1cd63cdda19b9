# Training of the decoder of decoder.py, whose methods stand before these. All float32.
#
# p: the parameters: embedding (also the head), final norm, then for each block attention norm, q, k, v, o, MLP norm, gate, up, down.
# dims [4] int64: blocks, heads, kvHeads, headDim. cos, sin [positions, headDim / 2].

# The list that decoder.py wants; no linear has a bias, no head a norm.
def decoder_weights(self: __torch__.Ops, p: List[Tensor], cos: Tensor, sin: Tensor) -> List[Tensor]:
  none = torch.new_zeros(cos, [0])
  w = [p[0], p[1], p[0], cos, sin]
  blocks = (len(p) - 2) // 9
  for i in range(blocks):
    for j in range(9):
      w.append(p[2 + 9 * i + j])
    for k in range(9):
      w.append(none)
  return w

# Mean negative log-likelihood in nats of the targets, each with its weight. ids, targets [batch, seq] int64; weight [batch, seq] -> []
def loss(self: __torch__.Ops, p: List[Tensor], ids: Tensor, targets: Tensor, weight: Tensor, cos: Tensor, sin: Tensor, dims: Tensor, eps: Tensor) -> Tensor:
  d = [int(torch.item(torch.select(dims, 0, 0))), int(torch.item(torch.select(dims, 0, 1))), int(torch.item(torch.select(dims, 0, 2))), int(torch.item(torch.select(dims, 0, 3))), 0, 0, 0]
  e = float(torch.item(eps))
  w = self.decoder_weights(p, cos, sin)
  x = self.hidden(ids, w, d, e)
  rows = torch.size(x, 0) * torch.size(x, 1)
  z = self.head(torch.reshape(x, [rows, torch.size(x, 2)]), w, e)
  nats = torch.cross_entropy_loss(z, torch.reshape(targets, [rows]), None, 0, -100, 0.)
  flat = torch.reshape(weight, [rows])
  return torch.div(torch.sum(torch.mul(nats, flat)), torch.sum(flat))

def setting(self: __torch__.Ops, settings: Tensor, at: int) -> float:
  return float(torch.item(torch.select(settings, 0, at)))

# One step of AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2) on gradients whose joint norm is clipped. Updates p,
# and the moments m and v, in place. The lists go into the operator as they came: in lists made here, the writes would count as dead code.
# step [] float32: number of this step, from 1; settings [6] float64: rate, beta1, beta2, epsilon, decay, longest gradient
#   -> [2] float32: the loss before the step, the gradient's norm before clipping
def train(self: __torch__.Ops, p: List[Tensor], m: List[Tensor], v: List[Tensor], ids: Tensor, targets: Tensor, weight: Tensor, cos: Tensor, sin: Tensor, dims: Tensor, eps: Tensor, step: Tensor, settings: Tensor) -> Tensor:
  rate = self.setting(settings, 0)
  beta1 = self.setting(settings, 1)
  beta2 = self.setting(settings, 2)
  epsilon = self.setting(settings, 3)
  decay = self.setting(settings, 4)
  longest = self.setting(settings, 5)
  value = self.loss(p, ids, targets, weight, cos, sin, dims, eps)
  found = torch.grad([value], p)
  grads = annotate(List[Tensor], [])
  squares = annotate(List[Tensor], [])
  for g in found:
    grad = unchecked_cast(Tensor, g)
    grads.append(grad)
    squares.append(torch.sum(torch.mul(grad, grad)))
  norm = torch.sqrt(torch.sum(torch.stack(squares)))
  scale = torch.clamp(torch.mul(torch.reciprocal(torch.add(norm, 1e-6)), longest), 0., 1.)
  clipped = annotate(List[Tensor], [])
  steps = annotate(List[Tensor], [])
  for grad in grads:
    clipped.append(torch.mul(grad, scale))
    steps.append(step)
  ops.aten._fused_adamw_(p, clipped, m, v, annotate(List[Tensor], []), steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
  return torch.detach(torch.stack([value, norm]))
