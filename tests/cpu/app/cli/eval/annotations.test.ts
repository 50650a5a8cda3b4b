import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { annotatedSounds } from '../../../../../app/cli/eval/annotations.ts';
import { parseEvalArguments } from '../../../../../app/cli/eval/arguments.ts';
import { scoreEstimate } from '../../../../../app/cli/eval/scores.ts';

const folder = mkdtempSync(join(tmpdir(), 'phosphene-eval-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

const jams = {
  annotations: [
    {
      namespace: 'beat_position',
      data: [
        { time: 1, value: { position: 2 } },
        { time: 1.5, value: { position: 1 } },
      ],
    },
    { namespace: 'key_mode', data: [{ time: 0, value: 'G:major' }] },
    { namespace: 'tempo', data: [{ time: 0, value: 119 }] },
  ],
};

for (const name of ['a.wav', 'b.flac', 'c.mp3', 'alone.wav']) put(name, '');
put('a.beats', '# comment\n0.5\t1\n1.0\t2\n1.5\t1\n');
put('a.onsets', '0.5\n0.7\n');
put('a.key', 'F#\tminor\n');
put('b.txt', '0.25\n0.75\n');
put('c.jams', JSON.stringify(jams));

describe('annotations beside sounds', () => {
  it('are read by task and format', () => {
    const beats = annotatedSounds(folder, 'beats');
    expect(beats.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(beats[0]?.annotation.beats?.map(({ number }) => number)).toEqual([1, 2, 1]);
    expect(beats[1]?.annotation.beats).toEqual([
      { time: 0.25, number: null },
      { time: 0.75, number: null },
    ]);
    expect(beats[2]?.annotation.beats?.map(({ number }) => number)).toEqual([2, 1]);
    expect(annotatedSounds(folder, 'onsets').map(({ name }) => name)).toEqual(['a', 'b']);
    expect(annotatedSounds(folder, 'key').map(({ annotation }) => annotation.key)).toEqual([
      { tonic: 6, mode: 'minor' },
      { tonic: 7, mode: 'major' },
    ]);
    expect(annotatedSounds(folder, 'tempo').map(({ annotation }) => annotation.tempo)).toEqual([
      120, 119,
    ]);
  });

  it('are asked for where there are none', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(() => annotatedSounds(empty, 'key')).toThrow(/no sound.*NAME.key/s);
  });
});

describe('scores of a recording', () => {
  const [sound] = annotatedSounds(folder, 'beats');
  const reference = Array.from({ length: 40 }, (_, i) => ({ time: i / 2, number: (i % 4) + 1 }));
  const annotation = { ...sound?.annotation, beats: reference } as Parameters<
    typeof scoreEstimate
  >[1];

  it('are those that the task has', () => {
    const beats = reference.map(({ time }) => time + 0.01);
    const downbeats = reference.filter(({ number }) => number === 3).map(({ time }) => time);
    expect(scoreEstimate('beats', annotation, { beats, downbeats })).toEqual({
      F: 1,
      CMLt: 1,
      AMLt: 1,
      downbeatF: 0,
      Acc1: 1,
      Acc2: 1,
    });
    expect(scoreEstimate('key', annotation, { key: { tonic: 9, mode: 'major' } })).toEqual({
      weighted: 0.3,
    });
  });
});

describe('the arguments of eval', () => {
  it('name a task and a folder', () => {
    expect(parseEvalArguments(['beats', '/x', '--peers', 'aubio', '--json'])).toEqual({
      task: 'beats',
      folder: '/x',
      peers: ['aubio'],
      json: true,
    });
    expect(() => parseEvalArguments(['chords', '/x'])).toThrow(/beats, onsets, key, tempo/);
    expect(() => parseEvalArguments(['beats', '/x', '--peers', 'madmom'])).toThrow(/aubio/);
  });
});
