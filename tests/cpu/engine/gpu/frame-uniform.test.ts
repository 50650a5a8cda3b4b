import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { silentLevels } from '../../../../engine/core/audio-levels.ts';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import { HEARD_PARTS } from '../../../../engine/core/music-levels.ts';
import { FRAME_UNIFORM_FLOATS, writeFrameUniform } from '../../../../engine/gpu/frame-uniform.ts';

const code = readFileSync(new URL('../../../../shaders/lib/frame.wgsl', import.meta.url), 'utf8');
/** Members of the struct in their order; each is one float. */
const members = [...code.matchAll(/^ {2}(\w+): f32,/gm)].map(([, name]) => name ?? '');

const TIME: FrameTime = {
  index: 5,
  seconds: 2,
  delta: 0.02,
  beat: 4.5,
  beatPhase: 0.5,
  bar: 1,
  barPhase: 0.125,
  tempoBpm: 120,
};

function written(set: (levels: ReturnType<typeof silentLevels>) => void): Record<string, number> {
  const levels = silentLevels();
  set(levels);
  const values = new Float32Array(FRAME_UNIFORM_FLOATS).fill(Number.NaN);
  writeFrameUniform(values, TIME, levels, 3);
  return Object.fromEntries(members.map((name, i) => [name, values[i] ?? Number.NaN]));
}

it('is as long as the struct that shaders see, and whole', () => {
  expect(members).toHaveLength(FRAME_UNIFORM_FLOATS);
  expect(Object.values(written(() => {})).filter(Number.isNaN)).toEqual([]);
});

it('tells of the music by the names that shaders use', () => {
  const frame = written(({ music }) => {
    Object.assign(music, { plays: 1, section: 2, tension: 0.5, leads: 0.25, dropIn: 3 });
    Object.assign(music, { barInPhrase: 7, chordRoot: 0.5, nextChordRoot: 0.75 });
    music.noteOn.set([0.125, 0.25, 0.375, 0.5, 0.625, 0.75]);
  });
  expect(frame).toMatchObject({
    beat: 4.5,
    section: 2,
    tension: 0.5,
    leads: 0.25,
    dropIn: 3,
    barInPhrase: 7,
    chordRoot: 0.5,
    nextChord: 0.75,
  });
  expect(HEARD_PARTS.map((part) => frame[part])).toEqual([0.125, 0.25, 0.375, 0.5, 0.625, 0.75]);
});

it('leaves the chord to the ear where no music of its own plays', () => {
  const frame = written((levels) => {
    levels.chordRoot = 0.25;
  });
  expect(frame).toMatchObject({ chordRoot: 0.25, section: -1, dropIn: -1 });
});
