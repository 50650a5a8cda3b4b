import type { Seconds, Unit01 } from '../../core/units.ts';
import { DRUM_NOTES, type DrumName } from '../groove/genre.ts';
import type { MidiNote } from '../theory/scale.ts';
import { type DrumKit, pieceOfNote, renderStroke, STRIKES } from './kit.ts';
import type { InputRow } from './mixer.ts';
import type { SoundBank } from './sound-bank.ts';

const VELOCITY_CURVE = 1.5;
/** Gain of what is in the middle, as panners have it. */
const CENTRE = Math.SQRT1_2;
/** Time constant with which a closing hat ends the open one. */
const CHOKE: Seconds = 0.012;

interface Stroke {
  readonly name: DrumName;
  readonly start: Seconds;
  readonly end: Seconds;
  readonly source: AudioBufferSourceNode;
  readonly gain: GainNode;
  /** None for what is in the middle. */
  readonly pan: StereoPannerNode | null;
}

/** Plays a kit from strokes that are rendered once. */
export class DrumPlayer {
  readonly #bank: SoundBank;
  readonly #into: InputRow;
  readonly #strokes = new Set<Stroke>();
  /** The newest stroke of each input. */
  readonly #slots: (Stroke | undefined)[] = [];
  kit: DrumKit;

  /** @param into inputs, one a stroke that sounds */
  constructor(bank: SoundBank, kit: DrumKit, into: InputRow) {
    this.#bank = bank;
    this.kit = kit;
    this.#into = into;
  }

  get size(): number {
    return this.#strokes.size;
  }

  /** Strikes a piece. @returns its name, or undefined where the kit has none for the note */
  play(pitch: MidiNote, velocity: Unit01, at: Seconds): DrumName | undefined {
    const name = pieceOfNote(pitch);
    if (!name) return undefined;
    if (name === 'hat' || name === 'openHat') this.#choke(at);
    const slot = this.#slotAt(at);
    const { node: mix, first } = this.#into;
    const { context } = this.#bank;
    const buffer = this.#stroke(this.kit, name, velocity);
    const place = this.kit.pieces[name].pan ?? 0;
    const loudness = velocity ** VELOCITY_CURVE;
    const source = new AudioBufferSourceNode(context, { buffer });
    const gain = new GainNode(context, { gain: place === 0 ? loudness * CENTRE : loudness });
    const pan = place === 0 ? null : new StereoPannerNode(context, { pan: place });
    const played = source.connect(gain);
    (pan ? played.connect(pan) : played).connect(mix, 0, first + slot);
    const stroke = { name, start: at, end: at + buffer.duration, source, gain, pan };
    this.#slots[slot] = stroke;
    this.#strokes.add(stroke);
    source.start(at);
    return name;
  }

  /** Renders the strokes of a kit one by one, so that none is rendered as it is played. */
  *strokesOf(kit: DrumKit): Generator<AudioBuffer> {
    for (const name of Object.keys(DRUM_NOTES) as DrumName[]) {
      for (const strike of STRIKES) yield this.#stroke(kit, name, strike);
    }
  }

  /** Gives back the nodes of strokes that have ended, as a pool of voices does. */
  sweep(now: Seconds): void {
    for (const stroke of this.#strokes) {
      if (stroke.end > now) continue;
      for (const node of [stroke.source, stroke.gain, stroke.pan]) node?.disconnect();
      this.#strokes.delete(stroke);
    }
  }

  silence(at: Seconds): void {
    for (const stroke of this.#strokes) this.#fade(stroke, at);
  }

  #stroke({ name: kit, pieces }: DrumKit, name: DrumName, velocity: Unit01): AudioBuffer {
    const layer = STRIKES.findIndex((strike) => velocity <= strike + 0.15);
    const place = layer < 0 ? STRIKES.length - 1 : layer;
    const strike = STRIKES[place] ?? 1;
    return this.#bank.buffer(`${kit} ${name} ${place}`, (rate) =>
      renderStroke(pieces[name], { rate, strike, seed: DRUM_NOTES[name] * 8 + place }),
    );
  }

  #choke(at: Seconds): void {
    for (const stroke of this.#strokes) {
      if (stroke.name === 'openHat' && stroke.start < at) this.#fade(stroke, at);
    }
  }

  #fade({ gain, source, start }: Stroke, at: Seconds): void {
    if (at <= start) {
      source.stop(at); // what has not begun never does
      return;
    }
    gain.gain.setTargetAtTime(0, at, CHOKE);
    source.stop(at + 7 * CHOKE);
  }

  /**
   * The first input that is free then, or that of the oldest stroke, which is faded. It goes by the
   * times that are known, as the voices of a pool do.
   */
  #slotAt(at: Seconds): number {
    let oldest = 0;
    for (let slot = 0; slot < this.#into.count; slot++) {
      const stroke = this.#slots[slot];
      if (!stroke || stroke.end <= at) return slot;
      if (stroke.start < (this.#slots[oldest]?.start ?? at)) oldest = slot;
    }
    const stroke = this.#slots[oldest];
    if (stroke) this.#fade(stroke, at);
    return oldest;
  }
}
