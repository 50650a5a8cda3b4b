import { expect, it } from 'vitest';
import { createRandom } from '../../../../engine/core/random.ts';
import { addProduct, addProductPlainly } from '../../../../models/style/fit/product.ts';
import { productModule } from '../../../../models/style/fit/product-module.ts';

const random = createRandom(3);
const numbers = (count: number) => Float64Array.from({ length: count }, () => random.range(-1, 1));

it('is a module that engines take', () => {
  expect(WebAssembly.validate(productModule())).toBe(true);
});

it.each([
  [4, 1, 8],
  [1, 3, 1],
  [12, 16, 97],
  [65, 40, 130],
  [240, 7, 24],
])('multiplies %i × %i by %i columns, by SIMD and plainly', (rows, inner, columns) => {
  const [left, right] = [numbers(rows * inner), numbers(inner * columns)];
  const before = numbers(rows * columns);
  const expected = before.map((start, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = start;
    for (let i = 0; i < inner; i++) {
      sum += (left[row * inner + i] ?? 0) * (right[i * columns + column] ?? 0);
    }
    return sum;
  });
  for (const [multiply, tolerance] of [
    [addProduct, 1e-5],
    [addProductPlainly, 1e-12],
  ] as const) {
    const result = before.slice();
    multiply(left, right, result, { rows, inner, columns });
    const errors = result.map((value, at) => Math.abs(value - (expected[at] ?? 0)));
    expect(Math.max(...errors)).toBeLessThan(tolerance);
  }
});
