import { smoothingShare } from '../../../core/numeric.ts';
import type { Hertz, Seconds } from '../../../core/units.ts';
import type { FeatureSetting, SharedAnalysis } from '../feature.ts';
import { createLongSpectrum, LONG_STRIDE } from './long-spectrum.ts';
import { createRunningPeak } from './running-peak.ts';

/** Notes on a constant-Q axis, and the same folded into one octave. */
export interface PitchClasses extends SharedAnalysis {
  /** `[CQT_BINS]` amplitudes of semitones from {@link CQT_LOWEST} up. */
  readonly notes: Float32Array;
  /** `[12]` log-compressed salience of each pitch class from C, summing to 1; all 0 in silence. */
  readonly classes: Float32Array;
  /** How much stronger tones are than what lies between them, 0 to 1: low for drums and noise. */
  readonly tonality: number;
  readonly fresh: boolean;
  readonly step: Seconds;
}

/** Seven octaves of semitones. */
export const CQT_BINS = 84;
/** C1. */
export const CQT_LOWEST: Hertz = 32.70319566257483;
const SEMITONE = 2 ** (1 / 12);
/** Gain before the logarithm, against the running peak. */
const COMPRESSION = 60;
const PEAK_FLOOR = 2e-4;
/** Notes that count for pitch classes: E2 to B6. */
const FIRST_NOTE = 16;
const LAST_NOTE = 71;
/** Partials of a note lend their strength to it: the 3rd and 5th are taken off their own class. */
const OVERTONES = [
  [19, 0.35],
  [28, 0.2],
] as const;
const SMOOTHING: Seconds = 0.15;

interface Kernel {
  readonly first: number;
  readonly weights: Float32Array;
}

/** A triangle of a semitone to either side, at least as wide as the window's main lobe allows. */
function kernels(binHertz: Hertz, bins: number): Kernel[] {
  return Array.from({ length: CQT_BINS }, (_, note) => {
    const centre = CQT_LOWEST * SEMITONE ** note;
    const half = Math.max(centre * (SEMITONE - 1) * 0.9, binHertz);
    const first = Math.max(0, Math.ceil((centre - half) / binHertz));
    const last = Math.min(bins - 1, Math.floor((centre + half) / binHertz));
    const weights = Float32Array.from(
      { length: Math.max(0, last - first + 1) },
      (_, i) => 1 - Math.abs((first + i) * binHertz - centre) / half,
    );
    return { first, weights };
  });
}

/** Share of the spectrum that stands out as peaks. */
function peakiness(magnitudes: Float32Array): number {
  let peaks = 0;
  let all = 1e-9;
  for (let k = 20; k < 1024; k++) {
    const here = magnitudes[k] as number;
    all += here;
    const around = (magnitudes[k - 3] as number) + (magnitudes[k + 3] as number);
    if (
      here > around * 1.5 &&
      here >= (magnitudes[k - 1] as number) &&
      here >= (magnitudes[k + 1] as number)
    ) {
      peaks += here + (magnitudes[k - 1] as number) + (magnitudes[k + 1] as number);
    }
  }
  return Math.min(1, peaks / all);
}

/**
 * A constant-Q axis on the long spectrum, and pitch classes with overtones taken down.
 * @source Brown 1991 for constant Q, by pooled FFT bins as in librosa.pseudo_cqt; Gomez 2006, "Tonal
 * description of polyphonic audio", for pitch classes with overtones.
 */
export function createPitchClasses(setting: FeatureSetting): PitchClasses {
  const spectrum = setting.share(createLongSpectrum);
  const { hopLength, sampleRate } = setting.format;
  const step = (LONG_STRIDE * hopLength) / sampleRate;
  const rows = kernels(spectrum.binHertz, spectrum.magnitudes.length);
  const peak = createRunningPeak({ floor: PEAK_FLOOR, release: 8, step });
  const share = smoothingShare(step, SMOOTHING);
  const notes = new Float32Array(CQT_BINS);
  const salience = new Float32Array(CQT_BINS);
  const summed = new Float32Array(12);
  const classes = new Float32Array(12);
  let tonality = 0;

  const measureNotes = () => {
    let loudest = 0;
    for (let note = 0; note < CQT_BINS; note++) {
      const { first, weights } = rows[note] as Kernel;
      let power = 0;
      for (let i = 0; i < weights.length; i++) {
        const magnitude = spectrum.magnitudes[first + i] as number;
        power += (weights[i] as number) * magnitude * magnitude;
      }
      notes[note] = Math.sqrt(power);
      loudest = Math.max(loudest, notes[note] as number);
    }
    return loudest;
  };

  const fold = (gain: number) => {
    for (let note = 0; note < CQT_BINS; note++) {
      const here = notes[note] as number;
      const beside = Math.max(notes[note - 1] ?? 0, notes[note + 1] ?? 0);
      salience[note] = here >= beside ? Math.log1p(here * gain) : 0;
    }
    summed.fill(0);
    for (let note = FIRST_NOTE; note <= LAST_NOTE; note++) {
      let value = salience[note] as number;
      for (let o = 0; o < OVERTONES.length; o++) {
        const [interval, part] = OVERTONES[o] as (typeof OVERTONES)[number];
        value -= part * (salience[note - interval] ?? 0);
      }
      if (value > 0) summed[note % 12] = (summed[note % 12] as number) + value;
    }
  };

  return {
    notes,
    classes,
    step,
    get tonality() {
      return tonality;
    },
    get fresh() {
      return spectrum.fresh;
    },
    update() {
      if (!spectrum.fresh) return;
      const loudest = measureNotes();
      const audible = loudest > PEAK_FLOOR / 10;
      fold(COMPRESSION / peak.follow(loudest));
      let total = 0;
      for (let i = 0; i < 12; i++) total += summed[i] as number;
      for (let i = 0; i < 12; i++) {
        const now = audible && total > 0 ? (summed[i] as number) / total : 0;
        const next = (classes[i] as number) + (now - (classes[i] as number)) * share;
        classes[i] = next > 1e-5 ? next : 0;
      }
      tonality += ((audible ? peakiness(spectrum.magnitudes) : 0) - tonality) * share;
    },
  };
}
