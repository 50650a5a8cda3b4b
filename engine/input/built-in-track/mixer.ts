import type { Hertz } from '../../core/units.ts';
import { bellRoom, kickThinness, padCutoff, padGain } from './automation.ts';
import { type BusName, createKit, type Kit } from './bar.ts';
import { addStereo, clearStereo, createStereo, type Stereo } from './dsp/stereo.ts';
import { StateVariableFilter } from './dsp/svf.ts';
import { VoicePool } from './dsp/voice-pool.ts';
import { Duck } from './duck.ts';
import { Limiter } from './effects/limiter.ts';
import { PingPongDelay } from './effects/ping-pong-delay.ts';
import { Reverb } from './effects/reverb.ts';
import { beatSample, builtInTrack } from './form.ts';
import { cuesOfBar } from './score.ts';

/** A channel of the mixer: its level, and of that what the delay and the room get. */
interface Strip {
  readonly level: number;
  readonly delay: number;
  readonly room: number;
  /** How far it makes way for the kick. */
  readonly duck: number;
}

const STRIPS: Readonly<Record<BusName, Strip>> = {
  kick: { level: 0.47, delay: 0, room: 0.01, duck: 0 },
  drums: { level: 0.36, delay: 0, room: 0.08, duck: 0.15 },
  claps: { level: 1.1, delay: 0.05, room: 0.3, duck: 0 },
  bass: { level: 0.29, delay: 0, room: 0, duck: 0.8 },
  pad: { level: 0.34, delay: 0, room: 0.4, duck: 0.6 },
  bells: { level: 0.21, delay: 0.5, room: 0.5, duck: 0.2 },
  plucks: { level: 0.55, delay: 0.4, room: 0.25, duck: 0.35 },
  sweeps: { level: 0.6, delay: 0, room: 0.4, duck: 0.4 },
};

const BUSES = Object.keys(STRIPS) as BusName[];
/** Gain before the limiter, which brings the loop to -16 LUFS. */
const MASTER = 0.88;
/** Samples between two settings of a filter. */
const CONTROL = 32;
/** Under this nothing goes into the room, which would be mud there. */
const ROOM_LOW: Hertz = 220;
/** Slow waves of the pad's filter and of the room in a whole loop: whole numbers, for the seam. */
const PAD_WAVES = 8;
const ROOM_WAVES = 40;

/** Renders the track bar by bar; every voice, tail and filter goes on over the bar lines. */
export class TrackMixer {
  readonly #sampleRate: Hertz;
  readonly #kit: Kit;
  readonly #pools: Readonly<Record<BusName, VoicePool>>;
  readonly #bus: Stereo;
  readonly #delaySend: Stereo;
  readonly #roomSend: Stereo;
  readonly #master: Stereo;
  readonly #ducking: Float32Array;
  readonly #duck: Duck;
  readonly #delay: PingPongDelay;
  readonly #room: Reverb;
  readonly #limiter: Limiter;
  readonly #padFilters: readonly [StateVariableFilter, StateVariableFilter];
  readonly #kickFilter: StateVariableFilter;
  readonly #roomFilters: readonly [StateVariableFilter, StateVariableFilter];
  readonly #rumble: readonly [StateVariableFilter, StateVariableFilter];

  constructor(sampleRate: Hertz) {
    const longest = beatSample(builtInTrack.beatsPerBar, sampleRate) + 2;
    const filter = (cutoff: Hertz, q: number) => new StateVariableFilter(sampleRate, cutoff, q);
    this.#sampleRate = sampleRate;
    this.#kit = createKit(sampleRate);
    this.#pools = Object.fromEntries(BUSES.map((name) => [name, new VoicePool()])) as Record<
      BusName,
      VoicePool
    >;
    this.#bus = createStereo(longest);
    this.#delaySend = createStereo(longest);
    this.#roomSend = createStereo(longest);
    this.#master = createStereo(longest);
    this.#ducking = new Float32Array(longest);
    this.#duck = new Duck(sampleRate);
    const dottedEighth = (0.75 * 60) / builtInTrack.tempoBpm;
    this.#delay = new PingPongDelay(sampleRate, { time: dottedEighth, feedback: 0.52 });
    this.#room = new Reverb(sampleRate, { decay: 3.2, preDelay: 0.018, damping: 5200 });
    this.#limiter = new Limiter(sampleRate, { ceiling: -1.6, lookAhead: 0.0015, release: 0.12 });
    this.#padFilters = [filter(900, 0.9), filter(900, 0.9)];
    this.#kickFilter = filter(20, 0.7);
    this.#roomFilters = [filter(ROOM_LOW, 0.7), filter(ROOM_LOW, 0.7)];
    this.#rumble = [filter(24, 0.7), filter(24, 0.7)];
  }

  /** Renders `bar`; the result is valid until the next call. */
  render(bar: number): { readonly sound: Stereo; readonly count: number } {
    const start = beatSample(bar * builtInTrack.beatsPerBar, this.#sampleRate);
    const end = beatSample((bar + 1) * builtInTrack.beatsPerBar, this.#sampleRate);
    const count = end - start;
    const cues = cuesOfBar(bar, this.#kit);
    for (const { bus, voice, start: at } of cues) this.#pools[bus].play(voice, at);
    this.#duck.write(cues, this.#ducking, count);
    for (const bus of [this.#delaySend, this.#roomSend, this.#master]) clearStereo(bus);
    for (const name of BUSES) this.#mixBus(name, bar, count);
    this.#mixEffects(bar, count);
    this.#finish(count);
    return { sound: this.#master, count };
  }

  #mixBus(name: BusName, bar: number, count: number): void {
    const { level, delay, room, duck } = STRIPS[name];
    clearStereo(this.#bus);
    this.#pools[name].render(this.#bus, count);
    if (name === 'pad') this.#filterPad(bar, count);
    if (name === 'kick') this.#filterKick(bar, count);
    if (duck > 0) this.#makeWay(duck, count);
    addStereo(this.#master, this.#bus, level, count);
    if (delay > 0) addStereo(this.#delaySend, this.#bus, level * delay, count);
    const wet = name === 'bells' ? room * 2 * bellRoom(bar) : room;
    if (wet > 0) addStereo(this.#roomSend, this.#bus, level * wet, count);
  }

  #filterPad(bar: number, count: number): void {
    const [a, b] = this.#padFilters;
    const { left, right } = this.#bus;
    let gain = 1;
    for (let i = 0; i < count; i++) {
      if (i % CONTROL === 0) {
        const at = bar + i / count;
        const wave = (2 * Math.PI * PAD_WAVES * at) / builtInTrack.bars;
        a.tune(padCutoff(at) * (1 + 0.32 * Math.sin(wave)), 0.9);
        b.tune(padCutoff(at) * (1 + 0.32 * Math.sin(wave + 1.1)), 0.9);
        gain = padGain(at);
      }
      left[i] = gain * a.lowpass(left[i] as number);
      right[i] = gain * b.lowpass(right[i] as number);
    }
  }

  #filterKick(bar: number, count: number): void {
    const { left, right } = this.#bus;
    for (let i = 0; i < count; i++) {
      if (i % CONTROL === 0) this.#kickFilter.tune(kickThinness(bar + i / count), 0.7);
      const sample = this.#kickFilter.highpass(left[i] as number);
      left[i] = sample;
      right[i] = sample;
    }
  }

  #makeWay(depth: number, count: number): void {
    const { left, right } = this.#bus;
    for (let i = 0; i < count; i++) {
      const gain = 1 - depth * (this.#ducking[i] as number);
      left[i] = (left[i] as number) * gain;
      right[i] = (right[i] as number) * gain;
    }
  }

  #mixEffects(bar: number, count: number): void {
    this.#delay.process(this.#delaySend, count);
    addStereo(this.#master, this.#delaySend, 1, count);
    addStereo(this.#roomSend, this.#delaySend, 0.3, count);
    highpass(this.#roomSend, this.#roomFilters, count);
    const wave = (at: number) => (ROOM_WAVES * at) / builtInTrack.bars;
    this.#room.process(this.#roomSend, count, [wave(bar), wave(bar + 1)]);
    addStereo(this.#master, this.#roomSend, 1, count);
  }

  #finish(count: number): void {
    highpass(this.#master, this.#rumble, count);
    const { left, right } = this.#master;
    for (let i = 0; i < count; i++) {
      left[i] = MASTER * (left[i] as number);
      right[i] = MASTER * (right[i] as number);
    }
    this.#limiter.process(this.#master, count);
  }
}

/** Filters the first `count` samples of `bus` in place. */
function highpass(
  { left, right }: Stereo,
  [a, b]: readonly [StateVariableFilter, StateVariableFilter],
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    left[i] = a.highpass(left[i] as number);
    right[i] = b.highpass(right[i] as number);
  }
}
