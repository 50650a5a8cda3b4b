import { type Bar, type Cue, isFull } from './bar.ts';
import * as patterns from './patterns.ts';
import { Blip } from './voices/blip.ts';
import { Clap } from './voices/clap.ts';
import { Hat } from './voices/hat.ts';
import { Kick } from './voices/kick.ts';

const lastOfPhrase = (index: number) => index % 8 === 7;

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
  const open = isFull(bar);
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
  const gain = isFull(bar) ? 0.42 : section === 'intro' || section === 'turn' ? 0.2 : 0.3;
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
  const gain = isFull(bar) ? 1 : 0.7;
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

/** The drums, each a function from a bar to what begins in it. */
export const DRUM_PARTS: readonly ((bar: Bar) => Cue[])[] = [kicks, hats, shakers, claps, woods];
