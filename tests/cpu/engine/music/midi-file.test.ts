import { parseMidi } from 'midi-file';
import { describe, expect, it } from 'vitest';
import { Composer } from '../../../../engine/music/composer.ts';
import { defaultMusicControls } from '../../../../engine/music/controls.ts';
import {
  TICKS_PER_BEAT,
  writeMidiFile,
  writeMidiFiles,
} from '../../../../engine/music/midi-file.ts';
import type { NoteEvent } from '../../../../engine/music/note.ts';

const composer = new Composer();
const piece = Array.from({ length: 48 }, () => composer.compose(defaultMusicControls())).flatMap(
  ({ notes }) => notes,
);
const first = (notes: readonly NoteEvent[], part: string) =>
  notes.filter((note) => note.part === part);

/** Beginnings of a track's notes as `tick:pitch:velocity`, sorted. */
function beginnings(track: ReturnType<typeof parseMidi>['tracks'][number]): string[] {
  let tick = 0;
  const found: string[] = [];
  for (const event of track) {
    tick += event.deltaTime;
    if (event.type === 'noteOn') found.push(`${tick}:${event.noteNumber}:${event.velocity}`);
  }
  return found.sort();
}

const wanted = (notes: readonly NoteEvent[]) =>
  notes
    .map(({ beat, pitch, velocity }) => {
      const strength = Math.max(1, Math.round(velocity * 127));
      return `${Math.round(beat * TICKS_PER_BEAT)}:${pitch}:${strength}`;
    })
    .sort();

describe('MIDI files, read back by another reader', () => {
  it('have the tempo, the metre and a named track a part', () => {
    const { header, tracks } = parseMidi(writeMidiFile(piece, 128));
    expect(header).toMatchObject({
      format: 1,
      ticksPerBeat: TICKS_PER_BEAT,
      numTracks: tracks.length,
    });
    expect(tracks[0]?.[0]).toMatchObject({ type: 'setTempo', microsecondsPerBeat: 468750 });
    const names = tracks.slice(1).map((track) => {
      const [event] = track;
      return event?.type === 'trackName' ? event.text : '';
    });
    expect(names).toEqual(['drums', 'bass', 'chords', 'pad', 'arpeggio', 'melody']);
  });

  it('have every note of every part where it sounds, and end each', () => {
    for (const [part, bytes] of writeMidiFiles(piece, 120)) {
      const [, track = []] = parseMidi(bytes).tracks;
      expect(beginnings(track)).toEqual(wanted(first(piece, part)));
      const count = (type: string) => track.filter((event) => event.type === type).length;
      expect(count('noteOff')).toBe(count('noteOn'));
      const channels = new Set(
        track.flatMap((event) => ('channel' in event ? [event.channel] : [])),
      );
      expect(channels.has(9)).toBe(part === 'drums');
    }
  });

  it('write long pauses in several bytes', () => {
    const late: NoteEvent = { part: 'bass', beat: 20_000, length: 1, pitch: 40, velocity: 1 };
    const [, track = []] = parseMidi(writeMidiFile([late], 120)).tracks;
    expect(beginnings(track)).toEqual([`${20_000 * TICKS_PER_BEAT}:40:127`]);
  });

  it('refuse a tempo that has no place in a file', () => {
    expect(() => writeMidiFile(piece, 0)).toThrow(/beats a minute/);
  });
});
