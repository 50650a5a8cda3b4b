import type { Hertz, Seconds, Unit01 } from '../../core/units.ts';
import type { MidiNote } from '../theory/scale.ts';
import type { SoundBank } from './sound-bank.ts';

/** How a voice swells and dies away. Times are those in which it comes within 5 % of its goal. */
export interface Envelope {
  readonly attack: Seconds;
  readonly decay: Seconds;
  readonly sustain: Unit01;
  readonly release: Seconds;
}

/** A note that begins to sound. */
export interface VoiceNote {
  readonly start: Seconds;
  /** When it is let go; null for a key that is still held. */
  readonly end: Seconds | null;
  readonly pitch: MidiNote;
  readonly hertz: Hertz;
  readonly velocity: Unit01;
}

/**
 * What is heard of a voice. More than two nodes into one input are not added in the same order every
 * time.
 */
export type VoiceOutput = AudioNode | readonly [AudioNode, AudioNode];

/** Time constants in the time that an envelope names. */
const CONSTANTS = 3;
/** Time constant with which a voice is cut off for another. */
const CUT: Seconds = 0.003;
/** Time constants after which a voice is silent: 52 dB down. */
const SILENT = 6;
/** How loud velocities are. */
const VELOCITY_CURVE = 1.4;

/** Frequency of a note in equal temperament over A4 = 440 Hz. */
export function hertzOf(pitch: MidiNote): Hertz {
  return 440 * 2 ** ((pitch - 69) / 12);
}

/**
 * One note as it sounds: it makes its nodes, and gives all of them back at its end. Voices
 * are of the browser's own nodes, since those that wrap them keep signals running between notes.
 */
export class Voice {
  readonly note: VoiceNote;
  readonly bank: SoundBank;
  readonly #amplitude: GainNode;
  readonly #nodes: AudioNode[] = [];
  readonly #sources: AudioScheduledSourceNode[] = [];
  readonly #envelope: Envelope;
  #stop = Number.POSITIVE_INFINITY;
  /** When the buffer has been played that the voice began with; it ends then at the latest. */
  #played = Number.POSITIVE_INFINITY;

  /** @param into the input of a node that it sounds into */
  constructor(
    bank: SoundBank,
    note: VoiceNote,
    envelope: Envelope,
    into: { readonly node: AudioNode; readonly input: number },
  ) {
    this.bank = bank;
    this.note = note;
    this.#envelope = envelope;
    this.#amplitude = new GainNode(bank.context, { gain: 0 });
    this.#amplitude.connect(into.node, 0, into.input);
  }

  /** When the last sample of it sounds, as far as is known. */
  get stop(): Seconds {
    return Math.min(this.#stop, this.#played);
  }

  /** An oscillator that begins with the note. */
  oscillator(wave: OscillatorType | PeriodicWave, hertz: Hertz, cents = 0): OscillatorNode {
    const shape = wave instanceof PeriodicWave ? { periodicWave: wave } : ({ type: wave } as const);
    const node = new OscillatorNode(this.bank.context, {
      ...shape,
      frequency: hertz,
      detune: cents,
    });
    return this.#source(node);
  }

  /** A buffer that begins with the note. */
  sample(buffer: AudioBuffer, options: { readonly rate?: number; readonly loop?: boolean } = {}) {
    const { rate = 1, loop = false } = options;
    const node = new AudioBufferSourceNode(this.bank.context, { buffer, playbackRate: rate, loop });
    const isFirst = this.#sources.length === 0;
    if (isFirst && !loop) this.#played = this.note.start + buffer.duration / rate;
    return this.#source(node);
  }

  gain(gain: number): GainNode {
    return this.#keep(new GainNode(this.bank.context, { gain }));
  }

  /** A filter whose frequency is set once a block, which costs a fraction. */
  filter(type: BiquadFilterType, frequency: Hertz, q = 0): BiquadFilterNode {
    const node = new BiquadFilterNode(this.bank.context, { type, frequency, Q: q });
    node.frequency.automationRate = 'k-rate';
    return this.#keep(node);
  }

  pan(place: number): StereoPannerNode {
    return this.#keep(new StereoPannerNode(this.bank.context, { pan: place }));
  }

  /** One signal on the left, another on the right: for less than two nodes that pan. */
  sides(left: AudioNode, right: AudioNode): AudioNode {
    const node = new ChannelMergerNode(this.bank.context, { numberOfInputs: 2 });
    left.connect(node, 0, 0);
    right.connect(node, 0, 1);
    return this.#keep(node);
  }

  /** Lets tones sway by so many cents, more and more within about `time`; followed once a block. */
  vibrato(
    {
      hertz,
      cents,
      time,
    }: { readonly hertz: Hertz; readonly cents: number; readonly time: Seconds },
    ...tones: readonly OscillatorNode[]
  ): void {
    const depth = this.gain(0);
    this.fall(depth.gain, 0, cents, time);
    this.oscillator('sine', hertz).connect(depth);
    for (const { detune } of tones) {
      detune.automationRate = 'k-rate';
      depth.connect(detune);
    }
  }

  /** Moves a value from one to another as the note goes on, within about `time`. */
  fall(param: AudioParam, from: number, to: number, time: Seconds): void {
    param.setValueAtTime(from, this.note.start);
    param.setTargetAtTime(to, this.note.start, time / CONSTANTS);
  }

  /** The note's sound is `output`: begins it. */
  begin(output: VoiceOutput): void {
    const { start, end, velocity } = this.note;
    const { attack, decay, sustain } = this.#envelope;
    const { gain } = this.#amplitude;
    const peak = velocity ** VELOCITY_CURVE;
    for (const node of output instanceof AudioNode ? [output] : output) {
      node.connect(this.#amplitude);
    }
    gain.setValueAtTime(0, start);
    gain.setTargetAtTime(peak, start, attack / CONSTANTS);
    const isShort = end !== null && end <= start + attack;
    if (!isShort) gain.setTargetAtTime(peak * sustain, start + attack, decay / CONSTANTS);
    for (const source of this.#sources) source.start(start);
    if (end !== null) this.#fadeFrom(end, this.#envelope.release / CONSTANTS);
  }

  /** Lets a held key go. */
  release(at: Seconds): void {
    if (at >= this.stop) return;
    this.#amplitude.gain.cancelScheduledValues(at);
    this.#fadeFrom(at, this.#envelope.release / CONSTANTS);
  }

  /** Ends it at once, without a click. */
  cut(at: Seconds): void {
    if (at + SILENT * CUT >= this.stop) return;
    this.#amplitude.gain.cancelScheduledValues(at);
    if (at > this.note.start) this.#fadeFrom(at, CUT);
    else this.#stopAt(at); // what has not begun never does
  }

  /** Gives the nodes back, once it has ended. */
  dispose(): void {
    // A buffer may end before the key is let go, and others would sound on unheard.
    for (const source of this.#sources) source.stop();
    for (const node of this.#nodes) node.disconnect();
    this.#amplitude.disconnect();
  }

  #fadeFrom(at: Seconds, constant: Seconds): void {
    this.#amplitude.gain.setTargetAtTime(0, at, constant);
    const stop = at + SILENT * constant;
    // What rings on in filters is cut off then, and not whenever the nodes are given back.
    this.#amplitude.gain.setValueAtTime(0, stop);
    this.#stopAt(stop);
  }

  #stopAt(at: Seconds): void {
    this.#stop = at;
    for (const source of this.#sources) source.stop(at);
  }

  #source<S extends AudioScheduledSourceNode>(node: S): S {
    this.#sources.push(node);
    return this.#keep(node);
  }

  #keep<N extends AudioNode>(node: N): N {
    this.#nodes.push(node);
    return node;
  }
}
