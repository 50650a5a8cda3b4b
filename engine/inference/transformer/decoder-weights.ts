import { fail } from '../../core/errors.ts';
import { shapeText } from '../tensor.ts';
import { type DecoderConfig, type DecoderWeights, decoderShapes } from './decoder-config.ts';

/** @throws InstrumentError when weights of a decoder are missing or do not fit */
export function requireWeights(config: DecoderConfig, weights: DecoderWeights): void {
  for (const [name, shape] of Object.entries(decoderShapes(config))) {
    const given = weights[name];
    if (given && shapeText(given.shape) === shapeText(shape)) continue;
    fail({
      subject: `The weights "${name}" of a decoder`,
      constraint: `be ${shapeText(shape)}`,
      got: given ? shapeText(given.shape) : 'nothing',
      remedy: 'give weights that fit the config',
    });
  }
}
