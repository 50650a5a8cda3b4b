/** `y = x W + b` on the processor, with the weights of each output side by side. */
export interface CpuLinear {
  readonly rows: Float32Array; // [outputs][inputs]
  readonly bias: Float32Array; // [outputs]
}

/** Writes `x W + b` into `y` `[outputs]`. */
export function applyLinear({ rows, bias }: CpuLinear, x: Float32Array, y: Float32Array): void {
  for (let o = 0; o < y.length; o++) {
    y[o] = (bias[o] as number) + dotProduct(rows, o * x.length, x, 0, x.length);
  }
}

/** Product of `count` numbers from two places on; four sums at a time, for additions wait for each other. */
export function dotProduct(
  x: Float32Array,
  atX: number,
  y: Float32Array,
  atY: number,
  count: number,
): number {
  const whole = count & ~3;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    a += (x[atX + i] as number) * (y[atY + i] as number);
    b += (x[atX + i + 1] as number) * (y[atY + i + 1] as number);
    c += (x[atX + i + 2] as number) * (y[atY + i + 2] as number);
    d += (x[atX + i + 3] as number) * (y[atY + i + 3] as number);
  }
  for (let i = whole; i < count; i++) a += (x[atX + i] as number) * (y[atY + i] as number);
  return a + b + (c + d);
}

/** Replaces what is below zero by zero. */
export function rectify(x: Float32Array): void {
  for (let i = 0; i < x.length; i++) if ((x[i] as number) < 0) x[i] = 0;
}
