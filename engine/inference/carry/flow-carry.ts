import advanceCode from '../../../shaders/inference/carry-advance.wgsl?raw';
import showCode from '../../../shaders/inference/carry-show.wgsl?raw';
import type { Size } from '../../core/units.ts';
import type { FrameEncoder } from '../../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../../gpu/gpu-context.ts';
import { type BoundStep, GpuScope, PARAM_HEADER_FLOATS } from '../../gpu/gpu-scope.ts';

/** What results are carried by; all of the present frame. */
export interface CarryInputs {
  /** The picture, `PICTURE_FORMAT`. */
  readonly picture: GPUTexture;
  /** The feature `luma`. */
  readonly luma: GPUTexture;
  /** The part `step` of the feature `flow`. */
  readonly step: GPUTexture;
}

/** How a net's results are carried. */
export interface CarryOptions extends CarryInputs {
  readonly label: string;
  /** Size of the results. */
  readonly size: Size;
  /** What is shown before there is a result. */
  readonly standIn: 'picture' | 'black';
}

/** A pass under way, the newest result, and the one that fades out. */
const SLOTS = 3;
const NONE = -1;
/** Longest fade of a new result, in frames. */
const LONGEST_FADE = 6;
/** Threads a side of the shaders' workgroups. */
const TILE = 8;
const MODES = { idle: 0, starts: 1, unseen: 2, shown: 3 } as const;
const PARAMS = ['mode0', 'mode1', 'mode2', 'current', 'old', 'fade', 'standIn'] as const;

/**
 * Brings the results of a net that is late to the present: each is displaced by the optical flow
 * since the frame that it saw, where that explains the present picture no worse than standing still
 * does, and fades in over the one before it.
 */
export class FlowCarry {
  /** The newest result as it would look now, `PICTURE_FORMAT`; the same texture for good. */
  readonly texture: GPUTexture;
  readonly #scope: GpuScope;
  readonly #inputs: CarryInputs;
  readonly #seen: GPUTexture;
  readonly #results: GPUTexture;
  /** Displacements since each result's frame; the two take turns. */
  readonly #fields: readonly [GPUTexture, GPUTexture];
  /** By the turn of the fields; none before it is compiled. */
  #turns: readonly { readonly advance: BoundStep; readonly show: BoundStep }[] = [];
  #turn = 0;
  #running = NONE;
  #current = NONE;
  #old = NONE;
  /** Whether the pass under way began in this frame. */
  #starts = false;
  #fadeFrames = 1;
  #shownFrames = 0;

  /** Makes the textures. Until {@link compile} the one shown is a copy of the picture, or black. */
  constructor(context: GpuContext, options: CarryOptions) {
    const { luma, step, size, standIn, label } = options;
    const header = { size, detail: 1, seed: 0 };
    const scope = new GpuScope(context, { label: `${label} carry`, header, paramNames: PARAMS });
    this.#scope = scope;
    this.#inputs = options;
    this.texture = scope.texture({ label: 'carried', size, format: PICTURE_FORMAT });
    const layers = { format: PICTURE_FORMAT, layers: SLOTS } as const;
    this.#seen = scope.texture({ label: 'seen luma', size: luma, ...layers });
    this.#results = scope.texture({ label: 'results', size, ...layers });
    const field = (name: string) =>
      scope.texture({ label: name, size: step, format: 'rgba32float', layers: SLOTS });
    this.#fields = [field('even'), field('odd')];
    this.#write('standIn', standIn === 'picture' ? 1 : 0);
  }

  /** Compiles the shaders. @throws ShaderError */
  async compile(): Promise<void> {
    if (this.#turns.length > 0) return;
    const { advance, show } = await compileCarry(this.#scope);
    const { picture, luma, step } = this.#inputs;
    const [seen, results, result] = [this.#seen, this.#results, this.texture];
    const turn = (before: GPUTexture, after: GPUTexture) => ({
      advance: advance.bind({ step, luma, seen, before, after }),
      show: show.bind({ picture, results, field: after, result }),
    });
    const [even, odd] = this.#fields;
    this.#turns = [turn(even, odd), turn(odd, even)];
  }

  /** A pass sees the picture of this frame. */
  begin(frame: FrameEncoder): void {
    for (let slot = 0; slot < SLOTS; slot++) {
      if (slot !== this.#current && slot !== this.#old) this.#running = slot;
    }
    this.#starts = true;
    frame.copy(this.#inputs.luma, this.#seen, this.#running);
  }

  /**
   * The pass that began last has ended.
   * @param result what it made, as large as the texture
   * @param lateness frames since it began
   */
  arrive(frame: FrameEncoder, result: GPUTexture, lateness: number): void {
    if (this.#running === NONE) return;
    frame.copy(result, this.#results, this.#running);
    this.#old = this.#current;
    this.#current = this.#running;
    this.#running = NONE;
    // The next result is at least as many frames away: half of them show the newest alone.
    this.#fadeFrames = Math.min(LONGEST_FADE, Math.ceil((lateness + 1) / 2));
    this.#shownFrames = 0;
  }

  /** Gives up the pass under way. */
  abandon(): void {
    this.#running = NONE;
  }

  /** Forgets all results, which time has passed by. */
  reset(): void {
    this.#running = this.#current = this.#old = NONE;
  }

  /** Brings the texture up to date; once a frame, after the net's part of it. */
  encode(frame: FrameEncoder): void {
    const fade = Math.min(1, ++this.#shownFrames / this.#fadeFrames);
    for (let slot = 0; slot < SLOTS; slot++) {
      this.#scope.params.values[PARAM_HEADER_FLOATS + slot] = this.#modeOf(slot);
    }
    this.#write('current', this.#current);
    this.#write('old', this.#old);
    this.#write('fade', this.#current === NONE ? 1 : fade);
    const turn = this.#turns[this.#turn];
    this.#turn = 1 - this.#turn;
    if (!turn) {
      this.#standIn(frame);
      return;
    }
    const { width, height } = this.#inputs.step;
    frame.dispatch(turn.advance, width / TILE, height / TILE, SLOTS);
    frame.dispatch(turn.show, this.texture.width / TILE, this.texture.height / TILE);
    this.#starts = false;
    if (fade >= 1) this.#old = NONE;
  }

  dispose(): void {
    this.#scope.dispose();
  }

  /** What is shown before the shaders are there. */
  #standIn(frame: FrameEncoder): void {
    const { picture } = this.#inputs;
    const { width, height } = this.texture;
    if (picture.width === width && picture.height === height) frame.copy(picture, this.texture);
  }

  #modeOf(slot: number): number {
    const begun = slot === this.#running || (slot === this.#current && this.#shownFrames === 1);
    if (this.#starts && begun) return MODES.starts;
    if (slot === this.#running) return MODES.unseen;
    return slot === this.#current || slot === this.#old ? MODES.shown : MODES.idle;
  }

  #write(name: (typeof PARAMS)[number], value: number): void {
    this.#scope.params.values[PARAM_HEADER_FLOATS + PARAMS.indexOf(name)] = value;
  }
}

async function compileCarry(scope: GpuScope) {
  const [advance, show] = await Promise.all([
    scope.compute({ path: 'shaders/inference/carry-advance.wgsl', code: advanceCode }),
    scope.compute({ path: 'shaders/inference/carry-show.wgsl', code: showCode }),
  ]);
  return { advance, show };
}
