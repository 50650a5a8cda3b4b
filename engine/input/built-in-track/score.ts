import type { Hertz } from '../../core/units.ts';
import { bassBrightness, pluckBrightness, pluckGain } from './automation.ts';
import type { Voice } from './dsp/voice-pool.ts';
import { beatSample, builtInTrack, sectionOf, type TrackSection } from './form.ts';
import { BARS_PER_CHORD, chordOf } from './harmony.ts';
import * as patterns from './patterns.ts';
import { Bass } from './voices/bass.ts';
import { Bell } from './voices/bell.ts';
import { Blip } from './voices/blip.ts';
import { Clap } from './voices/clap.ts';
import { createMetal, Hat } from './voices/hat.ts';
import { Kick } from './voices/kick.ts';
import { Pad } from './voices/pad.ts';
import { Pluck } from './voices/pluck.ts';
import { Sweep } from './voices/sweep.ts';

/** The buses that voices play into. */
export type BusName = 'kick' | 'drums' | 'claps' | 'bass' | 'pad' | 'bells' | 'plucks' | 'sweeps';

/** A voice that begins in a bar. */
export interface Cue {
  readonly bus: BusName;
  /** Samples after the beginning of the bar. */
  readonly start: number;
  readonly voice: Voice;
}

/** What the voices of all bars share. */
export interface Kit {
  readonly sampleRate: Hertz;
  readonly hatMetal: Float32Array;
  readonly shakerMetal: Float32Array;
}

/** The kit for a sample rate. */
export function createKit(sampleRate: Hertz): Kit {
  const metal = (cutoff: Hertz) => createMetal(sampleRate, cutoff);
  return { sampleRate, hatMetal: metal(7600), shakerMetal: metal(4200) };
}

/** A bar to be filled. */
interface Bar {
  readonly kit: Kit;
  readonly index: number;
  readonly section: TrackSection['name'];
  readonly sampleRate: Hertz;
  /** Samples from the bar's beginning to `beat` of it. */
  at(beat: number): number;
  /** The same for a sixteenth, the odd ones a little late. */
  step(sixteenth: number): number;
  /** A number that is this event's own. */
  seed(event: number): number;
}

/** Lateness of every second sixteenth, as a share of a sixteenth. */
const SWING = 0.09;
const SECONDS_PER_BEAT = 60 / builtInTrack.tempoBpm;

function barAt(index: number, kit: Kit): Bar {
  const { sampleRate } = kit;
  const first = index * builtInTrack.beatsPerBar;
  const start = beatSample(first, sampleRate);
  const at = (beat: number) => beatSample(first + beat, sampleRate) - start;
  return {
    kit,
    index,
    section: sectionOf(index),
    sampleRate,
    at,
    step: (sixteenth) => at((sixteenth + (sixteenth % 2 === 1 ? SWING : 0)) / 4),
    seed: (event) => index * 997 + event,
  };
}

const lastOfPhrase = (index: number) => index % 8 === 7;
const full = ({ section }: Bar) => section === 'drop' || section === 'return';

function kicks(bar: Bar): Cue[] {
  const { section, index, sampleRate, step, seed } = bar;
  if (section === 'breakdown' && index > 40) return [];
  const filled = lastOfPhrase(index) && section !== 'build';
  const strokes = filled ? patterns.KICK_FILL : patterns.KICK;
  const shown = index === 23 ? strokes.slice(0, 2) : index === 40 ? strokes.slice(0, 1) : strokes;
  const gain = section === 'intro' || section === 'turn' ? 0.74 : section === 'groove' ? 0.9 : 1;
  return shown.map(([at, velocity]) => ({
    bus: 'kick',
    start: step(at),
    voice: new Kick(sampleRate, gain * velocity, seed(at)),
  }));
}

function hats(bar: Bar): Cue[] {
  const { section, index, sampleRate, step, seed, kit } = bar;
  if (section === 'breakdown' && index < 44) return [];
  const open = full(bar);
  const strokes = open ? patterns.OPEN_HAT : patterns.SOFT_HAT;
  const gain = section === 'breakdown' ? 0.45 : section === 'intro' ? 0.8 : 0.9;
  const stroke = { pan: 0.18, attack: 0.0004 };
  const decay = (at: number) => (open ? 0.085 : at % 4 === 2 ? 0.035 : 0.018);
  return strokes.map(([at, velocity]) => ({
    bus: 'drums',
    start: step(at),
    voice: new Hat(
      sampleRate,
      kit.hatMetal,
      { ...stroke, velocity: gain * velocity, decay: decay(at) },
      seed(100 + at),
    ),
  }));
}

function shakers(bar: Bar): Cue[] {
  const { section, index, sampleRate, step, seed, kit } = bar;
  if (section === 'breakdown' || index < 4) return [];
  const gain = full(bar) ? 0.42 : section === 'intro' || section === 'turn' ? 0.2 : 0.3;
  const stroke = { pan: -0.35, attack: 0.012, decay: 0.03 };
  return patterns.SHAKER.map(([at, velocity]) => ({
    bus: 'drums',
    start: step(at),
    voice: new Hat(
      sampleRate,
      kit.shakerMetal,
      { ...stroke, velocity: gain * velocity },
      seed(200 + at),
    ),
  }));
}

function claps(bar: Bar): Cue[] {
  const { section, index, sampleRate, step, seed } = bar;
  if (section === 'intro' || section === 'breakdown') return rolls(bar);
  const gain = full(bar) ? 1 : 0.7;
  const struck = patterns.CLAP.filter(() => index !== 23);
  const cues: Cue[] = struck.map(([at, velocity]) => ({
    bus: 'claps',
    start: step(at),
    voice: new Clap(sampleRate, gain * velocity, seed(300 + at)),
  }));
  return [...cues, ...rolls(bar)];
}

function rolls({ index, sampleRate, step, seed }: Bar): Cue[] {
  if (index !== 22 && index !== 23 && index !== 47) return [];
  const gain = index === 22 ? 0.5 : 1;
  return patterns.ROLL.map(([at, velocity]) => ({
    bus: 'claps',
    start: step(at),
    voice: new Clap(sampleRate, gain * velocity, seed(400 + at)),
  }));
}

function woods(bar: Bar): Cue[] {
  const { section, index, sampleRate, step } = bar;
  if (section === 'breakdown' || index < 2) return [];
  const gain = section === 'intro' || section === 'turn' ? 0.6 : 0.85;
  return patterns.WOOD.map(([at, velocity], k) => ({
    bus: 'plucks',
    start: step(at),
    voice: new Blip(
      sampleRate,
      [587, 440, 659, 523, 392][k % 5] ?? 440,
      0.34 * gain * velocity,
      k % 2 === 0 ? -0.55 : 0.55,
    ),
  }));
}

function basses(bar: Bar): Cue[] {
  const { section, index, sampleRate, step } = bar;
  if (section === 'breakdown') return [];
  const long = section === 'intro' || section === 'turn';
  const strokes = long ? patterns.BASS_LONG : (patterns.BASS[index % 2] ?? []);
  const { root } = chordOf(index);
  const brightness = bassBrightness(index);
  return strokes.map(([at, up, velocity, length]) => ({
    bus: 'bass',
    start: step(at),
    voice: new Bass(sampleRate, {
      note: root + up,
      velocity,
      length: (length / 4) * SECONDS_PER_BEAT,
      brightness,
    }),
  }));
}

/** In the breakdown the bass only holds its roots, deep and soft. */
function drones({ section, index, sampleRate }: Bar): Cue[] {
  if (section !== 'breakdown' || index % BARS_PER_CHORD !== 0) return [];
  const note = chordOf(index).root + 12;
  const length = BARS_PER_CHORD * 4 * SECONDS_PER_BEAT - 0.1;
  const voice = new Bass(sampleRate, { note, velocity: 0.2, length, brightness: 160 });
  return [{ bus: 'bass', start: 0, voice }];
}

function pads({ index, sampleRate, seed }: Bar): Cue[] {
  if (index % BARS_PER_CHORD !== 0) return [];
  const length = BARS_PER_CHORD * 4 * SECONDS_PER_BEAT;
  return chordOf(index).notes.map((note, k) => ({
    bus: 'pad',
    start: 0,
    voice: new Pad(sampleRate, note, 0.1, length, seed(500 + k)),
  }));
}

function bells(bar: Bar): Cue[] {
  const { section, index } = bar;
  if (section === 'intro' || section === 'breakdown' || section === 'turn') {
    return bellsOf(bar, patterns.MOTIF_SPARSE, { gain: 1, up: 0, spread: 0.3 });
  }
  const gain = section === 'groove' ? 0.75 : section === 'build' ? 0.85 : 1;
  const motif = bellsOf(bar, patterns.MOTIF, { gain, up: 0, spread: 0.3 });
  if (!full(bar) || index < 32) return motif;
  // The second half of a drop answers an octave higher, at the sides.
  return [...motif, ...bellsOf(bar, patterns.MOTIF_SPARSE, { gain: 0.4, up: 12, spread: 0.8 })];
}

/** The notes of a melody of eight bars that fall into `bar`. */
function bellsOf(
  { index, sampleRate, at }: Bar,
  melody: readonly patterns.MelodyNote[],
  { gain, up, spread }: { gain: number; up: number; spread: number },
): Cue[] {
  const first = (index % 8) * builtInTrack.beatsPerBar;
  return melody
    .filter(([beat]) => beat >= first && beat < first + builtInTrack.beatsPerBar)
    .map(([beat, pitch, velocity], k) => {
      const note = pitch - 12 + up;
      const bell = { note, velocity: gain * velocity, pan: k % 2 === 0 ? -spread : spread };
      return { bus: 'bells', start: at(beat - first), voice: new Bell(sampleRate, bell) };
    });
}

function plucks({ index, sampleRate, step }: Bar): Cue[] {
  const gain = pluckGain(index);
  if (gain <= 0.02) return [];
  const { notes } = chordOf(index);
  return patterns.ARPEGGIO.map((choice, at) => ({
    bus: 'plucks',
    start: step(at),
    voice: new Pluck(sampleRate, {
      note: (notes[choice % 4] ?? 60) + 12 * Math.floor(choice / 4),
      velocity: gain * (at % 4 === 2 ? 0.5 : 0.36),
      pan: 0.7 * Math.sin((2 * Math.PI * (index * 16 + at)) / 12),
      brightness: pluckBrightness(index + at / 16),
      decay: 0.11,
    }),
  }));
}

function stabs(bar: Bar): Cue[] {
  if (!full(bar)) return [];
  const { index, sampleRate, step } = bar;
  const { notes } = chordOf(index);
  return patterns.STAB.flatMap(([at, velocity]) =>
    notes.map((note, k): Cue => {
      const pan = 0.8 * ((2 * k) / (notes.length - 1) - 1);
      const brightness = 1.6 * pluckBrightness(index);
      const voice = { note, velocity: 0.3 * velocity, pan, brightness, decay: 0.17 };
      return { bus: 'plucks', start: step(at), voice: new Pluck(sampleRate, voice) };
    }),
  );
}

/** Risers into the drops, falls out of them, and a soft breath at each new phrase. */
function sweeps({ index, sampleRate, seed }: Bar): Cue[] {
  const bars = (count: number) => count * 4 * SECONDS_PER_BEAT;
  const cue = (length: number, from: Hertz, to: Hertz, gain: number, event: number): Cue => {
    const shape = { length: bars(length), from, to, gain };
    return { bus: 'sweeps', start: 0, voice: new Sweep(sampleRate, shape, seed(event)) };
  };
  if (index === 20 || index === 44) return [cue(4, 300, 7000, 0.5, 600)];
  if (index === 24 || index === 40 || index === 48) return [cue(2, 6000, 200, 0.4, 601)];
  if (index % 8 === 7) return [cue(1, 900, 5000, 0.16, 602)];
  if (index % 8 === 0) return [cue(1, 5000, 400, 0.14, 603)];
  return [];
}

const PARTS = [
  kicks,
  hats,
  shakers,
  claps,
  woods,
  basses,
  drones,
  pads,
  bells,
  plucks,
  stabs,
  sweeps,
] as const;

/** Everything that begins in `bar`, from 0 to 63. The same bar gives the same cues always. */
export function cuesOfBar(bar: number, kit: Kit): Cue[] {
  const filling = barAt(bar, kit);
  return PARTS.flatMap((part) => part(filling));
}
