/** Skins, wood and bronze by their modes: a played kit in a dry room. */
import { defineKit } from '../kit.ts';

/** Modes of a round skin over its lowest. @source zeros of the Bessel functions J0, J1, J2 */
const SKIN = [1, 1.594, 2.136, 2.296, 2.653];

export default defineKit({
  name: 'studio',
  label: 'Studio',
  about: 'A played kit: skins and bronze by their modes',
  trim: 2.5,
  pieces: {
    kick: {
      peak: -2,
      drive: 1.4,
      layers: [
        { kind: 'tone', from: 120, to: 58, sweep: 0.018, decay: 0.32, level: 0.9 },
        { kind: 'modes', base: 96, ratios: SKIN, decay: 0.14, level: 0.3 },
        { kind: 'noise', band: [2200, 5200], decay: 0.014, level: 0.25 },
      ],
    },
    snare: {
      peak: -3,
      drive: 1.2,
      layers: [
        { kind: 'modes', base: 188, ratios: SKIN, decay: 0.22, level: 0.7 },
        { kind: 'noise', band: [1800, 9000], decay: 0.18, level: 0.6 },
      ],
    },
    clap: {
      peak: -6,
      layers: [{ kind: 'noise', band: [700, 3600], decay: 0.14, bursts: 2, level: 0.9 }],
    },
    rim: {
      peak: -6,
      pan: -0.1,
      layers: [
        { kind: 'modes', base: 396, ratios: [1, 2.1, 4.3], decay: 0.07, level: 0.8 },
        { kind: 'noise', band: [1500, 6000], decay: 0.012, level: 0.4 },
      ],
    },
    hat: {
      peak: -12,
      pan: 0.3,
      layers: [
        { kind: 'metal', base: 330, band: [6000, 13000], decay: 0.06, level: 0.35 },
        { kind: 'noise', band: [5500, 13000], decay: 0.05, level: 0.6 },
      ],
    },
    openHat: {
      peak: -12,
      pan: 0.3,
      layers: [
        { kind: 'metal', base: 330, band: [5000, 13000], decay: 0.6, level: 0.4 },
        { kind: 'noise', band: [5000, 13000], decay: 0.4, level: 0.5 },
      ],
    },
    lowTom: {
      peak: -4,
      pan: -0.35,
      layers: [
        { kind: 'tone', from: 112, to: 92, sweep: 0.05, decay: 0.5, level: 0.7 },
        { kind: 'modes', base: 92, ratios: SKIN, decay: 0.4, level: 0.5 },
        { kind: 'noise', band: [900, 4000], decay: 0.015, level: 0.2 },
      ],
    },
    highTom: {
      peak: -4,
      pan: 0.2,
      layers: [
        { kind: 'tone', from: 190, to: 158, sweep: 0.05, decay: 0.4, level: 0.7 },
        { kind: 'modes', base: 158, ratios: SKIN, decay: 0.32, level: 0.5 },
        { kind: 'noise', band: [1100, 4500], decay: 0.015, level: 0.2 },
      ],
    },
    crash: {
      peak: -10,
      pan: -0.4,
      layers: [
        { kind: 'metal', base: 410, band: [2600, 12000], decay: 2.3, level: 0.5 },
        { kind: 'noise', band: [3500, 12000], decay: 1.8, level: 0.5 },
      ],
    },
    ride: {
      peak: -13,
      pan: 0.4,
      layers: [
        { kind: 'metal', base: 520, band: [4000, 11000], decay: 1.1, level: 0.45 },
        { kind: 'modes', base: 2350, ratios: [1, 1.52, 2.08], decay: 0.9, level: 0.3 },
      ],
    },
    cowbell: {
      peak: -10,
      pan: -0.2,
      layers: [{ kind: 'modes', base: 660, ratios: [1, 1.53, 2.7], decay: 0.2, level: 0.9 }],
    },
    conga: {
      peak: -6,
      pan: -0.3,
      layers: [
        { kind: 'modes', base: 214, ratios: SKIN, decay: 0.26, level: 0.8 },
        { kind: 'noise', band: [900, 4000], decay: 0.016, level: 0.3 },
      ],
    },
    shaker: {
      peak: -16,
      pan: -0.3,
      layers: [{ kind: 'noise', band: [4200, 11000], decay: 0.1, attack: 0.03, level: 0.8 }],
    },
  },
});
