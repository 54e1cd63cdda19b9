# Second-order compression: what changes a linear's output by tr(D H D^T), with D the change of its weight and H twice the mean of x x^T.
# Columns are decided one after the other; what column c is off by is made up for in the columns after it, by row c of the upper triangular U
# with H^-1 = U^T U. Frantar et al. 2022 (GPTQ), arXiv:2210.17323, section 3.3; 2023 (SparseGPT), arXiv:2301.00774, section 3.
#
# The papers factor H, form H^-1 and factor that. With H = L^T L, L lower triangular, it is U^T = L^-1: a factorisation and the inverse of
# a triangle, half of the work (2/3 columns^3 in place of 4/3) and nearer to the exact U, since no H^-1 is formed. Both are blocked here:
# matrix products are several times as fast as the library's factorisation of the whole.
#
# Weights are held transposed, [in, out]: a column of the weight is then contiguous.

# U^T of a dampened Hessian, in float32.
# gram [in, in] float32: sum of x x^T over sequences; half the Hessian. dampening: fraction of the mean diagonal that is added to it.
# by_diagonal: whether columns with a large diagonal come first (act-order); among equal ones the lower column.
# -> [factor [in, in], whose lower triangle is U^T and whose upper is of no use; order [in] int64: the column at each place; dead [in]
#    bool: columns, in their own order, whose input was always zero: 1 stands on their diagonal; whether H is positive definite [1] bool]
def factor(self: __torch__.Ops, gram: Tensor, dampening: float, by_diagonal: bool) -> List[Tensor]:
  columns = torch.size(gram, 0)
  diagonal = torch.mul(torch.diagonal(gram), 2.)
  dead = torch.eq(diagonal, 0.)
  alive = torch.masked_fill(diagonal, dead, 1.)
  if by_diagonal:
    descending, order = torch.sort(alive, stable=True, dim=0, descending=True)
    hessian = torch.mul_(torch.index_select(torch.index_select(gram, 0, order), 1, order), 2.)
    alive = descending
  else:
    order = torch.arange(columns, dtype=4, device=ops.prim.device(gram))
    hessian = torch.mul(gram, 2.)
  _d = torch.copy_(torch.diagonal(hessian), torch.add(alive, torch.mul(torch.mean(alive), dampening)))
  definite = self.factor_in_place(hessian)
  if definite:
    _i = self.invert_in_place(hessian)
  return [hessian, order, dead, torch.full([1], definite, dtype=11, device=ops.prim.device(gram))]

# H = L^T L from the last block of rows to the first: a block of rows of L is what the blocks below leave of those of H.
# hessian [in, in]: the lower triangle is replaced by L  ->  whether it was positive definite
def factor_in_place(self: __torch__.Ops, hessian: Tensor) -> bool:
  columns = torch.size(hessian, 0)
  block = 256
  start = ((columns - 1) // block) * block
  definite = True
  while start >= 0 and definite:
    size = min(block, columns - start)
    end = start + size
    rows = torch.narrow(torch.narrow(hessian, 0, start, size), 1, 0, end)  # [size, end]
    if end < columns:
      below = torch.narrow(hessian, 0, end, columns - end)
      _r = torch.addmm_(rows, torch.t(torch.narrow(below, 1, start, size)), torch.narrow(below, 1, 0, end), alpha=-1.)
    corner = torch.narrow(rows, 1, start, size)
    # With J the exchange of first and last: J H J = M M^T, so L = J M^T J.
    m, fault = torch.linalg_cholesky_ex(torch.flip(corner, [0, 1]), upper=False, check_errors=False)
    if int(torch.item(fault)) == 0:
      triangle = torch.contiguous(torch.flip(torch.t(m), [0, 1]))
      _c = torch.copy_(corner, triangle)
      if start > 0:
        left = torch.narrow(rows, 1, 0, start)
        _l = torch.copy_(left, torch.linalg_solve_triangular(torch.t(triangle), left, upper=True))
    else:
      definite = False
    start = start - block
  return definite

# L^-1 from the first block of rows to the last: with X the inverse, X[j, k] = -X[j, j] (L[j, k:j] X[k:j, k]).
# triangle [in, in]: the lower triangle, L, is replaced by its inverse
def invert_in_place(self: __torch__.Ops, triangle: Tensor) -> Tensor:
  columns = torch.size(triangle, 0)
  block = 256
  start = 0
  while start < columns:
    size = min(block, columns - start)
    rows = torch.narrow(triangle, 0, start, size)
    corner = torch.narrow(rows, 1, start, size)
    one = torch.eye(size, dtype=6, device=ops.prim.device(triangle))
    inverse = torch.linalg_solve_triangular(corner, one, upper=False)
    left = torch.clone(torch.narrow(rows, 1, 0, start))                    # L[j, :j]
    column = 0
    while column < start:
      above = torch.narrow(torch.narrow(triangle, 0, column, start - column), 1, column, block)  # X[k:j, k]
      product = torch.mm(torch.narrow(left, 1, column, start - column), above)
      _p = torch.addmm_(torch.narrow(rows, 1, column, block), inverse, product, beta=0., alpha=-1.)
      column = column + block
    _c = torch.copy_(corner, inverse)
    start = start + size
  return triangle

# U^T of the columns of a block, [count, count], lower triangular.
def corner(self: __torch__.Ops, factor: Tensor, start: int, count: int) -> Tensor:
  return torch.tril(torch.narrow(torch.narrow(factor, 0, start, count), 1, start, count))

# Makes up in columns [place, place + count) of a block for the errors of its columns before place, in place.
# now and errors [size, out]; corner [size, size]  ->  the columns [count, out]
def pull_in_block(self: __torch__.Ops, now: Tensor, errors: Tensor, corner: Tensor, place: int, count: int) -> Tensor:
  columns = torch.narrow(now, 0, place, count)
  if place > 0:
    factors = torch.narrow(torch.narrow(corner, 0, place, count), 1, 0, place)
    _c = torch.addmm_(columns, factors, torch.narrow(errors, 0, 0, place), alpha=-1.)
  return columns

# Makes up in one column for the errors of columns [first, place) of its block, in place  ->  the column [out]
def pull(self: __torch__.Ops, now: Tensor, errors: Tensor, corner: Tensor, first: int, place: int) -> Tensor:
  column = torch.select(now, 0, place)
  if place > first:
    factors = torch.narrow(torch.select(corner, 0, place), 0, first, place - first)
    _c = torch.addmv_(column, torch.t(torch.narrow(errors, 0, first, place - first)), factors, alpha=-1.)
  return column

# Makes up in all columns behind a block for its errors, in place.  weight [in, out], errors [count, out]
def push(self: __torch__.Ops, weight: Tensor, errors: Tensor, factor: Tensor, start: int, count: int) -> Tensor:
  end = start + count
  rest = torch.size(weight, 0) - end
  if rest > 0:
    factors = torch.narrow(torch.narrow(factor, 0, end, rest), 1, start, count)
    _w = torch.addmm_(torch.narrow(weight, 0, end, rest), factors, errors, alpha=-1.)
  return weight

# Half the sum of squared errors: the part of a block in tr(D H D^T) / 2. Within a block in float32, as the errors are; blocks in float64.
def loss_of(self: __torch__.Ops, errors: Tensor) -> float:
  flat = torch.reshape(errors, [-1])
  return 0.5 * float(torch.item(torch.dot(flat, flat)))

# Number of true entries.
def count(self: __torch__.Ops, flags: Tensor) -> Tensor:
  return torch.sum(flags)
