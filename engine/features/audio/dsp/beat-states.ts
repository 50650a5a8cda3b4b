import { clamp } from '../../../core/numeric.ts';
import type { Bpm, Seconds, Unit01 } from '../../../core/units.ts';

/** A belief over where in the beat the music is and how long its beats are. */
export interface BeatStates {
  /** Takes the next frame's probability of a beat. Allocates nothing. */
  update(activation: number): void;
  /** Share of the likeliest beat that has gone by, 0 to 1. */
  readonly phase: number;
  /** Length of that beat in frames. */
  readonly interval: number;
  /** Share of the belief that agrees with the likeliest beat, 0 to 1. */
  readonly confidence: number;
  /** Begins anew. */
  reset(): void;
}

/** How beats are believed to behave. */
export interface BeatStatesOptions {
  readonly step: Seconds;
  readonly slowest: Bpm;
  readonly fastest: Bpm;
  /** How hard it is for a beat to last otherwise than the one before. */
  readonly tempoInertia: number;
  /** Activation that speaks neither for a beat nor against one. */
  readonly neutral: Unit01;
  /** How much an activation counts: 1 takes its odds as they are. */
  readonly trust: number;
}

/** Tempo that people tap most, and how far the liking reaches, in octaves. */
const PREFERRED_TEMPO: Bpm = 95;
const PREFERRED_OCTAVES = 1.2;
/** Share of belief that is spread anew each frame, so that a change of music is found. */
const FORGETTING = 1e-5;
/** An activation makes a beat at most this much less likely. */
const LEAST_LIKELIHOOD = 0.02;
/** Jumps less likely than this are left out. */
const LEAST_JUMP = 1e-4;

interface Jump {
  readonly from: number;
  readonly weight: number;
}

/** For each interval, from which intervals a beat may come to it and how likely. */
function jumpsBetween(intervals: readonly number[], inertia: number): Jump[][] {
  const likely = (from: number, to: number) => Math.exp(-inertia * Math.abs(to / from - 1));
  const sums = intervals.map((from) => intervals.reduce((sum, to) => sum + likely(from, to), 0));
  return intervals.map((to) =>
    intervals.flatMap((from, i) => {
      const weight = likely(from, to) / (sums[i] as number);
      return weight < LEAST_JUMP ? [] : [{ from: i, weight }];
    }),
  );
}

/**
 * A hidden Markov model over tempo and place in the beat, filtered forward: no frame is waited for.
 * @source Krebs, Boeck and Widmer 2015, "An efficient state-space model for joint tempo and meter
 * tracking".
 */
export function createBeatStates(options: BeatStatesOptions): BeatStates {
  const { step, slowest, fastest, tempoInertia, neutral, trust } = options;
  const neutralOdds = neutral / (1 - neutral);
  const shortest = Math.round(60 / fastest / step);
  const longest = Math.round(60 / slowest / step);
  const intervals = Array.from({ length: longest - shortest + 1 }, (_, i) => shortest + i);
  const jumps = jumpsBetween(intervals, tempoInertia);
  const starts = intervals.map((_, i) => intervals.slice(0, i).reduce((sum, n) => sum + n, 0));
  const count = intervals.reduce((sum, n) => sum + n, 0);
  const prior = intervals.map((interval) => {
    const octaves = Math.log2(60 / (interval * step) / PREFERRED_TEMPO) / PREFERRED_OCTAVES;
    return Math.exp(-0.5 * octaves * octaves) / interval;
  });
  const priorSum = prior.reduce((sum, p, i) => sum + p * (intervals[i] as number), 0);
  const belief = new Float64Array(count);
  const ends = new Float64Array(intervals.length);
  let best = 0;
  let bestPlace = 0;
  let phase = 0;
  let interval = intervals[0] as number;
  let confidence = 0;

  const reset = () => {
    for (let i = 0; i < intervals.length; i++) {
      const start = starts[i] as number;
      belief.fill((prior[i] as number) / priorSum, start, start + (intervals[i] as number));
    }
    confidence = 0;
  };

  /** Moves every state on by a frame; beats that end choose the length of the next one. */
  const advance = () => {
    for (let i = 0; i < intervals.length; i++) {
      ends[i] = belief[(starts[i] as number) + (intervals[i] as number) - 1] as number;
    }
    for (let i = 0; i < intervals.length; i++) {
      const start = starts[i] as number;
      belief.copyWithin(start + 1, start, start + (intervals[i] as number) - 1);
      let sum = 0;
      const sources = jumps[i] as Jump[];
      for (let j = 0; j < sources.length; j++) {
        const { from, weight } = sources[j] as Jump;
        sum += weight * (ends[from] as number);
      }
      belief[start] = sum;
    }
  };

  /** On a beat the belief is multiplied by how much likelier the activation is there than between. */
  const observe = (activation: number) => {
    const odds = activation / (1 - activation + 1e-6) / neutralOdds;
    const onBeat = clamp(odds ** trust, LEAST_LIKELIHOOD, 1 / LEAST_LIKELIHOOD);
    const beside = Math.sqrt(onBeat);
    let sum = 0;
    for (let i = 0; i < intervals.length; i++) {
      const start = starts[i] as number;
      const end = start + (intervals[i] as number);
      const fresh = (FORGETTING * (prior[i] as number)) / priorSum;
      for (let s = start; s < end; s++) belief[s] = (belief[s] as number) + fresh;
      belief[start] = (belief[start] as number) * onBeat;
      belief[start + 1] = (belief[start + 1] as number) * beside;
      belief[end - 1] = (belief[end - 1] as number) * beside;
      for (let s = start; s < end; s++) sum += belief[s] as number;
    }
    const scale = 1 / sum;
    for (let s = 0; s < count; s++) belief[s] = (belief[s] as number) * scale;
  };

  /** The likeliest state, and the mean of what lies near it. */
  const read = () => {
    let highest = -1;
    for (let i = 0; i < intervals.length; i++) {
      const start = starts[i] as number;
      for (let k = 0; k < (intervals[i] as number); k++) {
        const value = belief[start + k] as number;
        if (value > highest) {
          highest = value;
          best = i;
          bestPlace = k;
        }
      }
    }
    const length = intervals[best] as number;
    const centre = bestPlace / length;
    let [mass, ahead, lengths] = [0, 0, 0];
    for (let i = 0; i < intervals.length; i++) {
      const own = intervals[i] as number;
      if (Math.abs(own / length - 1) > 0.12) continue;
      const start = starts[i] as number;
      for (let k = 0; k < own; k++) {
        let offset = k / own - centre;
        offset -= Math.round(offset);
        if (Math.abs(offset) > 0.12) continue;
        const value = belief[start + k] as number;
        mass += value;
        ahead += value * offset;
        lengths += value * own;
      }
    }
    phase = centre + ahead / mass;
    phase -= Math.floor(phase);
    interval = lengths / mass;
    confidence = mass;
  };

  reset();
  return {
    get phase() {
      return phase;
    },
    get interval() {
      return interval;
    },
    get confidence() {
      return confidence;
    },
    reset,
    update(activation) {
      advance();
      observe(activation);
      read();
    },
  };
}
