/** A punchy kick with a click, a noisy snare, bright hats: made for large loudspeakers. */
import { defineKit } from '../kit.ts';

export default defineKit({
  name: 'club',
  label: 'Club',
  about: 'Tight punchy kick, wide clap, bright hats',
  trim: -1.5,
  pieces: {
    kick: {
      peak: -1,
      drive: 2.2,
      layers: [
        { kind: 'tone', from: 340, to: 52, sweep: 0.014, decay: 0.38, level: 1 },
        { kind: 'noise', band: [1800, 8000], decay: 0.008, level: 0.3 },
      ],
    },
    snare: {
      peak: -3,
      drive: 1.8,
      layers: [
        { kind: 'tone', from: 320, to: 196, sweep: 0.014, decay: 0.14, level: 0.6 },
        { kind: 'noise', band: [900, 12000], decay: 0.2, level: 0.75 },
      ],
    },
    clap: {
      peak: -4,
      drive: 1.4,
      layers: [
        { kind: 'noise', band: [950, 7500], decay: 0.2, bursts: 3, level: 0.9 },
        { kind: 'noise', band: [3000, 11000], decay: 0.32, level: 0.18 },
      ],
    },
    rim: {
      peak: -7,
      pan: 0.2,
      layers: [
        { kind: 'modes', base: 620, ratios: [1, 2.8], decay: 0.04, level: 0.8 },
        { kind: 'noise', band: [2500, 9000], decay: 0.015, level: 0.35 },
      ],
    },
    hat: {
      peak: -11,
      pan: 0.12,
      layers: [
        { kind: 'metal', base: 250, band: [7800, 17000], decay: 0.07, level: 0.5 },
        { kind: 'noise', band: [8000, 17000], decay: 0.05, level: 0.5 },
      ],
    },
    openHat: {
      peak: -11,
      pan: 0.12,
      layers: [
        { kind: 'metal', base: 250, band: [7200, 17000], decay: 0.4, level: 0.45 },
        { kind: 'noise', band: [7600, 17000], decay: 0.32, level: 0.5 },
      ],
    },
    lowTom: {
      peak: -4,
      pan: -0.3,
      drive: 1.6,
      layers: [
        { kind: 'tone', from: 190, to: 92, sweep: 0.03, decay: 0.4, level: 0.9 },
        { kind: 'noise', band: [800, 4000], decay: 0.02, level: 0.15 },
      ],
    },
    highTom: {
      peak: -4,
      pan: 0.3,
      drive: 1.6,
      layers: [
        { kind: 'tone', from: 320, to: 165, sweep: 0.03, decay: 0.3, level: 0.9 },
        { kind: 'noise', band: [1000, 5000], decay: 0.02, level: 0.15 },
      ],
    },
    crash: {
      peak: -9,
      pan: -0.25,
      layers: [
        { kind: 'metal', base: 310, band: [4200, 16000], decay: 2.2, level: 0.55 },
        { kind: 'noise', band: [4500, 16000], decay: 1.6, level: 0.5 },
      ],
    },
    ride: {
      peak: -14,
      pan: 0.3,
      layers: [
        { kind: 'metal', base: 400, band: [5600, 15000], decay: 0.7, level: 0.7 },
        { kind: 'modes', base: 2900, ratios: [1, 1.37], decay: 0.4, level: 0.15 },
      ],
    },
    cowbell: {
      peak: -10,
      pan: -0.25,
      layers: [{ kind: 'modes', base: 587, ratios: [1, 1.5, 2.2], decay: 0.22, level: 0.9 }],
    },
    conga: {
      peak: -7,
      pan: -0.3,
      layers: [
        { kind: 'tone', from: 330, to: 232, sweep: 0.016, decay: 0.19, level: 0.9 },
        { kind: 'noise', band: [1500, 6000], decay: 0.012, level: 0.25 },
      ],
    },
    shaker: {
      peak: -15,
      pan: -0.2,
      layers: [{ kind: 'noise', band: [6500, 15000], decay: 0.07, attack: 0.014, level: 0.8 }],
    },
  },
});
