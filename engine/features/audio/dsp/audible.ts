/** Summed magnitude under which a spectrum counts as silent: about -90 dBFS. */
const AUDIBLE = 3e-5;

/** Sum of the magnitudes, or 0 where nothing can be heard. */
export function audibleSum(magnitudes: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < magnitudes.length; k++) sum += magnitudes[k] as number;
  return sum > AUDIBLE ? sum : 0;
}
