/** Overdriven kicks and metallic strokes for a concrete room. */
import { defineKit } from '../kit.ts';

export default defineKit({
  name: 'warehouse',
  label: 'Warehouse',
  about: 'Overdriven kick, hard metallic strokes',
  trim: -2.9,
  pieces: {
    kick: {
      peak: -1,
      drive: 4.5,
      layers: [
        { kind: 'tone', from: 260, to: 47, sweep: 0.018, decay: 0.5, level: 1 },
        { kind: 'noise', band: [1200, 5000], decay: 0.01, level: 0.25 },
      ],
    },
    snare: {
      peak: -4,
      drive: 3,
      layers: [
        { kind: 'tone', from: 380, to: 174, sweep: 0.01, decay: 0.13, level: 0.6 },
        { kind: 'noise', band: [700, 9000], decay: 0.16, level: 0.8 },
      ],
    },
    clap: {
      peak: -5,
      drive: 2.5,
      layers: [{ kind: 'noise', band: [1100, 6000], decay: 0.17, bursts: 3, level: 0.9 }],
    },
    rim: {
      peak: -7,
      pan: 0.25,
      drive: 2,
      layers: [
        { kind: 'modes', base: 760, ratios: [1, 1.83, 3.1], decay: 0.06, level: 0.8 },
        { kind: 'noise', band: [2500, 8000], decay: 0.02, level: 0.3 },
      ],
    },
    hat: {
      peak: -11,
      pan: 0.1,
      drive: 2,
      layers: [{ kind: 'metal', base: 290, band: [6800, 16000], decay: 0.06, level: 0.9 }],
    },
    openHat: {
      peak: -11,
      pan: 0.1,
      drive: 2,
      layers: [{ kind: 'metal', base: 290, band: [6000, 16000], decay: 0.34, level: 0.9 }],
    },
    lowTom: {
      peak: -4,
      pan: -0.3,
      drive: 3,
      layers: [{ kind: 'tone', from: 170, to: 70, sweep: 0.05, decay: 0.45, level: 0.9 }],
    },
    highTom: {
      peak: -4,
      pan: 0.3,
      drive: 3,
      layers: [{ kind: 'tone', from: 280, to: 128, sweep: 0.05, decay: 0.36, level: 0.9 }],
    },
    crash: {
      peak: -10,
      pan: -0.2,
      drive: 2,
      layers: [
        { kind: 'metal', base: 370, band: [3200, 14000], decay: 1.6, level: 0.8 },
        { kind: 'noise', band: [3000, 14000], decay: 1.2, level: 0.4 },
      ],
    },
    ride: {
      peak: -14,
      pan: 0.3,
      drive: 1.6,
      layers: [{ kind: 'metal', base: 470, band: [4800, 14000], decay: 0.5, level: 0.8 }],
    },
    cowbell: {
      peak: -10,
      pan: -0.25,
      drive: 2.5,
      layers: [{ kind: 'modes', base: 430, ratios: [1, 1.41, 2.6], decay: 0.2, level: 0.9 }],
    },
    conga: {
      peak: -7,
      pan: -0.3,
      drive: 2,
      layers: [{ kind: 'tone', from: 420, to: 188, sweep: 0.014, decay: 0.17, level: 0.9 }],
    },
    shaker: {
      peak: -16,
      pan: -0.2,
      drive: 1.5,
      layers: [{ kind: 'noise', band: [7000, 15000], decay: 0.05, attack: 0.01, level: 0.8 }],
    },
  },
});
