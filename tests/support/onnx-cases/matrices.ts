import { f, feed, hold, i, nodeCase, type OnnxCase, s } from './case.ts';

const einsum = (equation: string, ...shapes: number[][]) =>
  nodeCase(
    'Einsum',
    shapes.map((shape) => feed(shape)),
    {
      attributes: { equation: s(equation) },
      about: equation,
    },
  );

const product = (about: string, a: number[], b: number[]) =>
  nodeCase('MatMul', [feed(a), feed(b)], { about });

/** Matrix products. */
export const cases: readonly OnnxCase[] = [
  product('plain', [3, 4], [4, 5]),
  product('batches', [2, 1, 3, 4], [3, 4, 2]),
  product('a row', [4], [2, 4, 3]),
  product('a column', [2, 3, 4], [4]),
  product('two vectors', [4], [4]),
  nodeCase('MatMul', [feed([2, 3, 4]), hold([4, 6])], { about: 'held weights' }),
  nodeCase('Gemm', [feed([3, 4]), hold([4, 5]), hold([5])]),
  nodeCase('Gemm', [feed([4, 3]), hold([5, 4]), feed([3, 1])], {
    attributes: { transA: i(1), transB: i(1), alpha: f(0.5), beta: f(2) },
    about: 'all attributes',
  }),
  nodeCase('Gemm', [feed([3, 4]), hold([4, 5])], { about: 'no bias' }),
  einsum('bij,bjk->bik', [2, 3, 4], [2, 4, 5]),
  einsum('bhqd,bhkd->bhqk', [2, 2, 3, 4], [2, 2, 5, 4]),
  einsum('ij,jk', [3, 4], [4, 2]),
  einsum('ij->ji', [3, 4]),
  einsum('ijk->ik', [2, 3, 4]),
  einsum('i,j->ij', [3], [4]),
  einsum('bij,ij->b', [2, 3, 4], [3, 4]),
  einsum('bij,bkl->bil', [2, 3, 4], [2, 2, 5]),
  nodeCase('MatMulInteger', [
    feed([2, 3], [1, 200, 7, 9, 255, 0], 'u8'),
    hold([3, 2], [-100, 3, 90, -128, 127, 1], 'i8'),
    hold([], [12], 'u8'),
    hold([], [3], 'i8'),
  ]),
];
