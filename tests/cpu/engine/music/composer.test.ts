import { describe, expect, it } from 'vitest';
import type { BarPlan } from '../../../../engine/music/bar-plan.ts';
import { BarQueue } from '../../../../engine/music/bar-queue.ts';
import { type ComposedBar, Composer, LOOP_BARS } from '../../../../engine/music/composer.ts';
import {
  declareMusicParams,
  defaultMusicControls,
  type MusicControls,
  readMusicControls,
} from '../../../../engine/music/controls.ts';
import { DRUM_NOTES } from '../../../../engine/music/groove/genre.ts';
import { GENRE_NAMES } from '../../../../engine/music/groove/genres.ts';
import { type GridNote, type NoteEvent, PART_NAMES } from '../../../../engine/music/note.ts';
import { inChord } from '../../../../engine/music/theory/chord.ts';
import { inScale, MODE_NAMES } from '../../../../engine/music/theory/scale.ts';
import { createParamStore } from '../../../../engine/params/param-store.ts';

const STANDARD = defaultMusicControls();
const STRAIGHT: MusicControls = { ...STANDARD, genre: 'techno' };

function compose(count: number, controls = STANDARD, composer = new Composer()): ComposedBar[] {
  return Array.from({ length: count }, () => composer.compose(controls));
}

const tonal = ({ notes }: ComposedBar) => notes.filter(({ part }) => part !== 'drums');
const ofPart = ({ notes }: ComposedBar, part: string) => notes.filter((note) => note.part === part);
const placed = ({ startBeat }: ComposedBar, notes: readonly NoteEvent[]) =>
  notes.map(({ beat, pitch }) => [(beat - startBeat).toFixed(6), pitch]);

describe('the composer', () => {
  it('gives the same for the same seed, and something else for another', () => {
    expect(compose(64)).toEqual(compose(64));
    expect(compose(64, { ...STANDARD, seed: 2 })).not.toEqual(compose(64));
  });

  it('stays in the scale in every mode and genre', () => {
    GENRE_NAMES.forEach((genre, i) => {
      const scale = { tonic: i % 12, mode: MODE_NAMES[i % MODE_NAMES.length] ?? 'ionian' };
      const bars = compose(32, { ...STANDARD, scale, genre, density: 1, energy: 1 });
      const strangers = bars.flatMap(tonal).filter(({ pitch }) => !inScale(scale, pitch));
      expect(strangers).toEqual([]);
    });
  });

  it('puts chord tones of the melody on strong beats', () => {
    const bars = compose(160, STRAIGHT);
    const strong = bars.flatMap((bar) =>
      ofPart(bar, 'melody')
        .filter(({ beat }) => (beat - bar.startBeat) % 2 === 0)
        .map(({ pitch }) => inChord(bar.chord, pitch)),
    );
    expect(strong.length).toBeGreaterThan(30);
    expect(strong.every(Boolean)).toBe(true);
  });

  it('keeps notes near their bar, in order, with velocities that can be played', () => {
    for (const bar of compose(64)) {
      const beats = bar.notes.map(({ beat }) => beat);
      expect(beats).toEqual([...beats].sort((a, b) => a - b));
      const odd = bar.notes.filter(({ beat, length, velocity }) => {
        const near = beat > bar.startBeat - 0.05 && beat < bar.startBeat + 4.05;
        return !near || length <= 0 || velocity <= 0 || velocity > 1;
      });
      expect(odd).toEqual([]);
    }
  });

  it('is never silent for two bars', () => {
    for (let seed = 0; seed < 6; seed++) {
      const bars = compose(96, { ...STANDARD, seed, energy: 0.1, density: 0.1 });
      const silent = bars.map(({ notes }) => notes.length === 0);
      expect(silent.some((each, i) => each && silent[i + 1])).toBe(false);
    }
  });

  it('fills the last bar of phrases and no other', () => {
    const bars = compose(160, STRAIGHT);
    const hasToms = (bar: ComposedBar) =>
      ofPart(bar, 'drums').some(({ pitch }) =>
        [DRUM_NOTES.highTom, DRUM_NOTES.lowTom].includes(pitch as 45),
      );
    const filled = bars.filter(hasToms);
    expect(filled.length).toBeGreaterThan(3);
    for (const { barInPhrase } of filled) expect(barInPhrase).toBe(7);
  });

  it('brings the theme back: a later drop has the rhythm of the first', () => {
    const bars = compose(400, { ...STRAIGHT, temperature: 0.2 });
    const openings = bars.filter(
      (bar, i) =>
        bar.section === 'drop' && bar.barInPhrase === 0 && bars[i - 1]?.section === 'build',
    );
    const rhythms = openings
      .map((bar) =>
        ofPart(bar, 'melody')
          .map(({ beat }) => beat - bar.startBeat)
          .join(),
      )
      .filter((rhythm) => rhythm !== '');
    expect(rhythms.length).toBeGreaterThan(2);
    expect(new Set(rhythms).size).toBe(1);
  });

  it('takes swing and microtiming into the beats of notes', () => {
    const offBeats = (swing: number) =>
      compose(64, { ...STRAIGHT, swing })
        .flatMap((bar) => ofPart(bar, 'arpeggio').map(({ beat }) => beat % 0.5))
        .filter((place) => place > 0.1);
    expect(new Set(offBeats(0))).toEqual(new Set([0.25]));
    for (const place of offBeats(1)) expect(place).toBeCloseTo(1 / 3);
  });

  it('mutes, solos and levels parts and leaves the others as they are', () => {
    const parts = STANDARD.parts;
    const all = compose(48);
    const muted = compose(48, {
      ...STANDARD,
      parts: { ...parts, drums: { ...parts.drums, mute: true } },
    });
    muted.forEach((bar, i) => {
      expect(bar.notes).toEqual(tonal(all[i] as ComposedBar));
    });
    const solo = compose(48, {
      ...STANDARD,
      parts: { ...parts, bass: { ...parts.bass, solo: true } },
    });
    expect(new Set(solo.flatMap(({ notes }) => notes.map(({ part }) => part)))).toEqual(
      new Set(['bass']),
    );
    const soft = compose(48, {
      ...STANDARD,
      parts: { ...parts, pad: { ...parts.pad, level: 0.1 } },
    });
    for (const note of soft.flatMap((bar) => ofPart(bar, 'pad')))
      expect(note.velocity).toBeLessThan(0.1);
  });

  it('holds the last four bars and goes on where it was', () => {
    const composer = new Composer();
    const before = compose(12, STANDARD, composer);
    const held = compose(2 * LOOP_BARS, { ...STANDARD, hold: true }, composer);
    held.forEach((bar, i) => {
      const source = before[before.length - LOOP_BARS + (i % LOOP_BARS)] as ComposedBar;
      expect(bar.startBeat).toBe((12 + i) * 4);
      expect(placed(bar, bar.notes)).toEqual(placed(source, source.notes));
    });
    const [after] = compose(1, STANDARD, composer);
    expect(after?.barInPhrase).toBe(4);
    expect(after?.index).toBe(12 + 2 * LOOP_BARS);
  });

  it('has a new idea within the phrase, while the form goes on', () => {
    const [kept, renewed] = [new Composer(), new Composer()];
    const rest = [kept, renewed].map((composer) => {
      compose(10, STANDARD, composer);
      if (composer === renewed) composer.newIdea();
      return compose(100, STANDARD, composer);
    });
    const [old, fresh] = rest as [ComposedBar[], ComposedBar[]];
    expect(fresh.map(({ chord }) => chord.name)).not.toEqual(old.map(({ chord }) => chord.name));
    expect(fresh[0]?.barInPhrase).toBe(2);
    expect(fresh.slice(0, 6).map(({ section }) => section)).toEqual(
      old.slice(0, 6).map(({ section }) => section),
    );
  });

  it('changes key within a phrase, from the next bar on', () => {
    const composer = new Composer();
    compose(3, STANDARD, composer);
    const scale = { tonic: 7, mode: 'lydian' } as const;
    const [bar] = compose(1, { ...STANDARD, scale }, composer);
    for (const { pitch } of tonal(bar as ComposedBar)) expect(inScale(scale, pitch)).toBe(true);
  });
});

describe('a net that writes the melody', () => {
  const line: readonly GridNote[] = [0, 3, 8, 11].map((step, i) => ({
    step,
    length: 3,
    pitch: 61 + 2 * i,
    velocity: 0.7,
  }));
  const rhythm = (bar: ComposedBar) =>
    ofPart(bar, 'melody').map(({ beat }) => beat - bar.startBeat);

  function session(isReady: (plan: BarPlan) => boolean): ComposedBar[] {
    const asked = new Map<number, BarPlan>();
    const composer = new Composer({
      melody: {
        request: (plan) => asked.set(plan.index, plan),
        take: (index) => {
          const plan = asked.get(index);
          return plan && isReady(plan) ? line : null;
        },
      },
    });
    return compose(200, { ...STRAIGHT, melodist: 'chorale' }, composer).filter(
      (bar) => ofPart(bar, 'melody').length > 0,
    );
  }

  it('is asked a bar before, and bent to scale, chord and range', () => {
    const bars = session(() => true);
    expect(bars.length).toBeGreaterThan(20);
    for (const bar of bars) {
      expect(rhythm(bar)).toEqual([0, 0.75, 2, 2.75]);
      for (const { pitch } of ofPart(bar, 'melody')) expect(inScale(bar.scale, pitch)).toBe(true);
      expect(inChord(bar.chord, ofPart(bar, 'melody')[0]?.pitch ?? 0)).toBe(true);
    }
  });

  it('lets faders count from the next bar on, as without it', () => {
    const silent = { request: () => undefined, take: () => null };
    const [plain, netted] = [new Composer(), new Composer({ melody: silent })];
    for (let bar = 0; bar < 24; bar++) {
      const controls = { ...STRAIGHT, melodist: 'theme', density: (bar % 5) / 4 } as const;
      expect(netted.compose(controls)).toEqual(plain.compose(controls));
    }
  });

  it('is replaced by a variation of its last bar when it is late', () => {
    let answers = 0;
    const bars = session(() => answers++ === 0);
    expect(bars.length).toBeGreaterThan(20);
    const pitches = bars.map((bar) =>
      ofPart(bar, 'melody')
        .map(({ pitch }) => pitch)
        .join(),
    );
    for (const bar of bars) expect(rhythm(bar)).toEqual([0, 0.75, 2, 2.75]);
    expect(new Set(pitches).size).toBeGreaterThan(3);
  });
});

describe('the queue of bars', () => {
  it('knows a whole bar ahead, composes none twice, and forgets old ones', () => {
    const queue = new BarQueue(new Composer());
    expect(queue.advance(0, STANDARD).map(({ index }) => index)).toEqual([0, 1]);
    expect(queue.advance(3.9, STANDARD)).toEqual([]);
    expect(queue.advance(4, STANDARD).map(({ index }) => index)).toEqual([2]);
    expect(queue.barAt(9)?.index).toBe(2);
    expect(queue.barAt(12)).toBeNull();
    for (let beat = 5; beat < 24; beat++) queue.advance(beat, STANDARD);
    expect(queue.barAt(4)).toBeNull();
    expect(queue.barAt(16)?.index).toBe(4);
  });

  it('goes on where the transport lands when it jumps', () => {
    const queue = new BarQueue(new Composer());
    queue.advance(0, STANDARD);
    for (const [beat, bars] of [
      [4_000_001, [1_000_000, 1_000_001]],
      [0, [0, 1]],
    ] as const) {
      const fresh = queue.advance(beat, STANDARD);
      expect(fresh.map(({ index }) => index)).toEqual(bars);
      expect(fresh.map(({ startBeat }) => startBeat / 4)).toEqual(bars);
      expect(queue.barAt(beat)?.index).toBe(bars[0]);
    }
  });
});

describe('the parameters of the music', () => {
  it('stand at first where the default controls say', () => {
    const store = createParamStore();
    declareMusicParams(store);
    expect(readMusicControls(store.apply([], 0))).toEqual(STANDARD);
    const moves = [
      { id: 'music.mode', value: MODE_NAMES.indexOf('lydian'), sender: 'page' },
      { id: 'music.bass.mute', value: 1, sender: 'page' },
      { id: 'music.hold', value: 1, sender: 'page' },
    ];
    const read = readMusicControls(store.apply(moves, 0));
    expect(read.scale.mode).toBe('lydian');
    expect(read.hold).toBe(true);
    expect(PART_NAMES.filter((name) => read.parts[name].mute)).toEqual(['bass']);
  });
});
