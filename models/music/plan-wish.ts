import { clamp } from '../../engine/core/numeric.ts';
import type { BarPlan } from '../../engine/music/bar-plan.ts';
import { type Chord, isMinor } from '../../engine/music/theory/chord.ts';
import { MODES, pitchClass } from '../../engine/music/theory/scale.ts';
import type { BarWish } from './bar-wish.ts';

/** Levels that the net knows of density and of height. */
const LEVELS = 4;

/**
 * What a plan asks of the net: density from its fader, height from brightness and tension. Modes
 * become the major or minor that their third is of; the scale itself bounds what is drawn.
 * @param before the plan of the bar before, if the net wrote one
 */
export function wishOf(plan: BarPlan, before: BarPlan | undefined): BarWish {
  const { scale, chord, controls, tension, barInPhrase, index } = plan;
  const follows =
    before?.index === index - 1 &&
    before.scale.tonic === scale.tonic &&
    before.scale.mode === scale.mode &&
    before.controls.seed === controls.seed;
  const classes = MODES[scale.mode].map((tone) => pitchClass(scale.tonic + tone));
  return {
    fresh: !follows,
    tonic: scale.tonic,
    minor: isMinor(scale),
    root: chord.root,
    triad: triadOf(chord),
    density: levelOf(controls.density),
    height: levelOf(0.7 * controls.brightness + 0.3 * tension),
    barInPhrase,
    scale: [...new Set([...classes, ...chord.tones])],
    chord: chord.tones,
    temperature: controls.temperature,
    seed: controls.seed * 7919 + index,
  };
}

function levelOf(value: number): number {
  return clamp(Math.floor(value * LEVELS), 0, LEVELS - 1);
}

/** The triad of the net that is nearest: a suspended fourth counts as major, a raised fifth too. */
function triadOf({ root, tones }: Chord): BarWish['triad'] {
  const third = pitchClass((tones[1] ?? root) - root);
  const fifth = pitchClass((tones[2] ?? root) - root);
  if (third !== 3) return 'major';
  return fifth === 6 ? 'diminished' : 'minor';
}
