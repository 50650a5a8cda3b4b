import { describe, expect, it } from 'vitest';
import { noMusic } from '../../../../engine/core/music-levels.ts';
import { Composer } from '../../../../engine/music/composer.ts';
import { type ConductedNote, Conductor } from '../../../../engine/music/conductor.ts';
import { defaultMusicControls, type MusicControls } from '../../../../engine/music/controls.ts';
import { foresee } from '../../../../engine/music/foresight.ts';
import { PART_NAMES } from '../../../../engine/music/note.ts';
import { inChord } from '../../../../engine/music/theory/chord.ts';
import { inScale } from '../../../../engine/music/theory/scale.ts';

const STANDARD = defaultMusicControls();
const BEATS_PER_BAR = 4;

function conduct(
  conductor: Conductor,
  span: readonly [from: number, to: number],
  options: { controls?: MusicControls; tempo?: (at: number) => number; stride?: number } = {},
): ConductedNote[] {
  const { controls = STANDARD, tempo = () => 120, stride = 0.04 } = options;
  const notes: ConductedNote[] = [];
  for (let at = span[0]; at < span[1] - 1e-9; at += stride) {
    notes.push(...conductor.advance(at, Math.min(span[1], at + 0.4), controls, tempo(at)));
  }
  return notes;
}

describe('the conductor', () => {
  it('puts every note of the composer at its time, whatever the ticks', () => {
    const conductor = new Conductor({ start: 10, tempoBpm: 120 });
    const notes = conduct(conductor, [10, 42]);
    const composer = new Composer();
    const open = Object.fromEntries(
      PART_NAMES.map((part) => [part, { mute: false, solo: false, level: 1 }]),
    ) as MusicControls['parts'];
    const composed = Array.from({ length: 17 }, () =>
      composer.compose({ ...STANDARD, parts: open }),
    ).flatMap((bar) => bar.notes);
    expect(notes.length).toBeGreaterThan(100);
    notes.forEach((note, i) => {
      expect(note).toMatchObject({ ...composed[i] });
      expect(note.start).toBeCloseTo(Math.max(10, 10 + note.beat / 2), 9);
      expect(note.end - note.start).toBeCloseTo(note.length / 2, 9);
    });
    expect(conductor.late).toBe(0);
    const again = conduct(new Conductor({ start: 10, tempoBpm: 120 }), [10, 42], { stride: 0.31 });
    expect(again.map(({ beat, pitch }) => [beat, pitch])).toEqual(
      notes.map(({ beat, pitch }) => [beat, pitch]),
    );
  });

  it('changes the tempo from what was not handed out yet, without a jump', () => {
    const conductor = new Conductor({ start: 0, tempoBpm: 120 });
    const tempo = (at: number) => (at < 8 ? 120 : 150);
    const notes = conduct(conductor, [0, 20], { tempo });
    const starts = notes.map(({ start }) => start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    const change = 8 + 0.4 - 0.04;
    for (const { start, beat } of notes) {
      const expected = start <= change ? start * 2 : change * 2 + ((start - change) * 150) / 60;
      expect(beat).toBeCloseTo(expected, 6);
    }
    expect(conductor.beatAt(20)).toBeCloseTo(change * 2 + (20 - change) * 2.5, 6);
    expect(conductor.secondsAt(conductor.beatAt(7))).toBeCloseTo(7, 9);
    expect(conductor.secondsAt(conductor.beatAt(17))).toBeCloseTo(17, 9);
  });

  it('leaves out what is too late rather than playing it out of time, and goes on', () => {
    const conductor = new Conductor({ start: 0, tempoBpm: 120 });
    conduct(conductor, [0, 4]);
    const after = conduct(conductor, [9, 15]);
    expect(conductor.late).toBeGreaterThan(0);
    expect(Math.min(...after.map(({ start }) => start))).toBeGreaterThanOrEqual(9 - 0.03);
    expect(after.length).toBeGreaterThan(20);
  });

  it('leaves mutes to the mixer, which hears them at once', () => {
    const parts = Object.fromEntries(
      PART_NAMES.map((part) => [part, { mute: true, solo: false, level: 0 }]),
    ) as MusicControls['parts'];
    const muted = conduct(new Conductor({ start: 0, tempoBpm: 120 }), [0, 8], {
      controls: { ...STANDARD, parts },
    });
    expect(muted).toEqual(conduct(new Conductor({ start: 0, tempoBpm: 120 }), [0, 8]));
  });

  it('starts a piece at the bar where it would have been', () => {
    const whole = new Conductor({ start: 0, tempoBpm: 120, keepsAll: true });
    conduct(whole, [0, 40]);
    const late = new Conductor({ start: 0, beat: 12 * BEATS_PER_BAR, tempoBpm: 120 });
    late.skipTo(12, STANDARD);
    conduct(late, [0, 2]);
    const expected = whole.bars.find(({ index }) => index === 12);
    expect(late.bars.find(({ index }) => index === 12)).toEqual(expected);
    expect(whole.bars.length).toBeGreaterThanOrEqual(20);
  });
});

describe('a jam', () => {
  const PLAYED = [50, 55, 61, 66];
  function jam(isOn: boolean) {
    const conductor = new Conductor({ start: 0, tempoBpm: 120 });
    conductor.jam.isOn = isOn;
    const before = conduct(conductor, [0, 4]);
    // Played in bar 2 (4 to 6 s), a little off the grid, in notes of no scale.
    PLAYED.forEach((pitch, i) => {
      conductor.hear(pitch, 0.8, 4.01 + i * 0.375);
      conductor.unhear(pitch, 4.2 + i * 0.375);
    });
    const after = conduct(conductor, [4, 10]);
    return { conductor, notes: [...before, ...after] };
  }
  const melodyOfBar = (notes: readonly ConductedNote[], bar: number) =>
    notes.filter(
      ({ part, beat }) => part === 'melody' && Math.floor(beat / BEATS_PER_BAR + 0.01) === bar,
    );

  it('is answered in the next bar, in its rhythm on the grid, in key and chord', () => {
    const { conductor, notes } = jam(true);
    const answer = melodyOfBar(notes, 3);
    expect(answer.map(({ beat }) => beat - 12)).toEqual([0, 0.75, 1.5, 2.25]);
    const bar = conductor.bars.find(({ index }) => index === 3);
    if (!bar) throw new Error('bar 3 is gone');
    for (const { pitch } of answer) {
      expect(inScale(bar.scale, pitch) || inChord(bar.chord, pitch)).toBe(true);
    }
    expect(inChord(bar.chord, answer[0]?.pitch ?? 0)).toBe(true);
    expect(melodyOfBar(notes, 4)).toEqual(melodyOfBar(jam(false).notes, 4));
  });

  it('is answered though it is played until the bar line', () => {
    const conductor = new Conductor({ start: 0, tempoBpm: 120 });
    conductor.jam.isOn = true;
    const notes = conduct(conductor, [0, 5.5]);
    conductor.hear(62, 0.8, 4);
    // The beginning of bar 3, at 6 s, is handed out before the key is struck.
    notes.push(...conductor.advance(5.5, 6.1, STANDARD, 120));
    conductor.hear(65, 0.8, 5.75);
    notes.push(...conduct(conductor, [6.1, 10]));
    expect(melodyOfBar(notes, 3).map(({ beat }) => beat - 12)).toEqual([0, 3.5]);
  });

  it('is foreseen before it sounds', () => {
    const conductor = new Conductor({ start: 0, tempoBpm: 120 });
    conductor.jam.isOn = true;
    conduct(conductor, [0, 4]);
    conductor.hear(62, 0.8, 4.375);
    conductor.advance(5.5, 6.05, STANDARD, 120);
    const levels = noMusic();
    // The key was struck three sixteenths into its bar; so is the answer.
    for (const ahead of [0.5, 0.1]) {
      foresee(conductor.bars, 12.75 - ahead, levels);
      expect(levels.nextNote[PART_NAMES.indexOf('melody')]).toBeCloseTo(ahead, 6);
    }
  });

  it('leaves the composed melody alone while it is off', () => {
    const { notes } = jam(false);
    const silent = conduct(new Conductor({ start: 0, tempoBpm: 120 }), [0, 10]);
    expect(notes.map(({ beat, pitch }) => [beat, pitch])).toEqual(
      silent.map(({ beat, pitch }) => [beat, pitch]),
    );
  });
});

describe('what scenes are told', () => {
  const conductor = new Conductor({ start: 0, tempoBpm: 120, keepsAll: true });
  const notes = conduct(conductor, [0, 120]);
  const levels = noMusic();
  const { bars } = conductor;

  it('is nothing before the music begins', () => {
    foresee(bars, -9, levels);
    expect(levels).toEqual(noMusic());
  });

  it('is the section, the bar and the chord that sound', () => {
    const bar = bars[9];
    if (!bar) throw new Error('no bar 9');
    foresee(bars, bar.startBeat + 1.5, levels);
    expect(levels).toMatchObject({
      plays: 1,
      barInPhrase: bar.barInPhrase,
      chordRoot: bar.chord.root / 12,
      nextChordRoot: (bars[10]?.chord.root ?? 0) / 12,
    });
  });

  it('counts down to the drop before it sounds', () => {
    const drop = bars.find(
      ({ section }, i) => section === 'drop' && bars[i - 1]?.section !== 'drop',
    );
    if (!drop) throw new Error('there is no drop in a minute of music');
    const known = bars.filter(({ index }) => index <= drop.index);
    for (const ahead of [3.75, 2, 0.5]) {
      foresee(known, drop.startBeat - ahead, levels);
      expect(levels.dropIn).toBeCloseTo(ahead, 9);
      expect(levels.leads).toBeCloseTo(1 - ahead / BEATS_PER_BAR, 9);
    }
    foresee(known, drop.startBeat, levels);
    expect(levels).toMatchObject({ section: 2, dropIn: -1, leads: 0 });
  });

  it('lights a part when a note begins, and tells how far the next one is', () => {
    const kick = notes.find(({ part, beat }) => part === 'drums' && beat > 20);
    if (!kick) throw new Error('there are no drums');
    foresee(bars, kick.beat, levels);
    const struck = levels.noteOn[0] ?? 0;
    expect(struck).toBeGreaterThan(0.1);
    foresee(bars, kick.beat - 0.1, levels);
    expect(levels.nextNote[0]).toBeLessThanOrEqual(0.1 + 1e-6);
  });
});
