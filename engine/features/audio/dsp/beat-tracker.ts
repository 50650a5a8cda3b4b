import type { Seconds, Unit01 } from '../../../core/units.ts';
import type { FeatureSetting, SharedAnalysis } from '../feature.ts';
import { createBarStates } from './bar-states.ts';
import { createBeatHearing } from './beat-activation.ts';
import { createBeatStates } from './beat-states.ts';

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
  const states = createBeatStates({
    step,
    slowest: 32,
    fastest: 230,
    tempoInertia: 30,
    neutral: 0.25,
    trust: 0.8,
  });
  const bars = createBarStates();
  let period: Seconds = 0.5;
  let phase = 0;
  let confidence = 0;
  let count = 0;
  let sinceBeat: Seconds = 9;
  let quiet: Seconds = FORGET_AFTER;
  let heardDownbeat = 0; // since the newest beat sounded, as far as the activations tell
  let judged = true;

  /** Draws the running phase to the belief, which speaks of `delay` ago. */
  const follow = () => {
    states.update(hearing.activations[0] as number);
    confidence = states.confidence;
    period = states.interval * step;
    const believed = states.phase + delay / period;
    const gap = wrap(believed - phase);
    if (Math.abs(gap) > LOST && confidence > DECIDED) phase += gap;
    else phase += gap * PULL;
  };

  const endBeat = () => {
    count += 1;
    sinceBeat = 0;
    judged = false;
    heardDownbeat = 0;
  };

  /** The activations of a beat are complete a little after it: only then the bar is told of it. */
  const judge = () => {
    const about = sinceBeat - delay;
    if (Math.abs(about) <= 1.6 * step) {
      heardDownbeat = Math.max(heardDownbeat, hearing.activations[1] as number);
    }
    if (about > 1.6 * step) {
      bars.update(heardDownbeat);
      judged = true;
    }
  };

  return {
    get period() {
      return period;
    },
    get phase() {
      return phase - Math.floor(phase);
    },
    get confidence() {
      return quiet >= FORGET_AFTER ? 0 : confidence;
    },
    get count() {
      return count;
    },
    get number() {
      return judged ? bars.number : (bars.number % bars.beatsPerBar) + 1;
    },
    get beatsPerBar() {
      return bars.beatsPerBar;
    },
    get barConfidence() {
      return bars.confidence;
    },
    update({ spectrum }) {
      let loudest = 0;
      const { magnitudes } = spectrum;
      for (let k = 0; k < magnitudes.length; k++)
        loudest = Math.max(loudest, magnitudes[k] as number);
      quiet = loudest > AUDIBLE ? 0 : quiet + hop;
      if (quiet >= FORGET_AFTER) {
        if (confidence > 0) {
          states.reset();
          bars.reset();
          confidence = 0;
          phase = 0;
        }
        return;
      }
      phase += hop / period;
      sinceBeat += hop;
      if (hearing.fresh) {
        follow();
        if (!judged) judge();
      }
      while (phase < 0) phase += 1;
      if (phase >= 1) {
        phase -= Math.floor(phase);
        if (sinceBeat > REFRACTORY * period) endBeat();
      }
    },
  };
}
