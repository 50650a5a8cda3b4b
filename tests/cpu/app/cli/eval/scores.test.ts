import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { beatContinuity, trimBeats } from '../../../../../app/cli/eval/beat-continuity.ts';
import { keyScore, parseKey } from '../../../../../app/cli/eval/key-score.ts';
import {
  BEAT_WINDOW,
  ONSET_WINDOW,
  scoreEvents,
} from '../../../../../app/cli/eval/match-events.ts';
import { scoreTempo, tempoOfBeats } from '../../../../../app/cli/eval/tempo-score.ts';

// Annotations, estimates and the scores that mir_eval gives them.
const folder = fileURLToPath(
  new URL('../../../../../../shared/data/audio/mir_eval', import.meta.url),
);
const there = existsSync(folder);
const cases = Array.from({ length: 10 }, (_, i) => `0${i}`);

const text = (path: string) => readFileSync(`${folder}/${path}`, 'utf8');
const lines = (path: string) =>
  text(path)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
const times = (path: string) => lines(path).map((line) => Number.parseFloat(line));
const scores = (path: string) => JSON.parse(text(path)) as Record<string, number>;

describe.skipIf(!there)(
  `scores of mir_eval${there ? '' : `: SKIPPED, ${folder} is missing`}`,
  () => {
    it.each(cases)('beats %s', (index) => {
      const reference = trimBeats(times(`beat/ref${index}.txt`));
      const estimated = trimBeats(times(`beat/est${index}.txt`));
      const wanted = scores(`beat/output${index}.json`);
      const continuity = beatContinuity(reference, estimated);
      const { F } = scoreEvents(reference, estimated, BEAT_WINDOW);
      expect(F).toBeCloseTo(wanted['F-measure'] as number, 9);
      expect(continuity.CMLc).toBeCloseTo(wanted['Correct Metric Level Continuous'] as number, 9);
      expect(continuity.CMLt).toBeCloseTo(wanted['Correct Metric Level Total'] as number, 9);
      expect(continuity.AMLc).toBeCloseTo(wanted['Any Metric Level Continuous'] as number, 9);
      expect(continuity.AMLt).toBeCloseTo(wanted['Any Metric Level Total'] as number, 9);
    });

    it.each(cases)('onsets %s', (index) => {
      const reference = times(`onset/ref${index}.txt`);
      const { F, precision, recall } = scoreEvents(
        reference,
        times(`onset/est${index}.txt`),
        ONSET_WINDOW,
      );
      const wanted = scores(`onset/output${index}.json`);
      expect(F).toBeCloseTo(wanted['F-measure'] as number, 9);
      expect(precision).toBeCloseTo(wanted.Precision as number, 9);
      expect(recall).toBeCloseTo(wanted.Recall as number, 9);
    });

    it.each(cases)('key %s', (index) => {
      const key = (name: string) => parseKey(lines(`key/${name}${index}.txt`)[0] ?? '');
      const wanted = scores(`key/output${index}.json`)['Weighted Score'];
      expect(keyScore(key('ref'), key('est'))).toBe(wanted);
    });
  },
);

describe('tempo', () => {
  it.each([
    [120, 124, 1, 1],
    [120, 126, 0, 0],
    [120, 61, 0, 1],
    [120, 240, 0, 1],
    [120, 359, 0, 1],
    [120, 40, 0, 1],
    [120, 80, 0, 0],
  ])('%i against %i scores %i and %i', (reference, estimated, Acc1, Acc2) => {
    expect(scoreTempo(reference, estimated)).toEqual({ Acc1, Acc2 });
  });

  it('is that of the median interval', () => {
    expect(tempoOfBeats([0, 0.5, 1, 1.5, 3])).toBe(120);
    expect(tempoOfBeats([0, 0.5, 1.25])).toBeCloseTo(60 / 0.625, 9);
    expect(tempoOfBeats([1])).toBeNull();
    expect(scoreTempo(100, null)).toEqual({ Acc1: 0, Acc2: 0 });
  });
});

describe('matching', () => {
  it('uses every event once', () => {
    expect(scoreEvents([1, 1.04], [1.02], 0.05)).toEqual({ F: 2 / 3, precision: 1, recall: 0.5 });
    expect(scoreEvents([1, 1.04], [0.98, 1.02], 0.05).F).toBe(1);
    expect(scoreEvents([], [1], 0.05).F).toBe(0);
  });
});
