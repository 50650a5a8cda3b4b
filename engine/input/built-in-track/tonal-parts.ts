import { bassBrightness, pluckBrightness, pluckGain } from './automation.ts';
import { type Bar, type Cue, isFull, SECONDS_PER_BEAT } from './bar.ts';
import { builtInTrack } from './form.ts';
import { BARS_PER_CHORD, chordOf } from './harmony.ts';
import * as patterns from './patterns.ts';
import { Bass } from './voices/bass.ts';
import { Bell } from './voices/bell.ts';
import { Pad } from './voices/pad.ts';
import { Pluck } from './voices/pluck.ts';

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
  if (!isFull(bar) || index < 32) return motif;
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
  if (!isFull(bar)) return [];
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

/** Bass, chords and melody, each a function from a bar to what begins in it. */
export const TONAL_PARTS: readonly ((bar: Bar) => Cue[])[] = [
  basses,
  drones,
  pads,
  bells,
  plucks,
  stabs,
];
