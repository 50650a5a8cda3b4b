import { smoothingShare } from '../../core/numeric.ts';
import type { Seconds } from '../../core/units.ts';
import { createMelSpectrum, MEL_BANDS } from './dsp/mel-spectrum.ts';
import { COUNT_WRAP } from './dsp/onset-picker.ts';
import { defineAudioFeature } from './feature.ts';

/** Groups of mel bands that are compared. */
const GROUPS = 16;
const PER_GROUP = MEL_BANDS / GROUPS;
/** What sounds now, against what has sounded before. */
const NOW: Seconds = 1.2;
const BEFORE: Seconds = 10;
/** Mean distance in decibels at which the curve is 1. */
const FULL: number = 14;
/** The curve must pass this for an event, and must have been below the second since the last. */
const EVENT = 0.55;
const CALM = 0.3;
/** Events are no closer than this. */
const REFRACTORY: Seconds = 6;
/** Time in which the envelopes fall to 1/e. */
const DECAY: Seconds = 1;
/** Music must have gone on this long before its sections can change. */
const WARM_UP: Seconds = 8;

/**
 * How much the sound of the last second differs from that of the last ten: `[curve 0..1, drop,
 * breakdown, drops, breakdowns]`. When a section begins that is fuller (a drop) or emptier (a
 * breakdown) than the one before, its envelope jumps to 1 and decays, and its count (modulo 65536)
 * grows by one.
 * @source Foote 2000, "Automatic audio segmentation using a measure of audio novelty", with running
 * means in place of the checkerboard kernel so that nothing is waited for
 */
export default defineAudioFeature({
  name: 'novelty',
  unit: 'novelty 0..1, envelopes 0..1, counts',
  size: 5,
  range: [0, COUNT_WRAP - 1],
  thread: 'worker',
  create({ sampleRate, hopLength }, setting) {
    const step = hopLength / sampleRate;
    const { decibels } = setting.share(createMelSpectrum);
    const [fast, slow] = [smoothingShare(step, NOW), smoothingShare(step, BEFORE)];
    const decay = Math.exp(-step / DECAY);
    const now = new Float64Array(GROUPS);
    const before = new Float64Array(GROUPS);
    let [drops, breakdowns, heard, since, curve] = [0, 0, 0, REFRACTORY, 0];
    let [drop, breakdown] = [0, 0];
    let calm = true;

    /** Takes the hop in and returns the mean change of the groups in decibels. */
    const compare = (): number => {
      let distance = 0;
      let change = 0;
      for (let group = 0; group < GROUPS; group++) {
        let level = 0;
        for (let i = 0; i < PER_GROUP; i++) {
          level += Math.max(20, decibels[group * PER_GROUP + i] as number) / PER_GROUP;
        }
        if (heard === 0) {
          now[group] = level;
          before[group] = level;
        }
        now[group] = (now[group] as number) + (level - (now[group] as number)) * fast;
        before[group] = (before[group] as number) + (level - (before[group] as number)) * slow;
        const difference = (now[group] as number) - (before[group] as number);
        distance += Math.abs(difference) / GROUPS;
        change += difference / GROUPS;
      }
      curve = Math.min(1, distance / FULL);
      return change;
    };

    return {
      process(_, out, offset) {
        const change = compare();
        drop = drop > 1e-4 ? drop * decay : 0;
        breakdown = breakdown > 1e-4 ? breakdown * decay : 0;
        heard += step;
        since += step;
        if (curve < CALM) calm = true;
        if (curve > EVENT && calm && since >= REFRACTORY && heard > WARM_UP) {
          if (change > 0) {
            drops = (drops + 1) % COUNT_WRAP;
            drop = 1;
          } else {
            breakdowns = (breakdowns + 1) % COUNT_WRAP;
            breakdown = 1;
          }
          calm = false;
          since = 0;
        }
        out[offset] = curve > 1e-4 ? curve : 0;
        out[offset + 1] = drop;
        out[offset + 2] = breakdown;
        out[offset + 3] = drops;
        out[offset + 4] = breakdowns;
      },
    };
  },
});
