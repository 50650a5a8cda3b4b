import { createRandom } from '../../core/random.ts';
import type { Seconds } from '../../core/units.ts';

const NOISE: Seconds = 2;
const NOISE_SEED = 0x5011d;

/** Waves and buffers that voices share, made once a context and the same every time. */
export class SoundBank {
  readonly context: BaseAudioContext;
  readonly #waves = new Map<string, PeriodicWave>();
  readonly #buffers = new Map<string, AudioBuffer>();

  constructor(context: BaseAudioContext) {
    this.context = context;
  }

  /** A wave by its partials, of which the first is the fundamental; levels as amplitudes. */
  wave(key: string, partials: () => readonly number[]): PeriodicWave {
    const known = this.#waves.get(key);
    if (known) return known;
    const sine = Float32Array.from([0, ...partials()]);
    const wave = new PeriodicWave(this.context, {
      real: new Float32Array(sine.length),
      imag: sine,
    });
    this.#waves.set(key, wave);
    return wave;
  }

  /** A mono buffer by its samples. */
  buffer(key: string, render: (rate: number) => Float32Array<ArrayBuffer>): AudioBuffer {
    const known = this.#buffers.get(key);
    if (known) return known;
    const { sampleRate } = this.context;
    const samples = render(sampleRate);
    const buffer = new AudioBuffer({ length: samples.length, sampleRate, numberOfChannels: 1 });
    buffer.copyToChannel(samples, 0);
    this.#buffers.set(key, buffer);
    return buffer;
  }

  /** White noise to be looped. */
  noise(): AudioBuffer {
    return this.buffer('noise', (rate) => {
      const random = createRandom(NOISE_SEED);
      return Float32Array.from({ length: NOISE * rate }, () => random.range(-1, 1));
    });
  }
}
