import { expect, it } from 'vitest';
import { createPackedProduct } from '../../../../engine/core/packed-product.ts';
import { createRandom } from '../../../../engine/core/random.ts';

it.each([
  [1, 3],
  [4, 8],
  [7, 5],
  [13, 128],
])('the product of %i rows of %i is that of the definition', (rows, width) => {
  const random = createRandom(rows * 1000 + width);
  const draw = (length: number) => Float64Array.from({ length }, () => random.range(-1, 1));
  const [weight, bias, x] = [draw(rows * width), draw(rows), draw(width)];
  const product = createPackedProduct(weight, bias);
  product.apply(draw(width)); // what went before leaves nothing
  product.apply(x);
  for (let row = 0; row < rows; row++) {
    const wanted = x.reduce(
      (sum, value, k) => sum + value * (weight[row * width + k] as number),
      bias[row] as number,
    );
    expect(product.sums[row]).toBeCloseTo(wanted, 12);
  }
});
