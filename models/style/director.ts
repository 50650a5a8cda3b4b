import type { FrameTime } from '../../engine/core/frame-time.ts';
import { clamp } from '../../engine/core/numeric.ts';
import type { NetDirection, NetDirector, NetNow } from '../../engine/inference/picture-net.ts';
import { beds, presets } from './beds.ts';
import { builtInStyles } from './built-in.ts';
import { CODE_SIZE } from './net.ts';
import { DROPPED } from './params.ts';

const BEATS_PER_BAR = 4;
/** Share of the way to the next style in which a bed rests. */
const REST = 0.5;

const places = new Map(builtInStyles.map(({ name }, i) => [name, i]));
const rings = beds.map(({ styles }) => styles.map((name) => places.get(name) ?? 0));

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
  readonly #dropped = new Float32Array(CODE_SIZE);
  #preset: number | null = null;

  constructor() {
    this.#codes = [...builtInStyles.map(({ code }) => Float32Array.from(code)), this.#dropped];
    this.#weights = new Float64Array(this.#names.length);
  }

  /** Takes the code of a dropped picture: `dropped`, `[CODE_SIZE]`. */
  take(_name: string, code: ArrayLike<number>): void {
    this.#dropped.set(code);
  }

  direct(now: NetNow, { numbers, show }: NetDirection): void {
    this.#recall(now);
    const amount = this.#weigh(now);
    const { code } = numbers;
    if (code && amount > 0) this.#blend(code, amount);
    const heard = Math.max(now.audio.onset, now.audio.lowOnset);
    const breath = 1 - now.param('breath') * (1 - heard);
    show.strength = now.param('strength') * Math.min(1, amount) * breath;
    show.colours = now.param('colours');
    show.fine = now.param('detail');
    show.mask = now.param('mask');
    show.level = now.param('level');
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

  #blend(code: Float32Array, amount: number): void {
    code.fill(0);
    for (let style = 0; style < this.#codes.length; style++) {
      const share = (this.#weights[style] ?? 0) / amount;
      const own = this.#codes[style];
      if (share === 0 || !own) continue;
      for (let i = 0; i < CODE_SIZE; i++) code[i] = (code[i] ?? 0) + share * (own[i] ?? 0);
    }
  }
}
