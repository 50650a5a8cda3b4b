import type { FrameTime } from '../../engine/core/frame-time.ts';
import { clamp, smoothingShare } from '../../engine/core/numeric.ts';
import type { NetDirection, NetDirector, NetNow } from '../../engine/inference/picture-net.ts';
import { beds, presets } from './beds.ts';
import { builtInStyles } from './built-in.ts';
import { CODE_SIZE, STYLE_NUMBERS } from './net-shape.ts';
import { DROPPED } from './params.ts';

const BEATS_PER_BAR = 4;
/** Time constant with which the second style becomes another, in seconds. */
const CHANGE = 0.3;
/** Share of the way to the next style in which a bed rests. */
const REST = 0.5;

const places = new Map(builtInStyles.map(({ name }, i) => [name, i]));
const rings = beds.map(({ styles }) => styles.map((name) => places.get(name) ?? 0));

/** What a picture is painted like: the encoder's code, and what was fitted beside it. */
interface StyleOfPicture {
  readonly code: Float32Array;
  readonly offset: Float32Array;
}

/** Place of a bed: between two styles of its ring, so far towards the second. */
export function bedPlace(
  { beat }: Pick<FrameTime, 'beat'>,
  bars: number,
): { readonly step: number; readonly share: number } {
  const walked = Math.max(0, beat) / BEATS_PER_BAR / Math.max(1, bars);
  const step = Math.floor(walked);
  const way = clamp((walked - step - REST) / (1 - REST), 0, 1);
  return { step, share: way * way * (3 - 2 * way) };
}

/**
 * Blends the codes of styles as the faders and the bed say, and lets the strength breathe. Faders
 * that sum to less than 1 leave the rest to the picture itself; more than 1 only shares it out.
 */
export class StyleDirector implements NetDirector {
  readonly #codes: readonly Float32Array[];
  /** By fader: the built-in styles, then the dropped picture. */
  readonly #names: readonly string[] = [...builtInStyles.map(({ name }) => name), DROPPED];
  readonly #weights: Float64Array;
  readonly #dropped: StyleOfPicture = {
    code: new Float32Array(CODE_SIZE),
    offset: new Float32Array(STYLE_NUMBERS),
  };
  /** Shares of the styles in the second one. */
  readonly #secondWeights: Float64Array;
  #preset: number | null = null;
  #began = false;

  constructor() {
    const { code } = this.#dropped;
    this.#codes = [...builtInStyles.map((style) => Float32Array.from(style.code)), code];
    this.#weights = new Float64Array(this.#names.length);
    this.#secondWeights = new Float64Array(this.#names.length);
  }

  /**
   * Takes what a dropped picture is painted by: its `code`, `[CODE_SIZE]`, which ends what was fitted
   * before, or the `offset` that was fitted to it, `[STYLE_NUMBERS]`.
   */
  take(name: string, numbers: ArrayLike<number>): void {
    if (name === 'code') this.#dropped.offset.fill(0);
    if (name === 'code' || name === 'offset') this.#dropped[name].set(numbers);
  }

  direct(now: NetNow, { numbers, show }: NetDirection): void {
    this.#recall(now);
    const amount = this.#weigh(now);
    this.#moveSecond(now);
    if (amount > 0) this.#blend(numbers, 0, this.#weights, amount);
    this.#blend(numbers, 1, this.#secondWeights, 1);
    const heard = Math.max(now.audio.onset, now.audio.lowOnset);
    const breath = 1 - now.param('breath') * (1 - heard);
    show.strength = now.param('strength') * Math.min(1, amount) * breath;
    show.colours = now.param('colours');
    show.fine = now.param('detail');
    show.mask = now.param('mask');
    show.level = now.param('level');
    show.regions = now.param('regions');
    show.split = now.param('split');
    show.soft = now.param('soft');
    show.learn = now.param('learn') > 0;
  }

  /** Moves the faders when another preset is chosen; as the session opens they stay as they are. */
  #recall(now: NetNow): void {
    const chosen = Math.round(now.param('preset'));
    const before = this.#preset;
    this.#preset = chosen;
    const preset = presets[chosen - 1];
    if (before === null || before === chosen || !preset) return;
    for (const name of this.#names) now.send(name, preset.styles[name] ?? 0);
    for (const [name, value] of Object.entries(preset.look)) now.send(name, value);
  }

  /** The weight of every style. @returns their sum, at most 1 */
  #weigh(now: NetNow): number {
    const weights = this.#weights;
    let sum = 0;
    for (let i = 0; i < weights.length; i++) {
      weights[i] = now.param(this.#names[i] ?? '');
      sum += weights[i] ?? 0;
    }
    const bed = now.param('bedShare');
    const held = Math.min(1, sum) * (1 - bed);
    const scale = sum > 0 ? held / sum : 0;
    for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] ?? 0) * scale;
    const ring = rings[Math.round(now.param('bed'))] ?? [];
    if (bed > 0 && ring.length > 0) {
      const { step, share } = bedPlace(now.time, now.param('bedBars'));
      const [from = 0, to = 0] = [ring[step % ring.length], ring[(step + 1) % ring.length]];
      weights[from] = (weights[from] ?? 0) + bed * (1 - share);
      weights[to] = (weights[to] ?? 0) + bed * share;
    }
    return held + bed;
  }

  /** Glides to the second style that is chosen. */
  #moveSecond({ time, param }: NetNow): void {
    const chosen = Math.round(param('second'));
    const share = this.#began ? smoothingShare(time.delta, CHANGE) : 1;
    this.#began = true;
    for (let style = 0; style < this.#secondWeights.length; style++) {
      const wanted = style === chosen ? 1 : 0;
      const now = this.#secondWeights[style] ?? 0;
      this.#secondWeights[style] = now + (wanted - now) * share;
    }
  }

  /** Writes the weighted mean of all styles in place of the first or the second of a picture. */
  #blend(
    { codes, offsets }: NetDirection['numbers'],
    place: 0 | 1,
    weights: Float64Array,
    sum: number,
  ): void {
    if (!codes || !offsets) return;
    const at = place * CODE_SIZE;
    codes.fill(0, at, at + CODE_SIZE);
    for (let style = 0; style < this.#codes.length; style++) {
      const share = (weights[style] ?? 0) / sum;
      const own = this.#codes[style];
      if (share === 0 || !own) continue;
      for (let i = 0; i < CODE_SIZE; i++)
        codes[at + i] = (codes[at + i] ?? 0) + share * (own[i] ?? 0);
    }
    const { offset } = this.#dropped;
    const share = (weights.at(-1) ?? 0) / sum;
    const start = place * STYLE_NUMBERS;
    for (let i = 0; i < STYLE_NUMBERS; i++) offsets[start + i] = share * (offset[i] ?? 0);
  }
}
