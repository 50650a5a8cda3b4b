import './quiet-tone.ts';
import { connect, Gain } from 'tone/build/esm/classes.js';
import type { Beats, Bpm, Decibels, Hertz, Seconds, Unit01 } from '../../core/units.ts';
import { PART_NAMES, type PartName } from '../note.ts';
import { GuestContext } from './guest-context.ts';
import type { SoundControls } from './sound-controls.ts';

/** How a part stands in the mix. */
interface StripShape {
  readonly level: Decibels;
  /** What is below has no place in this part. */
  readonly highPass: Hertz | null;
  readonly reverb: Decibels | null;
  readonly delay: Decibels | null;
  /** Share of the sidechain's depth by which the kick turns it down. */
  readonly ducked: Unit01;
  readonly isChorused?: boolean;
  /** Peaks are bent towards this, so that strokes do not stand out of the mix by 20 dB. */
  readonly bentTowards?: Decibels;
}

/** A gain-staged mix: drums and bass in front, pads wide and behind. */
const STRIPS: Readonly<Record<PartName, StripShape>> = {
  drums: { level: 2.2, highPass: null, reverb: -27, delay: null, ducked: 0, bentTowards: -7.5 },
  bass: { level: -0.5, highPass: 32, reverb: null, delay: null, ducked: 0.85 },
  chords: { level: -5.5, highPass: 150, reverb: -15, delay: null, ducked: 0.7 },
  pad: { level: -9, highPass: 180, reverb: -11, delay: null, ducked: 1, isChorused: true },
  arpeggio: { level: -8, highPass: 220, reverb: -14, delay: -11, ducked: 0.45 },
  melody: { level: -3.5, highPass: 200, reverb: -13, delay: -13, ducked: 0.3 },
};

/** Inputs of a mix: the parts in their order, then the room and the echoes. */
export const MIX_INPUTS = PART_NAMES.length + 2;
const ROOM_INPUT = PART_NAMES.length;
const ECHO_INPUT = PART_NAMES.length + 1;
/** Brings the room up to the level of what goes in. */
const ROOM_GAIN: Decibels = 6;
/** A dotted eighth. */
const ECHO: Beats = 0.75;
/** Points of the curve that bends peaks; odd, so that silence is one of them. */
const CURVE_POINTS = 1025;
/** How the kick turns parts down, and how they come back. */
const DUCK = { down: 0.004, hold: 0.05, up: 0.075 } as const;
const CHORUS = { hertz: 0.43, depth: 0.0016, wet: 0.5, delays: [0.011, 0.0145] } as const;
/** Within this time faders are followed. */
const FADER: Seconds = 0.03;

const gainOf = (decibels: Decibels) => 10 ** (decibels / 20);

interface Strip {
  readonly shape: StripShape;
  /** Where voices play into. */
  readonly input: GainNode;
  readonly fader: GainNode;
  readonly duck: GainNode;
}

/** A send that the faders `reverb` and `delay` turn: half-way it is as the strips have it. */
const sendGain = (fader: Unit01) => (2 * fader) ** 1.5;

/**
 * The parts in one mix: faders, sidechain, one room and one delay for all of them. Built of
 * Tone.js on a context of its own, so that several can live side by side.
 */
export class Mixer {
  readonly #output: AudioNode;
  readonly #context: BaseAudioContext;
  readonly #tone: GuestContext;
  readonly #strips: Readonly<Record<PartName, Strip>>;
  readonly #room: AudioWorkletNode;
  readonly #roomLevel: Gain;
  readonly #echo: AudioWorkletNode;
  readonly #echoSend: AudioParam;
  readonly #echoTime: AudioParam;
  readonly #disposables: { dispose(): unknown }[] = [];
  readonly #turned = new Map<AudioParam, number>();
  #sidechain: Unit01 = 0;
  #tempo: Bpm = 0;

  /** @param output a node with {@link MIX_INPUTS} inputs, which adds them in their order */
  constructor(context: BaseAudioContext, output: AudioNode) {
    this.#context = context;
    this.#tone = new GuestContext({
      context: context as AudioContext,
      clockSource: 'offline',
      lookAhead: 0,
      updateInterval: 1,
    });
    this.#output = output;
    const { room, level } = this.#createRoom();
    this.#room = room;
    this.#roomLevel = level;
    this.#echo = this.#createEcho();
    this.#echoSend = this.#echo.parameters.get('send') as AudioParam;
    this.#echoTime = this.#echo.parameters.get('time') as AudioParam;
    this.#strips = Object.fromEntries(
      PART_NAMES.map((part, i) => [part, this.#createStrip(STRIPS[part], i)]),
    ) as Record<PartName, Strip>;
  }

  /** Where a part's voices play into. */
  inputOf(part: PartName): AudioNode {
    return this.#strips[part].input;
  }

  /** A part as it goes into the mix, without room and echoes; for stems. */
  stemOf(part: PartName): AudioNode {
    return this.#strips[part].duck;
  }

  /** Brings the faders to where they stand. */
  set(controls: SoundControls, tempoBpm: Bpm, at: Seconds): void {
    for (const part of PART_NAMES) {
      const { level, isHeard } = controls.parts[part];
      // The fader's usual place, 0.8, is unity.
      const gain = isHeard ? (level / 0.8) ** 2 : 0;
      this.#turn(this.#strips[part].fader.gain, gain, at);
    }
    const roomGain = gainOf(ROOM_GAIN) * sendGain(controls.reverb);
    this.#turn((this.#roomLevel.input as GainNode).gain, roomGain, at);
    this.#turn(this.#echoSend, sendGain(controls.delay), at);
    this.#sidechain = controls.sidechain;
    if (tempoBpm === this.#tempo) return;
    const time = Math.min(this.#echoTime.maxValue, (ECHO * 60) / tempoBpm);
    // A first tempo is there at once; later ones bend the echoes.
    if (this.#tempo === 0) this.#echoTime.setValueAtTime(time, at);
    else this.#echoTime.setTargetAtTime(time, at, 0.1);
    this.#tempo = tempoBpm;
  }

  /** The kick makes room. */
  duck(at: Seconds, velocity: Unit01): void {
    for (const part of PART_NAMES) {
      const { shape, duck } = this.#strips[part];
      const depth = this.#sidechain * shape.ducked * velocity;
      if (depth <= 0) continue;
      duck.gain.setTargetAtTime(1 - depth, at, DUCK.down);
      duck.gain.setTargetAtTime(1, at + DUCK.hold, DUCK.up);
    }
  }

  dispose(): void {
    for (const one of this.#disposables) one.dispose();
    for (const { input, fader, duck } of Object.values(this.#strips)) {
      for (const node of [input, fader, duck]) node.disconnect();
    }
    this.#tone.dispose();
  }

  /** Turns a gain, if it does not stand there already: each turn is kept by the browser. */
  #turn(param: AudioParam, gain: number, at: Seconds): void {
    if (this.#turned.get(param) === gain) return;
    const isFirst = !this.#turned.has(param);
    this.#turned.set(param, gain);
    if (isFirst) param.setValueAtTime(gain, at);
    else param.setTargetAtTime(gain, at, FADER / 3);
  }

  #keep<T extends { dispose(): unknown }>(node: T): T {
    this.#disposables.push(node);
    return node;
  }

  #createRoom(): { room: AudioWorkletNode; level: Gain } {
    // The parts, and their echoes.
    const room = this.#createProcessor('phosphene-room', PART_NAMES.length + 1);
    const level = this.#keep(new Gain({ context: this.#tone, gain: 1 }));
    connect(room, level);
    connect(level, this.#output, 0, ROOM_INPUT);
    return { room, level };
  }

  #createEcho(): AudioWorkletNode {
    const echo = this.#createProcessor('phosphene-echo', PART_NAMES.length);
    echo.connect(this.#output, 0, ECHO_INPUT);
    echo.connect(this.#room, 0, PART_NAMES.length);
    return echo;
  }

  #createProcessor(name: string, numberOfInputs: number): AudioWorkletNode {
    const node = new AudioWorkletNode(this.#context, name, {
      numberOfInputs,
      outputChannelCount: [2],
    });
    this.#disposables.push({ dispose: () => node.port.postMessage('end') });
    return node;
  }

  #createStrip(shape: StripShape, place: number): Strip {
    const { level, highPass, reverb, delay, isChorused, bentTowards } = shape;
    const context = this.#context;
    const input = new GainNode(context, { gain: gainOf(level) });
    const fader = new GainNode(context, { gain: 1 });
    const duck = new GainNode(context, { gain: 1 });
    let last: AudioNode = input;
    if (highPass !== null) {
      const filter = new BiquadFilterNode(context, { type: 'highpass', frequency: highPass, Q: 0 });
      last = last.connect(filter);
    }
    if (isChorused) last = this.#chorus(last);
    if (bentTowards !== undefined) last = last.connect(this.#bend(bentTowards));
    last.connect(fader).connect(duck).connect(this.#output, 0, place);
    if (reverb !== null) connect(this.#send(duck, reverb), this.#room, 0, place);
    if (delay !== null) connect(this.#send(duck, delay), this.#echo, 0, place);
    return { shape, input, fader, duck };
  }

  /** A curve that is straight in the quiet and comes to rest at `top`. */
  #bend(top: Decibels): WaveShaperNode {
    const knee = gainOf(top);
    const curve = Float32Array.from({ length: CURVE_POINTS }, (_, i) => {
      const x = (2 * i) / (CURVE_POINTS - 1) - 1;
      return knee * Math.tanh(x / knee);
    });
    // Oversampling would make the drums late.
    return new WaveShaperNode(this.#context, { curve, oversample: 'none' });
  }

  #send(from: AudioNode, level: Decibels): Gain {
    const send = this.#keep(new Gain({ context: this.#tone, gain: gainOf(level) }));
    connect(from, send);
    return send;
  }

  /** Two delays that sway against each other, one a side, beside the sound itself. */
  #chorus(from: AudioNode): AudioNode {
    const context = this.#context;
    const after = new GainNode(context);
    const sides = new ChannelMergerNode(context, { numberOfInputs: 2 });
    const wet = new GainNode(context, { gain: CHORUS.wet });
    from.connect(after);
    CHORUS.delays.forEach((delayTime, side) => {
      const delay = new DelayNode(context, { delayTime, maxDelayTime: 0.05 });
      const sway = new OscillatorNode(context, { frequency: CHORUS.hertz * (1 + side / 7) });
      const depth = new GainNode(context, { gain: CHORUS.depth });
      sway.connect(depth).connect(delay.delayTime);
      sway.start();
      this.#disposables.push({ dispose: () => sway.stop() });
      from.connect(delay).connect(sides, 0, side);
    });
    sides.connect(wet).connect(after);
    return after;
  }
}
