import { fail } from '../../engine/core/errors.ts';
import { createPackedProduct } from '../../engine/core/packed-product.ts';
import type { BeatActivation } from '../../engine/features/audio/feature.ts';
import { parseSafetensors } from '../../engine/inference/weights/safetensors.ts';

/** Frames that a convolution sees: this one and those before it. */
const FRAMES = 3;
/** Bands that one value of a pooled layer covers. */
const POOL = 4;
const BANDS = 64;
const OUTPUTS = 3;

type Weights = ReadonlyMap<string, Float32Array>;

/** A layer that is fed frame by frame. */
interface Layer {
  /** Values of a frame that comes out, the same array always. */
  readonly out: Float64Array;
  process(frame: Float64Array): void;
}

/** A convolution over the last frames and over bands, then ReLU and max-pooling over bands. */
interface ConvolutionShape {
  readonly inputs: number;
  readonly outputs: number;
  /** Bands that come in, and bands that the kernel covers. */
  readonly bands: number;
  readonly width: number;
  /** Bands of zeros at either end. */
  readonly pad: number;
  readonly pool: number;
}

function createConvolution(
  weight: Float32Array, // [outputs, inputs, FRAMES, width]
  bias: Float32Array, // [outputs]
  { inputs, outputs, bands, width, pad, pool }: ConvolutionShape,
): Layer {
  const row = bands + 2 * pad;
  const history = Array.from({ length: FRAMES }, () => new Float64Array(inputs * row));
  const positions = row - width + 1;
  const patch = new Float64Array(inputs * FRAMES * width);
  const { sums, apply } = createPackedProduct(weight, bias);
  const out = new Float64Array(outputs * (positions / pool));
  let newest = 0;

  /** What the kernel covers at `position`, in the order of its weights. */
  const gather = (position: number) => {
    let to = 0;
    for (let c = 0; c < inputs; c++) {
      for (let t = 1; t <= FRAMES; t++) {
        const from = history[(newest + t) % FRAMES] as Float64Array;
        const start = c * row + position;
        for (let k = 0; k < width; k++) patch[to++] = from[start + k] as number;
      }
    }
  };

  return {
    out,
    process(frame) {
      newest = (newest + 1) % FRAMES;
      const now = history[newest] as Float64Array;
      for (let c = 0; c < inputs; c++) {
        for (let b = 0; b < bands; b++) now[c * row + pad + b] = frame[c * bands + b] as number;
      }
      out.fill(0); // ReLU
      for (let p = 0; p < positions; p++) {
        gather(p);
        apply(patch);
        const pooled = Math.floor(p / pool);
        for (let o = 0; o < outputs; o++) {
          const at = (o * positions) / pool + pooled;
          if ((sums[o] as number) > (out[at] as number)) out[at] = sums[o] as number;
        }
      }
    },
  };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** A gated recurrent unit. @source Cho et al. 2014, in the variant of torch.nn.GRU */
function createRecurrent(get: (name: string) => Float32Array, name: string): Layer {
  const hidden = get(`${name}.hidden`); // [3 * size, size]: reset, update, new
  const size = Math.sqrt(hidden.length / 3);
  const out = new Float64Array(size);
  const ofInput = createPackedProduct(get(`${name}.input`), get(`${name}.inputBias`));
  const ofHidden = createPackedProduct(hidden, get(`${name}.hiddenBias`));
  const fromInput = ofInput.sums;
  const fromHidden = ofHidden.sums;
  return {
    out,
    process(frame) {
      ofInput.apply(frame);
      ofHidden.apply(out);
      for (let i = 0; i < size; i++) {
        const reset = sigmoid((fromInput[i] as number) + (fromHidden[i] as number));
        const update = sigmoid((fromInput[size + i] as number) + (fromHidden[size + i] as number));
        const fresh = Math.tanh(
          (fromInput[2 * size + i] as number) + reset * (fromHidden[2 * size + i] as number),
        );
        out[i] = (1 - update) * fresh + update * (out[i] as number);
      }
    },
  };
}

function tensorOf(weights: Weights, name: string): Float32Array {
  return (
    weights.get(name) ??
    fail({
      subject: 'The weights of the beat net',
      constraint: `hold ${name}`,
      got: [...weights.keys()].join(', '),
      remedy: 'export them anew by models/beat/export.py',
    })
  );
}

/** Net of conv 64 bands -> 16 x 16 -> 24 x 4 -> 48, two recurrent layers of 96, three logits. */
function createLayers(weights: Weights) {
  const get = (name: string) => tensorOf(weights, name);
  const convolution = (i: number, shape: ConvolutionShape) =>
    createConvolution(get(`conv${i}.weight`), get(`conv${i}.bias`), shape);
  const [a, b, c] = [1, 2, 3].map((i) => get(`conv${i}.bias`).length) as [number, number, number];
  const [once, twice] = [BANDS / POOL, BANDS / POOL ** 2];
  return {
    convolutions: [
      convolution(1, { inputs: 1, outputs: a, bands: BANDS, width: 5, pad: 2, pool: POOL }),
      convolution(2, { inputs: a, outputs: b, bands: once, width: 3, pad: 1, pool: POOL }),
      convolution(3, { inputs: b, outputs: c, bands: twice, width: twice, pad: 0, pool: 1 }),
    ],
    recurrent: [createRecurrent(get, 'recur1'), createRecurrent(get, 'recur2')],
    last: createPackedProduct(get('out.weight'), get('out.bias')),
  };
}

/** Makes a net that has heard nothing yet from its weights. Allocates nothing a frame. */
export function createBeatNet(weights: Weights): BeatActivation {
  const { convolutions, recurrent, last } = createLayers(weights);
  const heard = new Float64Array(BANDS);
  const convolve = (bands: Float32Array): Float64Array => {
    heard.set(bands);
    let frame: Float64Array = heard;
    for (let i = 0; i < convolutions.length; i++) {
      const layer = convolutions[i] as Layer;
      layer.process(frame);
      frame = layer.out;
    }
    return frame;
  };
  // Silence before the first frame, as in training, and the frames that it leaves in each layer.
  for (let i = 0; i < FRAMES * convolutions.length; i++) convolve(new Float32Array(BANDS));
  return {
    process(bands, activations) {
      let frame = convolve(bands);
      for (let i = 0; i < recurrent.length; i++) {
        const layer = recurrent[i] as Layer;
        layer.process(frame);
        frame = layer.out;
      }
      last.apply(frame);
      for (let i = 0; i < OUTPUTS; i++) activations[i] = sigmoid(last.sums[i] as number);
    },
  };
}

/**
 * Reads `weights.safetensors` and returns a maker of nets, each with a memory of its own.
 * @throws InstrumentError when the file is damaged or is of another net.
 */
export async function loadBeatNet(file: ArrayBuffer): Promise<() => BeatActivation> {
  const { tensors } = await parseSafetensors(file, { file: 'models/beat/weights.safetensors' });
  const weights = new Map(
    [...tensors].map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]),
  );
  return () => createBeatNet(weights);
}
