/** Two channels of a stretch of sound, `[samples]` each. */
export interface Stereo {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Silence of `length` samples. */
export function createStereo(length: number): Stereo {
  return { left: new Float32Array(length), right: new Float32Array(length) };
}

/** Makes `bus` silent. */
export function clearStereo({ left, right }: Stereo): void {
  left.fill(0);
  right.fill(0);
}

/** Adds `gain` times the first `count` samples of `from` to `to`. */
export function addStereo(to: Stereo, from: Stereo, gain: number, count: number): void {
  for (let i = 0; i < count; i++) {
    to.left[i] = (to.left[i] as number) + gain * (from.left[i] as number);
    to.right[i] = (to.right[i] as number) + gain * (from.right[i] as number);
  }
}

/**
 * Gains of the two channels for a place from -1 (left) to 1 (right), of constant power.
 * @source Equal-power pan as in the Web Audio API 1.1, StereoPannerNode.
 */
export function panGains(pan: number): readonly [left: number, right: number] {
  const angle = ((pan + 1) * Math.PI) / 4;
  return [Math.cos(angle), Math.sin(angle)];
}
