/** Long sine kicks, thin snares and square-wave cymbals, as early drum machines made them. */
import { defineKit } from '../kit.ts';

export default defineKit({
  name: 'analog',
  label: 'Analog',
  about: 'Deep round kick, snappy snare, square-wave hats',
  trim: -1.4,
  pieces: {
    kick: {
      peak: -1,
      drive: 1.6,
      layers: [
        { kind: 'tone', from: 190, to: 46, sweep: 0.022, decay: 0.75, level: 1 },
        { kind: 'noise', band: [900, 5000], decay: 0.012, level: 0.18 },
      ],
    },
    snare: {
      peak: -3,
      drive: 1.3,
      layers: [
        { kind: 'tone', from: 260, to: 182, sweep: 0.012, decay: 0.16, level: 0.6 },
        { kind: 'tone', from: 420, to: 330, sweep: 0.01, decay: 0.09, level: 0.35 },
        { kind: 'noise', band: [1400, 10000], decay: 0.22, level: 0.6 },
      ],
    },
    clap: {
      peak: -4,
      layers: [{ kind: 'noise', band: [800, 5200], decay: 0.26, bursts: 3, level: 0.8 }],
    },
    rim: {
      peak: -7,
      pan: 0.2,
      layers: [
        { kind: 'modes', base: 480, ratios: [1, 3.55], decay: 0.05, level: 0.8 },
        { kind: 'noise', band: [2000, 9000], decay: 0.02, level: 0.3 },
      ],
    },
    hat: {
      peak: -11,
      pan: 0.15,
      layers: [{ kind: 'metal', base: 200, band: [7000, 15000], decay: 0.09, level: 0.8 }],
    },
    openHat: {
      peak: -12,
      pan: 0.15,
      layers: [{ kind: 'metal', base: 200, band: [6500, 15000], decay: 0.55, level: 0.8 }],
    },
    lowTom: {
      peak: -5,
      pan: -0.3,
      drive: 1.2,
      layers: [{ kind: 'tone', from: 150, to: 84, sweep: 0.04, decay: 0.5, level: 0.9 }],
    },
    highTom: {
      peak: -5,
      pan: 0.3,
      drive: 1.2,
      layers: [{ kind: 'tone', from: 260, to: 150, sweep: 0.035, decay: 0.36, level: 0.9 }],
    },
    crash: {
      peak: -10,
      pan: -0.2,
      layers: [
        { kind: 'metal', base: 260, band: [3800, 14000], decay: 1.9, level: 0.7 },
        { kind: 'noise', band: [5000, 14000], decay: 1.1, level: 0.35 },
      ],
    },
    ride: {
      peak: -14,
      pan: 0.3,
      layers: [{ kind: 'metal', base: 340, band: [5200, 13000], decay: 0.8, level: 0.7 }],
    },
    cowbell: {
      peak: -10,
      pan: -0.25,
      layers: [{ kind: 'modes', base: 540, ratios: [1, 1.48, 2.1], decay: 0.3, level: 0.9 }],
    },
    conga: {
      peak: -7,
      pan: -0.3,
      layers: [
        { kind: 'tone', from: 260, to: 205, sweep: 0.02, decay: 0.22, level: 0.9 },
        { kind: 'noise', band: [1200, 5000], decay: 0.01, level: 0.2 },
      ],
    },
    shaker: {
      peak: -16,
      pan: -0.2,
      layers: [{ kind: 'noise', band: [5500, 13000], decay: 0.09, attack: 0.018, level: 0.8 }],
    },
  },
});
