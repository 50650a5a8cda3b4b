import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { natsOf, readChorales } from '../../../../../app/cli/measure/music-score.ts';
import { createCpuDecoder } from '../../../../../engine/inference/transformer/cpu-decoder.ts';
import { parseSafetensors } from '../../../../../engine/inference/weights/safetensors.ts';
import { readMusicNet } from '../../../../../models/music/net.ts';
import { modelBytes, modelJson } from '../../../../support/model-files.ts';

const FOLDER = '../shared/data/music/jsb';
/** What a table of pitches by the pitch before and the place in the beat scores; `baselines.py`. */
const TABLE = 0.74;

it.skipIf(!existsSync(FOLDER))(
  'scores a held-out chorale as PyTorch does, and far better than tables (needs ../shared/data/music/jsb)',
  async () => {
    const golden = modelJson<{ piece: number; nats: number }>('music/golden.weights.json');
    const { config, weights } = readMusicNet(
      await parseSafetensors(modelBytes('music/weights.safetensors')),
    );
    const grid = readChorales(FOLDER).test[golden.piece] ?? [];
    const nats = natsOf(createCpuDecoder(config, weights), grid) / (4 * grid.length);
    expect(nats).toBeCloseTo(golden.nats, 3);
    expect(nats).toBeLessThan(0.75 * TABLE);
  },
);

it('says which folder has no chorales', () => {
  expect(() => readChorales('nowhere')).toThrow(/nowhere.*missing/);
});
