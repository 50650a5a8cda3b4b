import { clamp, modulo } from '../../../core/numeric.ts';
import type { Seconds, Unit01 } from '../../../core/units.ts';
import { BEATS, type Beat, createBarBelief } from './bar-belief.ts';
import { createRunningPeak } from './running-peak.ts';
import { createTempoGrid } from './tempo-grid.ts';

/** A belief over tempo, place in the beat, and which beat of which bar it is. */
export interface BarPointer {
  /** Takes the next frame's probabilities of a beat and of a downbeat. Allocates nothing. */
  update(beat: Unit01, downbeat: Unit01): void;
  /** Share of the likeliest beat that has gone by. */
  readonly phase: Unit01;
  /** Length of that beat in frames. */
  readonly length: number;
  /** Share of the belief that agrees with the likeliest beat. */
  readonly confidence: Unit01;
  /** Number in the bar of that beat, from 1. */
  readonly number: number;
  readonly beatsPerBar: number;
  /** Share of that belief which agrees with the number. */
  readonly barConfidence: Unit01;
  /** Begins anew. */
  reset(): void;
}

/** Activation that speaks neither for a beat nor against one, as a share of the strongest of late. */
const NEUTRAL = 0.4;
const PEAK_FLOOR = 0.45;
const PEAK_ATTACK: Seconds = 0.1;
const PEAK_RELEASE: Seconds = 8;
/** How much activations count: 1 takes their odds as they are. */
const BEAT_TRUST = 0.65;
const BAR_TRUST = 0.5;
/** An activation makes a beat at most this much less likely, and a downbeat not surer than this. */
const LEAST_BEAT = 0.1;
const LEAST_DOWNBEAT = 0.03;
/** Share of beats that are downbeats. */
const DOWNBEATS = 0.3;
/** What counts as the same beat: phase in beats, and length as a share. */
const SAME_PHASE = 0.12;
const SAME_LENGTH = 0.12;

/** What is believed before anything is heard: the first beat begins a bar of four. */
const LAST = BEATS.length - 1;

/**
 * A hidden Markov model over tempo, place in the beat and beat of the bar, filtered forward: no frame
 * is waited for.
 * @source Krebs, Boeck and Widmer 2015, "An efficient state-space model for joint tempo and meter
 * tracking": places of a beat as many as its frames, tempo changing between beats alone.
 */
export function createBarPointer(step: Seconds): BarPointer {
  const grid = createTempoGrid(step);
  const { lengths, rings, starts } = grid;
  const belief = createBarBelief(grid);
  const { rows, sums, slot } = belief;
  const before = Int32Array.from(BEATS, (beat) => beat.before);
  const after = Int32Array.from(BEATS, (beat) => beat.after);
  const strongest = createRunningPeak({
    floor: PEAK_FLOOR,
    attack: PEAK_ATTACK,
    release: PEAK_RELEASE,
    step,
  });
  const masses = new Float64Array(BEATS.length); // of the beats of bars, around the likeliest place
  let mass = 1;
  let best = 0; // index of the likeliest length
  let [phase, length, confidence] = [0, lengths[0] as number, 0];
  let [beat, barConfidence] = [LAST, 0];

  const observe = (activation: Unit01, downbeat: Unit01) => {
    const neutral = NEUTRAL * strongest.follow(activation);
    const odds = (activation / (1 - activation + 1e-6)) * ((1 - neutral) / neutral);
    const onBeat = clamp(odds ** BEAT_TRUST, LEAST_BEAT, 1 / LEAST_BEAT);
    const share = downbeat / Math.max(activation, downbeat, 1e-6);
    const yes = onBeat > 1 ? clamp(share, LEAST_DOWNBEAT, 1 - LEAST_DOWNBEAT) : DOWNBEATS;
    const ofDownbeat = (yes / DOWNBEATS) ** BAR_TRUST;
    const ofOthers = ((1 - yes) / (1 - DOWNBEATS)) ** BAR_TRUST;
    belief.update(onBeat, ofDownbeat, ofOthers, mass);
  };

  /** Finds the likeliest length, and returns the likeliest phase. */
  const findPeak = (): Unit01 => {
    let [sum, highest, at] = [0, -1, 0];
    for (let s = 0; s < sums.length; s++) {
      const value = sums[s] as number;
      sum += value;
      if (value <= highest) continue;
      highest = value;
      at = s;
    }
    mass = sum;
    best = lengths.length - 1;
    while ((starts[best] as number) > at) best--;
    const ring = rings[best] as number;
    const place = modulo(slot(best, 0) - at, ring);
    return place / (lengths[best] as number);
  };

  /** Adds the belief in the place `turns` beats off, beat by beat of the bar, to that of the centre. */
  const addMasses = (at: number, turns: number) => {
    for (let j = 0; j < rows.length; j++) {
      const target = turns === 0 ? j : turns < 0 ? (before[j] as number) : (after[j] as number);
      masses[target] = (masses[target] as number) + ((rows[j] as Float64Array)[at] as number);
    }
  };

  /** Means of phase and length over what agrees with the likeliest beat. */
  const readAround = (centre: Unit01) => {
    let [near, ahead, total] = [0, 0, 0];
    masses.fill(0);
    for (let i = 0; i < lengths.length; i++) {
      const own = lengths[i] as number;
      if (Math.abs(own / (lengths[best] as number) - 1) > SAME_LENGTH) continue;
      for (let place = 0; place < (rings[i] as number); place++) {
        const distance = place / own - centre;
        const turns = Math.round(distance);
        if (Math.abs(distance - turns) > SAME_PHASE) continue;
        const at = slot(i, place);
        const value = sums[at] as number;
        near += value;
        ahead += value * (distance - turns);
        total += value * own;
        addMasses(at, turns);
      }
    }
    phase = centre + ahead / near;
    length = total / near;
    confidence = near / mass;
    return near;
  };

  const readBar = (near: number) => {
    beat = 0;
    for (let j = 1; j < masses.length; j++) {
      if ((masses[j] as number) > (masses[beat] as number)) beat = j;
    }
    barConfidence = (masses[beat] as number) / near;
    if (phase < 0) beat = before[beat] as number;
    if (phase >= 1) beat = after[beat] as number;
    phase -= Math.floor(phase);
  };

  const reset = () => {
    belief.reset();
    mass = 1;
    confidence = 0;
    barConfidence = 0;
    beat = LAST;
  };

  reset();
  return {
    get phase() {
      return phase;
    },
    get length() {
      return length;
    },
    get confidence() {
      return confidence;
    },
    get number() {
      return (BEATS[beat] as Beat).place + 1;
    },
    get beatsPerBar() {
      return (BEATS[beat] as Beat).beats;
    },
    get barConfidence() {
      return barConfidence;
    },
    reset,
    update(activation, downbeat) {
      observe(activation, downbeat);
      readBar(readAround(findPeak()));
      if (mass < 1e-100 || mass > 1e100) {
        belief.scale(1 / mass);
        mass = 1;
      }
    },
  };
}
