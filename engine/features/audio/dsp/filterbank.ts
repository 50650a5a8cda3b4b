import type { Hertz } from '../../../core/units.ts';
import type { MagnitudeSpectrum } from '../feature.ts';

/** Overlapping bands that gather a magnitude spectrum into a few amplitudes. */
export interface Filterbank {
  readonly size: number;
  /** Centre of each band. */
  readonly centres: Float64Array;
  /** Writes the amplitude (root of the weighted power) of each band into `amplitudes`. */
  gather(magnitudes: Float32Array, amplitudes: Float32Array): void;
}

/** Weights on the bins from `first` on, one row a band. */
interface Row {
  readonly first: number;
  readonly weights: Float32Array;
}

function triangle(centre: Hertz, halfWidth: Hertz, binHertz: Hertz, bins: number): Row {
  const first = Math.max(0, Math.ceil((centre - halfWidth) / binHertz));
  const last = Math.min(bins - 1, Math.floor((centre + halfWidth) / binHertz));
  const weights = Float32Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Math.max(0, 1 - Math.abs((first + i) * binHertz - centre) / halfWidth),
  );
  return { first, weights };
}

/**
 * `size` triangular bands whose centres lie evenly in pitch from `low` to `high`; a band is never
 * narrower than one bin, so that low bands glide between bins where pitch is finer than these.
 * Bands above the Nyquist frequency stay 0.
 * @source Triangular overlapping filters as in librosa.filters.mel, on a logarithmic axis.
 */
export function createFilterbank(
  spectrum: MagnitudeSpectrum,
  { size, low, high }: { size: number; low: Hertz; high: Hertz },
): Filterbank {
  const ratio = (high / low) ** (1 / Math.max(1, size - 1));
  const centres = Float64Array.from({ length: size }, (_, band) => low * ratio ** band);
  const bins = spectrum.magnitudes.length;
  const rows = Array.from(centres, (centre) => {
    const halfWidth = Math.max(centre * (ratio - 1), spectrum.binHertz);
    return triangle(centre, halfWidth, spectrum.binHertz, bins);
  });
  return {
    size,
    centres,
    gather(magnitudes, amplitudes) {
      for (let band = 0; band < size; band++) {
        const { first, weights } = rows[band] as Row;
        let power = 0;
        for (let i = 0; i < weights.length; i++) {
          const magnitude = magnitudes[first + i] as number;
          power += (weights[i] as number) * magnitude * magnitude;
        }
        amplitudes[band] = Math.sqrt(power);
      }
    },
  };
}
