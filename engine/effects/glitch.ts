import { number } from '../params/declaration.ts';
import { defineEffect } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';

/** A signal that breaks on the beat: blocks out of place, torn lines, slipped colours. */
export default defineEffect({
  name: 'glitch',
  label: 'Glitch',
  about: 'A signal that breaks on the beat: blocks out of place, torn lines, slipped colours.',
  params: {
    amount: number('Amount', {
      default: 0.5,
      about: 'How much is broken; at 0 the picture is clean. Onsets break more.',
    }),
    block: number('Block', {
      min: 0.02,
      max: 0.4,
      default: 0.1,
      curve: 'exponential',
      unit: 'ratio',
      about: 'Height of the blocks as a share of the picture height.',
    }),
    tear: number('Tear', {
      default: 0.5,
      unit: 'ratio',
      about: 'How far lines are torn aside, as a share of the picture height.',
    }),
    slip: number('Slip', {
      max: 0.2,
      default: 0.05,
      unit: 'ratio',
      about: 'How far red and blue slip apart, as a share of the picture height.',
    }),
    rate: number('Rate', {
      min: 0.25,
      max: 4,
      default: 2,
      curve: 'exponential',
      smoothing: 0,
      unit: 'ratio',
      about: 'How often in a beat something else is broken.',
    }),
  },
  shader: effectShader('glitch'),
});
