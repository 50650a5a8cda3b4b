/** A worn sampler's kit: few bits, few samples, everything a little soft. */
import { defineKit } from '../kit.ts';

const WORN = { levels: 96, hold: 2 } as const;

export default defineKit({
  name: 'dusty',
  label: 'Dusty',
  about: 'Soft, short and grainy, from a worn sampler',
  trim: 1.4,
  pieces: {
    kick: {
      peak: -2,
      drive: 2,
      crush: WORN,
      layers: [
        { kind: 'tone', from: 150, to: 54, sweep: 0.024, decay: 0.36, level: 0.95 },
        { kind: 'noise', band: [400, 2600], decay: 0.02, level: 0.2 },
      ],
    },
    snare: {
      peak: -4,
      drive: 1.7,
      crush: WORN,
      layers: [
        { kind: 'modes', base: 172, ratios: [1, 1.6, 2.2], decay: 0.15, level: 0.7 },
        { kind: 'noise', band: [900, 5600], decay: 0.17, level: 0.6 },
      ],
    },
    clap: {
      peak: -6,
      crush: WORN,
      layers: [{ kind: 'noise', band: [700, 4200], decay: 0.16, bursts: 2, level: 0.9 }],
    },
    rim: {
      peak: -7,
      pan: 0.2,
      crush: WORN,
      layers: [{ kind: 'modes', base: 410, ratios: [1, 2.6], decay: 0.06, level: 0.9 }],
    },
    hat: {
      peak: -13,
      pan: 0.2,
      crush: { levels: 64, hold: 2 },
      layers: [{ kind: 'noise', band: [4200, 9500], decay: 0.055, level: 0.9 }],
    },
    openHat: {
      peak: -14,
      pan: 0.2,
      crush: { levels: 64, hold: 2 },
      layers: [{ kind: 'noise', band: [3800, 9500], decay: 0.3, level: 0.9 }],
    },
    lowTom: {
      peak: -5,
      pan: -0.3,
      crush: WORN,
      layers: [{ kind: 'tone', from: 130, to: 82, sweep: 0.04, decay: 0.3, level: 0.9 }],
    },
    highTom: {
      peak: -5,
      pan: 0.3,
      crush: WORN,
      layers: [{ kind: 'tone', from: 210, to: 140, sweep: 0.04, decay: 0.24, level: 0.9 }],
    },
    crash: {
      peak: -12,
      pan: -0.2,
      crush: { levels: 64, hold: 2 },
      layers: [
        { kind: 'metal', base: 300, band: [2800, 9000], decay: 1.2, level: 0.4 },
        { kind: 'noise', band: [2600, 9000], decay: 1, level: 0.6 },
      ],
    },
    ride: {
      peak: -15,
      pan: 0.3,
      crush: WORN,
      layers: [{ kind: 'metal', base: 430, band: [3600, 9000], decay: 0.6, level: 0.7 }],
    },
    cowbell: {
      peak: -11,
      pan: -0.2,
      crush: WORN,
      layers: [{ kind: 'modes', base: 520, ratios: [1, 1.5], decay: 0.16, level: 0.9 }],
    },
    conga: {
      peak: -7,
      pan: -0.3,
      crush: WORN,
      layers: [{ kind: 'tone', from: 240, to: 196, sweep: 0.02, decay: 0.18, level: 0.9 }],
    },
    shaker: {
      peak: -17,
      pan: -0.2,
      crush: WORN,
      layers: [{ kind: 'noise', band: [3600, 9000], decay: 0.08, attack: 0.02, level: 0.8 }],
    },
  },
});
