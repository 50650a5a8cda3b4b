import { beforeAll, describe, expect, it } from 'vitest';
import { feedOfMusic, type RehearsedMusic, rehearse } from '../../../../app/perform/music.ts';
import type { Plan } from '../../../../app/perform/plan.ts';
import { openScore } from '../../../../app/perform/score.ts';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import { noMusic } from '../../../../engine/core/music-levels.ts';
import { SEEN } from '../../../../engine/features/eyes/picture-features.ts';
import { parseShow } from '../../../../engine/session/show.ts';
import { createShowPlayer } from '../../../../engine/session/show-player.ts';

const FPS = 15;
const START = 1;
const plan = (seconds: number): Plan => ({
  frames: seconds * FPS,
  fps: FPS,
  seconds,
  size: { width: 64, height: 36 },
  seed: 1,
  detail: null,
});

/** A score that plays a show. */
const scoreOf = (show: object) => ({
  facts: null,
  player({ store, bus }: Parameters<Awaited<ReturnType<typeof openScore>>['player']>[0]) {
    const parsed = parseShow(JSON.stringify(show), store.declarations, 'the show');
    return {
      player: createShowPlayer(parsed, store, bus),
      seconds: null,
      trackBar: parsed.trackBar,
    };
  },
});

const SHOW = {
  version: 1,
  title: 'A show of its own music',
  trackBar: 4,
  params: { 'transport.tempo': 120, 'music.genre': 'techno', 'music.energy': 0.9 },
  events: [
    { at: 4, set: { 'transport.tempo': 150, 'music.drums.mute': 1 } },
    { at: 6, set: { 'music.genre': 'trap' } },
  ],
};

describe('the music of a performance', () => {
  let music: RehearsedMusic;
  beforeAll(() => {
    music = rehearse(scoreOf(SHOW), plan(12), START);
  });

  it('is rehearsed alike every time', () => {
    const again = rehearse(scoreOf(SHOW), plan(12), START);
    expect(again.notes).toEqual(music.notes);
    expect(again.settings).toEqual(music.settings);
    expect(music.notes.length).toBeGreaterThan(50);
  });

  it('begins on the bar of the show, with its first note on the first sample or after', () => {
    expect(music.conductor.beatAt(0)).toBe(16);
    expect(Math.min(...music.notes.map(({ start }) => start))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...music.notes.map(({ start }) => start))).toBeLessThan(12);
    expect(music.settings[0]).toMatchObject({ at: 0, tempoBpm: 120 });
    expect(music.settings[0]?.controls.kit).toBe('warehouse');
  });

  it('follows what the eyes see of the film', () => {
    const seeing = (motion: number, params: object = {}): RehearsedMusic =>
      rehearse(scoreOf({ ...SHOW, params }), plan(24), START, {
        openEyes: () => (_, into) => {
          into.fill(0.5);
          into[SEEN.motion] = motion;
          return true;
        },
      });
    const wild = seeing(1);
    expect(wild.notes).toEqual(seeing(1).notes);
    expect(wild.notes.length).toBeGreaterThan(1.05 * seeing(0).notes.length);
    const full = { 'music.picture.motion': 1 };
    expect(seeing(1, full).notes.length).toBeGreaterThan(1.15 * seeing(0, full).notes.length);
  });

  it('follows the moves of the show', () => {
    const turned = music.settings.find(({ controls }) => !controls.parts.drums.isHeard);
    expect(turned?.at).toBeCloseTo(4, 1);
    expect(turned?.tempoBpm).toBe(150);
    expect(music.conductor.beatAt(4)).toBeCloseTo(16 + 8, 1);
    const gone = music.conductor.beatAt(11) - music.conductor.beatAt(10);
    expect(gone).toBeCloseTo(150 / 60, 6);
    expect(music.settings.at(-1)?.controls.kit).toBe('analog');
  });

  it('tells the session where it is, and scenes what plays', () => {
    const feed = feedOfMusic(music);
    const time = { seconds: START + 2 } as FrameTime;
    expect(feed.position(time)).toEqual({ beat: music.conductor.beatAt(2), tempoBpm: null });
    const levels = noMusic();
    feed.foresee?.(time, levels);
    expect(levels.plays).toBe(1);
    feed.foresee?.({ seconds: START + 5 } as FrameTime, levels);
    expect(levels.noteOn[0]).toBe(0);
  });
});

it('drops where the demo show does', async () => {
  const score = await openScore({ writeLog: false }, () => {});
  const { conductor } = rehearse(score, plan(10), START);
  const sections = new Map(conductor.bars.map(({ index, section }) => [index, section]));
  const DROP_BAR = 24; // beat 16 of the show, which begins on bar 20
  expect(sections.get(DROP_BAR - 1)).toBe('build');
  expect(sections.get(DROP_BAR)).toBe('drop');
});
