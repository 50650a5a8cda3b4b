/** Drops, ticks and small bells: a kit that stays out of the way. */
import { defineKit } from '../kit.ts';

export default defineKit({
  name: 'glass',
  label: 'Glass',
  about: 'Soft drops, ticks and small bells',
  trim: 2.5,
  pieces: {
    kick: {
      peak: -2,
      layers: [
        { kind: 'tone', from: 110, to: 50, sweep: 0.03, decay: 0.45, level: 0.95 },
        { kind: 'noise', band: [300, 1500], decay: 0.015, level: 0.12 },
      ],
    },
    snare: {
      peak: -5,
      layers: [
        { kind: 'noise', band: [2200, 9000], decay: 0.15, attack: 0.003, level: 0.7 },
        { kind: 'modes', base: 310, ratios: [1, 2.76], decay: 0.1, level: 0.4 },
      ],
    },
    clap: {
      peak: -7,
      layers: [{ kind: 'noise', band: [1800, 8000], decay: 0.18, bursts: 1, level: 0.8 }],
    },
    rim: {
      peak: -8,
      pan: 0.3,
      layers: [{ kind: 'modes', base: 1150, ratios: [1, 2.71], decay: 0.06, level: 0.9 }],
    },
    hat: {
      peak: -13,
      pan: 0.25,
      layers: [{ kind: 'noise', band: [8500, 16000], decay: 0.035, level: 0.9 }],
    },
    openHat: {
      peak: -14,
      pan: 0.25,
      layers: [
        { kind: 'noise', band: [7500, 16000], decay: 0.25, attack: 0.004, level: 0.7 },
        { kind: 'modes', base: 5200, ratios: [1, 1.31], decay: 0.25, level: 0.1 },
      ],
    },
    lowTom: {
      peak: -6,
      pan: -0.4,
      layers: [{ kind: 'modes', base: 140, ratios: [1, 2.76], decay: 0.45, level: 0.9 }],
    },
    highTom: {
      peak: -6,
      pan: 0.4,
      layers: [{ kind: 'modes', base: 236, ratios: [1, 2.76], decay: 0.36, level: 0.9 }],
    },
    crash: {
      peak: -12,
      pan: -0.3,
      layers: [
        { kind: 'noise', band: [6000, 15000], decay: 1.8, attack: 0.01, level: 0.7 },
        { kind: 'modes', base: 2100, ratios: [1, 1.41, 2.09, 2.9], decay: 1.8, level: 0.25 },
      ],
    },
    ride: {
      peak: -15,
      pan: 0.35,
      layers: [{ kind: 'modes', base: 3150, ratios: [1, 1.51, 2.27], decay: 0.7, level: 0.9 }],
    },
    cowbell: {
      peak: -11,
      pan: -0.3,
      layers: [{ kind: 'modes', base: 880, ratios: [1, 2.76, 5.4], decay: 0.5, level: 0.9 }],
    },
    conga: {
      peak: -8,
      pan: -0.3,
      layers: [{ kind: 'tone', from: 470, to: 330, sweep: 0.02, decay: 0.12, level: 0.9 }],
    },
    shaker: {
      peak: -17,
      pan: -0.25,
      layers: [{ kind: 'noise', band: [7500, 15000], decay: 0.06, attack: 0.02, level: 0.8 }],
    },
  },
});
