import { createPackedProduct } from '../../core/packed-product.ts';
import { audibleSum } from './dsp/audible.ts';
import { createLongSpectrum } from './dsp/long-spectrum.ts';
import { defineAudioFeature } from './feature.ts';

const CLASSES = 12;
/** Octave in which a bin weighs most, and how many octaves around it count. */
const CENTRE_OCTAVE = 5;
const OCTAVE_WIDTH = 2;
/** A0, from which octaves are counted. */
const A0 = 27.5;

/** `[CLASSES, bins]` Gaussian bumps, one a semitone. @source librosa.filters.chroma */
function chromaFilters(binHertz: number, bins: number): Float64Array {
  const place = (k: number) => CLASSES * Math.log2((k * binHertz) / A0); // semitones over A0
  const places = Float64Array.from({ length: bins + 1 }, (_, k) =>
    k === 0 ? place(1) - 1.5 * CLASSES : place(k),
  );
  const rows = new Float64Array(CLASSES * bins);
  for (let k = 0; k < bins; k++) {
    const here = places[k] as number;
    const width = Math.max(1, (places[k + 1] as number) - here);
    const bumps = Array.from({ length: CLASSES }, (_, c) => {
      const distance = ((here - c + CLASSES * 21 + 6) % CLASSES) - 6;
      return Math.exp(-0.5 * ((2 * distance) / width) ** 2);
    });
    const norm = Math.hypot(...bumps);
    const octaves = (here / CLASSES - CENTRE_OCTAVE) / OCTAVE_WIDTH;
    const weight = Math.exp(-0.5 * octaves * octaves) / norm;
    bumps.forEach((bump, c) => {
      rows[((c + 9) % CLASSES) * bins + k] = bump * weight; // librosa's first row is A
    });
  }
  return rows;
}

/**
 * Strength of the twelve pitch classes from C, the strongest 1; all 0 in silence.
 * @source librosa.feature.chroma_stft (power, octwidth 2, ctroct 5, norm inf) at 12 kHz with windows
 * of 4096 samples
 */
export default defineAudioFeature({
  name: 'chroma',
  unit: 'share of the strongest class',
  size: CLASSES,
  range: [0, 1],
  thread: 'worker',
  create(_, setting) {
    const spectrum = setting.share(createLongSpectrum);
    const bins = spectrum.magnitudes.length;
    const rows = chromaFilters(spectrum.binHertz, bins);
    const filters = createPackedProduct(rows, new Float64Array(CLASSES));
    const powers = new Float64Array(bins);
    const chroma = new Float32Array(CLASSES);
    const measure = () => {
      for (let k = 0; k < bins; k++) powers[k] = (spectrum.magnitudes[k] as number) ** 2;
      filters.apply(powers);
      let highest = 0;
      for (let c = 0; c < CLASSES; c++) highest = Math.max(highest, filters.sums[c] as number);
      const audible = audibleSum(spectrum.magnitudes) > 0 && highest > 0;
      for (let c = 0; c < CLASSES; c++) {
        chroma[c] = audible ? (filters.sums[c] as number) / highest : 0;
      }
    };
    return {
      process(_, out, offset) {
        if (spectrum.fresh) measure();
        out.set(chroma, offset);
      },
    };
  },
});
