# weight [out, in], mean_square [in] -> [out, in]; the columns with the largest mean square stay as they are
def binarized(self: __torch__.Ops, weight: Tensor, mean_square: Tensor, kept: int) -> Tensor:
  order = torch.argsort(mean_square, 0, True)
  salient = torch.zeros_like(mean_square)
  _s = torch.index_fill_(salient, 0, torch.narrow(order, 0, 0, kept), 1.)
  scale = torch.mean(torch.abs(weight), [1], True)
  signs = torch.mul(torch.sign(weight), scale)
  return torch.add(torch.mul(weight, salient), torch.mul(signs, torch.sub(1., salient)))
