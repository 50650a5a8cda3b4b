import { FrameEncoder } from '../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../engine/gpu/gpu-context.ts';
import { optimizeGraph } from '../../engine/inference/optimize/optimize-graph.ts';
import { buildProgram, type Program } from '../../engine/inference/program.ts';
import { intTensor, tensor } from '../../engine/inference/tensor.ts';
import { buildDecoder, type DecoderRun } from '../../engine/inference/transformer/decoder.ts';
import type {
  DecoderConfig,
  DecoderWeights,
} from '../../engine/inference/transformer/decoder-config.ts';
import { BAR_STATES, barState, stateTable } from './bar-states.ts';
import { allowedIn, type BarWish, OPENING, openingOf } from './bar-wish.ts';
import {
  type BarWriter,
  HeldVoices,
  LONGEST_BAR,
  TOP_K,
  type WrittenVoices,
} from './bar-writer.ts';
import { TOKENS, VOCABULARY } from './tokens.ts';

/**
 * Tokens that are drawn in one submission. No more than the opening of the next bar has: what was
 * drawn past the end of a bar is written over in the caches before anything sees it.
 */
const DRAWN_AT_ONCE = OPENING;

/** A writer on the GPU, with what it holds there. */
export interface GpuBarWriter extends BarWriter {
  write(wish: BarWish): Promise<WrittenVoices>;
  dispose(): void;
}

/**
 * Writes bars by kernels: the opening of a bar in one run, then several tokens a submission, each
 * drawn on the GPU under the tables of the grammar. Beside the frames, never in them: it submits by
 * itself and waits for what was drawn. It draws what `createBarWriter` draws, but for rounding.
 * @throws ShaderError when a kernel does not compile
 */
export async function createGpuBarWriter(
  context: GpuContext,
  config: DecoderConfig,
  weights: DecoderWeights,
): Promise<GpuBarWriter> {
  const build = (label: string, run: DecoderRun, sharing?: Program) =>
    buildProgram(context, optimizeGraph(buildDecoder(config, weights, run)), {
      label,
      precision: 'f32',
      ...(sharing && { sharing }),
    });
  const drawing = { topK: TOP_K, grammar: { states: BAR_STATES, next: stateTable() } };
  const opening = await build('opening of a bar', { steps: OPENING, from: 'input', ...drawing });
  const step = await build('token of a bar', { steps: 1, from: 'state', ...drawing }, opening);
  return new KernelWriter(context, config, opening, step);
}

class KernelWriter implements GpuBarWriter {
  readonly #context: GpuContext;
  readonly #rows: number;
  readonly #opening: Program;
  readonly #step: Program;
  readonly #held = new HeldVoices();
  /** Tokens that count; what was drawn past a bar's end does not. */
  #position = 0;

  constructor(context: GpuContext, config: DecoderConfig, opening: Program, step: Program) {
    this.#context = context;
    this.#rows = config.context;
    this.#opening = opening;
    this.#step = step;
  }

  async write(wish: BarWish): Promise<WrittenVoices> {
    const allowed = tensor([BAR_STATES, VOCABULARY], allowedIn(wish, this.#held.before(wish)));
    const inputs = {
      allowed,
      temperature: tensor([1], [wish.temperature]),
      seed: intTensor([1], [wish.seed]),
    };
    this.#step.write(inputs);
    this.#opening.write({ ...inputs, tokens: intTensor([1, OPENING], openingOf(wish)) });
    if (wish.fresh || this.#position === 0) this.#begin();
    this.#stand(this.#position, barState(0, -1));
    this.#submit([this.#opening]);
    const first = this.#position + OPENING - 1;
    const tokens = await this.#drawBar(first);
    this.#position = first + 1 + tokens.length;
    return this.#held.take(tokens);
  }

  dispose(): void {
    this.#step.dispose();
    this.#opening.dispose();
  }

  /** Lets the caches begin with the token of a chorale. */
  #begin(): void {
    this.#step.writeStates({ token: intTensor([1, 1], [TOKENS.startChorale]) });
    this.#stand(0, barState(0, -1));
    this.#submit([this.#step]);
    this.#position = 1;
  }

  #stand(position: number, state: number): void {
    this.#step.writeStates({
      position: intTensor([1], [position]),
      grammar: intTensor([1], [state]),
    });
  }

  /** Draws until the bar ends. @param first the position that the first token was drawn after */
  async #drawBar(first: number): Promise<readonly number[]> {
    for (let count = 1; ; count += DRAWN_AT_ONCE) {
      const drawn = await this.#drawn(first, count);
      const end = drawn.indexOf(TOKENS.bar);
      if (end >= 0) return drawn.slice(0, end);
      if (count > LONGEST_BAR) return drawn.slice(0, LONGEST_BAR);
      this.#submit(new Array(DRAWN_AT_ONCE).fill(this.#step));
    }
  }

  async #drawn(first: number, count: number): Promise<number[]> {
    const { tokens } = await this.#step.readStates(['tokens']);
    return Array.from({ length: count }, (_, i) => tokens?.data[(first + i) % this.#rows] ?? 0);
  }

  #submit(programs: readonly Program[]): void {
    const frame = new FrameEncoder(this.#context.device);
    frame.begin();
    for (const program of programs) program.encode(frame);
    frame.finish();
  }
}
