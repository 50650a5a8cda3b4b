import { modulo } from '../../../core/numeric.ts';
import type { Seconds, Unit01 } from '../../../core/units.ts';
import type { FeatureSetting, SharedAnalysis } from '../feature.ts';
import { createBarPointer } from './bar-pointer.ts';
import { createBeatHearing } from './beat-activation.ts';

/** Where the music is in its beats and bars, as it sounds now. */
export interface BeatTracker extends SharedAnalysis {
  /** Length of a beat. */
  readonly period: Seconds;
  /** Share of the beat that has gone by. */
  readonly phase: Unit01;
  readonly confidence: Unit01;
  /** Beats so far. */
  readonly count: number;
  /** Number in the bar of the newest beat, from 1. */
  readonly number: number;
  readonly beatsPerBar: number;
  readonly barConfidence: Unit01;
}

/** A beat may follow another after this share of a period. */
const REFRACTORY = 0.55;
/** Share of the distance to the believed phase that is closed a frame: a jump would be seen. */
const PULL = 0.35;
/** Further apart than this the phase is taken over at once. */
const LOST = 0.25;
/** Silence for this long and the next music begins anew. */
const FORGET_AFTER: Seconds = 4;
const AUDIBLE = 1e-3;
const DECIDED = 0.15;

const wrap = (phase: number) => phase - Math.round(phase);

/** Tracks beats and bars on the activations, with the phase brought forward to what sounds now. */
export function createBeatTracker(setting: FeatureSetting): BeatTracker {
  const hearing = setting.share(createBeatHearing);
  const { step, delay } = hearing;
  const hop = setting.format.hopLength / setting.format.sampleRate;
  const pointer = createBarPointer(step);
  let period: Seconds = 0.5;
  let phase = 0;
  let confidence = 0;
  let count = 0;
  let sinceBeat: Seconds = 9;
  let quiet: Seconds = FORGET_AFTER;
  let place = 0; // beats from the first one of a bar to the running beat

  /** Draws the running phase to the belief, which speaks of `delay` ago. */
  const follow = () => {
    pointer.update(hearing.activations[0] as number, hearing.activations[1] as number);
    confidence = pointer.confidence;
    period = pointer.length * step;
    const believed = pointer.phase + delay / period;
    const gap = wrap(believed - phase);
    if (Math.abs(gap) > LOST && confidence > DECIDED) phase += gap;
    else phase += gap * PULL;
    place = Math.round(pointer.number - 1 + believed - phase);
  };

  /** Keeps the phase from 0 to 1; a beat that comes too soon after another does not count. */
  const turn = () => {
    const turns = Math.floor(phase);
    phase -= turns;
    place += turns;
    if (turns < 1 || sinceBeat <= REFRACTORY * period) return;
    count += 1;
    sinceBeat = 0;
  };

  return {
    get period() {
      return period;
    },
    get phase() {
      return phase;
    },
    get confidence() {
      return quiet >= FORGET_AFTER ? 0 : confidence;
    },
    get count() {
      return count;
    },
    get number() {
      return modulo(place, pointer.beatsPerBar) + 1;
    },
    get beatsPerBar() {
      return pointer.beatsPerBar;
    },
    get barConfidence() {
      return pointer.barConfidence;
    },
    update({ spectrum }) {
      let loudest = 0;
      const { magnitudes } = spectrum;
      for (let k = 0; k < magnitudes.length; k++)
        loudest = Math.max(loudest, magnitudes[k] as number);
      quiet = loudest > AUDIBLE ? 0 : quiet + hop;
      if (quiet >= FORGET_AFTER) {
        if (confidence > 0) {
          pointer.reset();
          confidence = 0;
          phase = 0;
        }
        return;
      }
      phase += hop / period;
      sinceBeat += hop;
      if (hearing.fresh) follow();
      turn();
    },
  };
}
