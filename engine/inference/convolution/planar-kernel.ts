import type { CpuTensor } from '../tensor.ts';

/**
 * What one invocation of the planar kernel makes: `pixels` in a row times `channels`. Its weights
 * are read by `lanes` invocations of a subgroup at once and handed round; 1: each reads them itself.
 */
export interface PlanarBlock {
  readonly pixels: number;
  readonly channels: number;
  readonly lanes: number;
}

/** One tap of a window's row: the plane of its phase, and its place in it. */
export interface PlanarTap {
  readonly phase: number;
  readonly shift: number;
}

/** Weights of one step (an input channel, a row of the window), padded to whole reads. */
export function stepWeights(taps: number, { channels, lanes }: PlanarBlock): number {
  return Math.ceil((taps * channels) / lanes) * lanes;
}

/**
 * Weights in the order of the planar kernel: `[block of outputs][step][tap][output of the block]`.
 * @param at weight of an output, a step and a tap
 */
export function packPlanar(
  sizes: { readonly outputs: number; readonly steps: number; readonly taps: number },
  block: PlanarBlock,
  at: (output: number, step: number, tap: number) => number,
): Float32Array<ArrayBuffer> {
  const { outputs, steps, taps } = sizes;
  const stride = stepWeights(taps, block);
  const blocks = Math.ceil(outputs / block.channels);
  const values = new Float32Array(blocks * steps * stride);
  for (let output = 0; output < outputs; output++) {
    const first = Math.floor(output / block.channels) * steps;
    for (let step = 0; step < steps; step++) {
      for (let tap = 0; tap < taps; tap++) {
        const place = tap * block.channels + (output % block.channels);
        values[(first + step) * stride + place] = at(output, step, tap);
      }
    }
  }
  return values;
}

/** Weights `[outputs, inputs, kh, kw]` for the planar kernel; a step is an input and a row. */
export function packPlanarWindow(
  weights: CpuTensor,
  block: PlanarBlock,
): Float32Array<ArrayBuffer> {
  const [outputs = 1, inputs = 1, kernelH = 1, taps = 1] = weights.shape;
  const steps = inputs * kernelH;
  return packPlanar(
    { outputs, steps, taps },
    block,
    (output, step, tap) => weights.data[(output * steps + step) * taps + tap] ?? 0,
  );
}

const sumName = (pixel: number, channel: number) => `s${pixel}_${channel}`;
const valueName = (phase: number, place: number) => `x${phase}_${place}`;

/** WGSL that reads every value that the block's pixels meet under a row of taps. */
function readValues(taps: readonly PlanarTap[], { pixels }: PlanarBlock): string[] {
  const read = new Map<string, string>();
  for (const { phase, shift } of taps) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const place = shift + pixel;
      const index = `row + ${phase}u * size + ${place}u`;
      read.set(valueName(phase, place), index);
    }
  }
  return [...read].map(([name, index]) => `let ${name} = planes[${index}];`);
}

/** WGSL of one read of weights and all that is multiplied with them. */
function multiplyRead(
  read: number,
  taps: readonly PlanarTap[],
  { pixels, channels, lanes }: PlanarBlock,
): string {
  const lines: string[] = [];
  const shared = lanes > 1;
  if (shared) lines.push(`let own = f32(weights[at + ${read * lanes}u + lane]);`);
  for (let lane = 0; lane < lanes; lane++) {
    const place = read * lanes + lane;
    const tap = taps[Math.floor(place / channels)];
    if (!tap) break;
    const weight = shared ? `subgroupBroadcast(own, ${lane}u)` : `f32(weights[at + ${place}u])`;
    lines.push(`let w${lane} = ${weight};`);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = valueName(tap.phase, tap.shift + pixel);
      lines.push(`${sumName(pixel, place % channels)} += w${lane} * ${value};`);
    }
  }
  return `{ ${lines.join('\n')} }`;
}

/**
 * WGSL `fn convolve(pixel, block, plane, lane)`: sums of a block over all steps, each handed to
 * `put(sum, pixel, pack, plane)`. Every sum has a name of its own: compilers keep those in
 * registers, and a loop over steps keeps the code short enough for them.
 *
 * It calls `stepCount()`, `planeSize()`, `rowOf(step, plane)`, the index in `planes` of a step's first
 * value, `weightsOf(block, plane)`, and `startOf(pack)`, four values that the sums start from.
 */
export function convolveFunction(taps: readonly PlanarTap[], block: PlanarBlock): string {
  const { pixels, channels, lanes } = block;
  const stride = stepWeights(taps.length, block);
  const packs = Array.from({ length: channels / 4 }, (_, i) => i);
  const all = Array.from({ length: pixels }, (_, i) => i);
  const starts = packs.flatMap((pack) => [
    `let start${pack} = startOf(block * ${channels / 4}u + ${pack}u);`,
    ...all.flatMap((pixel) =>
      [0, 1, 2, 3].map((i) => `var ${sumName(pixel, pack * 4 + i)} = start${pack}[${i}];`),
    ),
  ]);
  const reads = Array.from({ length: stride / lanes }, (_, i) => multiplyRead(i, taps, block));
  const puts = packs.flatMap((pack) =>
    all.map((pixel) => {
      const sums = [0, 1, 2, 3].map((i) => sumName(pixel, pack * 4 + i));
      return `put(vec4f(${sums.join(', ')}), pixel + ${pixel}u, block * ${channels / 4}u + ${pack}u, plane);`;
    }),
  );
  return `fn convolve(pixel: u32, block: u32, plane: u32, lane: u32) {
${starts.join('\n')}
let steps = stepCount();
let size = planeSize();
var at = weightsOf(block, plane);
for (var step = 0u; step < steps; step++) {
let row = rowOf(step, plane) + pixel;
${readValues(taps, block).join('\n')}
${reads.join('\n')}
at += ${stride}u;
}
${puts.join('\n')}
}`;
}
