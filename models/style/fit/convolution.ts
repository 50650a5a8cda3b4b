import type { CpuTensor } from '../../../engine/inference/tensor.ts';
import { type Planes, planesOf } from './planes.ts';
import { addProduct, turned } from './product.ts';

/** What lies beyond the edge of the picture. */
type Edge = 'zero' | 'repeated';

/** Places of a kernel of 3 x 3. */
const TAPS = 9;

/** A convolution of 3 x 3 whose weights stand still: forward, and backward to its input. */
export class Convolution {
  readonly #outputs: number;
  readonly #inputs: number;
  readonly #stride: 1 | 2;
  readonly #edge: Edge;
  /** `[outputs, inputs * 9]` */
  readonly #weights: Float64Array;
  readonly #turned: Float64Array;
  readonly #bias: ArrayLike<number> | null;

  /** @param weights `[outputs, inputs, 3, 3]` @param options.bias `[outputs]` */
  constructor(
    weights: CpuTensor,
    { bias, stride = 1, edge }: { bias?: CpuTensor | undefined; stride?: 1 | 2; edge: Edge },
  ) {
    const [outputs = 0, inputs = 0] = weights.shape;
    this.#outputs = outputs;
    this.#inputs = inputs;
    this.#stride = stride;
    this.#edge = edge;
    this.#weights = Float64Array.from(weights.data);
    this.#turned = turned(this.#weights, outputs, inputs * TAPS);
    this.#bias = bias?.data ?? null;
  }

  /** `[inputs, h, w]` to `[outputs, h / stride, w / stride]`; sides are multiples of the stride. */
  forward(x: Planes): Planes {
    const result = planesOf(this.#outputs, x.height / this.#stride, x.width / this.#stride);
    const columns = result.height * result.width;
    const windows = new Float64Array(this.#inputs * TAPS * columns);
    this.#eachRow(x, (row) => gather(x.data, windows, row));
    const bias = this.#bias;
    if (bias) {
      for (let i = 0; i < this.#outputs; i++) {
        result.data.fill(bias[i] as number, i * columns, (i + 1) * columns);
      }
    }
    const shape = { rows: this.#outputs, inner: this.#inputs * TAPS, columns };
    addProduct(this.#weights, windows, result.data, shape);
    return result;
  }

  /** Gradient by the input, which was of this size, from the gradient by the output. */
  backward(slope: Planes, { height, width }: Pick<Planes, 'height' | 'width'>): Planes {
    const result = planesOf(this.#inputs, height, width);
    const columns = slope.height * slope.width;
    const windows = new Float64Array(this.#inputs * TAPS * columns);
    const shape = { rows: this.#inputs * TAPS, inner: this.#outputs, columns };
    addProduct(this.#turned, slope.data, windows, shape);
    this.#eachRow(result, (row) => scatter(windows, result.data, row));
    return result;
  }

  /** Visits what the rows of outputs see, by place of the kernel. */
  #eachRow({ height, width }: Planes, visit: (row: SeenRow) => void): void {
    const stride = this.#stride;
    const repeated = this.#edge === 'repeated';
    const [rows, columns] = [height / stride, width / stride];
    for (let channel = 0; channel < this.#inputs; channel++) {
      for (let tap = 0; tap < TAPS; tap++) {
        const [down, across] = [Math.floor(tap / 3) - 1, (tap % 3) - 1];
        for (let row = 0; row < rows; row++) {
          const wanted = row * stride + down;
          const y = Math.min(Math.max(wanted, 0), height - 1);
          if (y !== wanted && !repeated) continue;
          const to = ((channel * TAPS + tap) * rows + row) * columns;
          const from = (channel * height + y) * width;
          visit({ to, columns, from, width, stride, across, repeated });
        }
      }
    }
  }
}

/** What a row of outputs sees at one place of the kernel. */
interface SeenRow {
  /** Where it begins in the windows, and how many outputs it has. */
  readonly to: number;
  readonly columns: number;
  /** Where the row of the picture begins, and how wide it is. */
  readonly from: number;
  readonly width: number;
  readonly stride: number;
  /** -1, 0 or 1. */
  readonly across: number;
  /** Whether the edge is repeated beyond it; it is zero otherwise. */
  readonly repeated: boolean;
}

function gather(picture: Float64Array, windows: Float64Array, row: SeenRow): void {
  const { to, columns, from, width, stride, across, repeated } = row;
  for (let column = 0; column < columns; column++) {
    const seen = column * stride + across;
    const x = seen < 0 ? 0 : seen >= width ? width - 1 : seen;
    windows[to + column] = x === seen || repeated ? (picture[from + x] as number) : 0;
  }
}

/** Adds what {@link gather} took back to where it was. */
function scatter(windows: Float64Array, picture: Float64Array, row: SeenRow): void {
  const { to, columns, from, width, stride, across, repeated } = row;
  for (let column = 0; column < columns; column++) {
    const seen = column * stride + across;
    const x = seen < 0 ? 0 : seen >= width ? width - 1 : seen;
    if (x !== seen && !repeated) continue;
    picture[from + x] = (picture[from + x] as number) + (windows[to + column] as number);
  }
}
