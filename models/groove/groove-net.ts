import { fail } from '../../engine/core/errors.ts';
import type { Random } from '../../engine/core/random.ts';
import { applyLinear, type CpuLinear, rectify } from '../../engine/inference/cpu-linear.ts';
import { parseSafetensors, type Safetensors } from '../../engine/inference/weights/safetensors.ts';
import { DRUM_NOTES, type DrumName, drumNote } from '../../engine/music/groove/genre.ts';
import type { GrooveNet, GrooveNetWish } from '../../engine/music/groove/groove-net.ts';
import { type GridNote, STEPS_PER_BAR } from '../../engine/music/note.ts';

/** Furthest lateness, in sixteenths. */
const LATENESS = 0.4;
/** Velocities below this are not heard. */
const SOFTEST = 0.05;
/** What is asked besides history, sixteenth and style: parity, density, energy, swing. */
const FADERS = 4;

/** What each piece does at a sixteenth, `[pieces]` each. */
export interface GrooveStep {
  readonly logits: Float32Array;
  readonly velocities: Float32Array;
  /** Sixteenths. */
  readonly lateness: Float32Array;
}

/** The groove net on the processor: sixteen small products a bar. */
export class PlayedGroove implements GrooveNet {
  readonly #layers: readonly CpuLinear[];
  readonly #values: readonly Float32Array[]; // what each layer gives
  readonly #pieces: readonly DrumName[];
  readonly #styles: readonly string[];

  /** @throws InstrumentError when tensors or names are missing, or pieces are unknown */
  constructor({ tensors, metadata }: Safetensors) {
    const linear = (name: string): CpuLinear => ({
      rows: tensorOf(tensors, `${name}.weight`),
      bias: tensorOf(tensors, `${name}.bias`),
    });
    this.#layers = [linear('first'), linear('second'), linear('out')];
    this.#values = this.#layers.map(({ bias }) => new Float32Array(bias.length));
    this.#styles = (metadata.styles ?? '').split(',');
    this.#pieces = (metadata.pieces ?? '').split(',') as DrumName[];
    const unknown = this.#pieces.find((piece) => DRUM_NOTES[piece] === undefined);
    if (unknown !== undefined) damaged('name pieces of the kit', unknown);
  }

  write(wish: GrooveNetWish, before: readonly GridNote[], random: Random): readonly GridNote[] {
    const history = this.#historyOf(before);
    const notes: GridNote[] = [];
    for (let step = 0; step < STEPS_PER_BAR; step++) {
      const { logits, velocities, lateness } = this.step(wish, history, step);
      history.copyWithin(0, this.#pieces.length);
      const newest = history.length - this.#pieces.length;
      this.#pieces.forEach((piece, i) => {
        const strikes = random.unit() < sigmoid((logits[i] as number) / wish.temperature);
        const velocity = velocities[i] as number;
        history[newest + i] = strikes ? velocity : 0;
        if (!strikes || velocity < SOFTEST) return;
        const breath = random.range(-0.03, 0.03) * wish.temperature;
        const loud = Math.min(1, velocity + breath);
        notes.push(drumNote(piece, step, loud, lateness[i] as number));
      });
    }
    return notes;
  }

  /**
   * What each piece does at a sixteenth.
   * @param history velocities of the sixteen sixteenths before, the newest last `[16, pieces]`
   */
  step(wish: GrooveNetWish, history: Float32Array, step: number): GrooveStep {
    const style = this.#styles.indexOf(wish.genre);
    if (style < 0) damaged(`know the style "${wish.genre}"`, this.#styles.join());
    const x = new Float32Array(history.length + STEPS_PER_BAR + this.#styles.length + FADERS);
    x.set(history);
    x[history.length + step] = 1;
    x[history.length + STEPS_PER_BAR + style] = 1;
    x.set([wish.bar % 2, wish.density, wish.energy, wish.swing], x.length - FADERS);
    const y = this.#layers.reduce<Float32Array>((from, layer, i) => {
      const to = this.#values[i] as Float32Array;
      applyLinear(layer, from, to);
      if (i < this.#layers.length - 1) rectify(to);
      return to;
    }, x);
    const count = this.#pieces.length;
    return {
      logits: y.slice(0, count),
      velocities: y.subarray(count, 2 * count).map(sigmoid),
      lateness: y.subarray(2 * count).map((value) => LATENESS * Math.tanh(value)),
    };
  }

  #historyOf(before: readonly GridNote[]): Float32Array {
    const history = new Float32Array(STEPS_PER_BAR * this.#pieces.length);
    for (const { step, pitch, velocity } of before) {
      const piece = this.#pieces.findIndex((name) => DRUM_NOTES[name] === pitch);
      if (piece >= 0) history[Math.floor(step) * this.#pieces.length + piece] = velocity;
    }
    return history;
  }
}

/** Reads `weights.safetensors`. @throws InstrumentError when it is damaged */
export async function loadGrooveNet(file: ArrayBuffer): Promise<PlayedGroove> {
  return new PlayedGroove(await parseSafetensors(file, { file: 'The weights of the groove net' }));
}

function tensorOf(tensors: Safetensors['tensors'], name: string): Float32Array {
  const data = tensors.get(name)?.data;
  return data ? Float32Array.from(data) : damaged(`hold ${name}`, [...tensors.keys()].join());
}

function damaged(constraint: string, got: string): never {
  return fail({
    subject: 'The weights of the groove net',
    constraint,
    got,
    remedy: 'export them anew by models/groove/export.py',
  });
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
