/** A delay line whose length may move. */
export class DelayLine {
  readonly #samples: Float32Array;
  #at = 0;

  /** @param longest samples */
  constructor(longest: number) {
    this.#samples = new Float32Array(Math.ceil(longest) + 2);
  }

  /** What was written `delay` samples, at least one, before what is written next. */
  read(delay: number): number {
    const samples = this.#samples;
    const { length } = samples;
    const whole = Math.floor(delay);
    let near = this.#at - whole;
    if (near < 0) near += length;
    const far = near === 0 ? length - 1 : near - 1;
    const newer = samples[near] as number;
    return newer + ((samples[far] as number) - newer) * (delay - whole);
  }

  write(sample: number): void {
    this.#samples[this.#at] = sample;
    if (++this.#at === this.#samples.length) this.#at = 0;
  }
}
