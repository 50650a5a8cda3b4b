import { fail } from '../core/errors.ts';
import { clamp } from '../core/numeric.ts';
import type { Bpm } from '../core/units.ts';
import { type NoteEvent, PART_NAMES, type PartName } from './note.ts';

/** Parts of a beat that a file tells apart. */
export const TICKS_PER_BEAT = 960;
/** General MIDI's channel of drums, counted from 0. */
const DRUM_CHANNEL = 9;
const NOTE_OFF = 0x80;
const NOTE_ON = 0x90;

/** An event of a track: when, in ticks, and its bytes. */
interface TrackEvent {
  readonly tick: number;
  readonly bytes: readonly number[];
}

/**
 * A Standard MIDI File of format 1: the tempo, and a track for each part that plays. Drums are on
 * channel 10, the other parts on channels 1 to 5 in the order of `PART_NAMES`.
 * @throws InstrumentError when the tempo does not fit in a file (below 4 beats a minute)
 * @source "Standard MIDI Files 1.0", MIDI Manufacturers Association, RP-001
 */
export function writeMidiFile(notes: readonly NoteEvent[], tempoBpm: Bpm): Uint8Array<ArrayBuffer> {
  const playing = PART_NAMES.filter((part) => notes.some((note) => note.part === part));
  const tracks = [
    tempoTrack(tempoBpm),
    ...playing.map((part) =>
      partTrack(
        part,
        notes.filter((note) => note.part === part),
      ),
    ),
  ];
  const header = [...text('MThd'), ...big(6, 4), ...big(1, 2), ...big(tracks.length, 2)];
  return Uint8Array.from([...header, ...big(TICKS_PER_BEAT, 2), ...tracks.flat()]);
}

/** One file a part, by name, as {@link writeMidiFile} makes them. */
export function writeMidiFiles(
  notes: readonly NoteEvent[],
  tempoBpm: Bpm,
): ReadonlyMap<PartName, Uint8Array<ArrayBuffer>> {
  const playing = PART_NAMES.filter((part) => notes.some((note) => note.part === part));
  return new Map(
    playing.map((part) => [
      part,
      writeMidiFile(
        notes.filter((note) => note.part === part),
        tempoBpm,
      ),
    ]),
  );
}

function tempoTrack(tempoBpm: Bpm): number[] {
  const microseconds = Math.round(60_000_000 / tempoBpm);
  if (!(microseconds >= 1 && microseconds < 1 << 24)) {
    fail({
      subject: 'The tempo of a MIDI file',
      constraint: 'lie between 4 and 60,000,000 beats a minute',
      got: tempoBpm,
      remedy: 'give the tempo in beats a minute',
    });
  }
  const fourFour = { tick: 0, bytes: [0xff, 0x58, 4, 4, 2, 24, 8] };
  return trackOf([{ tick: 0, bytes: [0xff, 0x51, 3, ...big(microseconds, 3)] }, fourFour]);
}

function partTrack(part: PartName, notes: readonly NoteEvent[]): number[] {
  const melodic = PART_NAMES.filter((name) => name !== 'drums');
  const channel = part === 'drums' ? DRUM_CHANNEL : melodic.indexOf(part);
  const name = { tick: 0, bytes: [0xff, 0x03, part.length, ...text(part)] };
  const events = notes.flatMap(({ beat, length, pitch, velocity }): TrackEvent[] => {
    const from = Math.round(beat * TICKS_PER_BEAT);
    const to = Math.max(from + 1, Math.round((beat + length) * TICKS_PER_BEAT));
    const strength = clamp(Math.round(velocity * 127), 1, 127);
    return [
      { tick: from, bytes: [NOTE_ON | channel, pitch, strength] },
      { tick: to, bytes: [NOTE_OFF | channel, pitch, 0] },
    ];
  });
  return trackOf([name, ...events.sort(inOrder)]);
}

/** By time; of events at one tick, ends come before beginnings. */
function inOrder(a: TrackEvent, b: TrackEvent): number {
  return a.tick - b.tick || ((a.bytes[0] ?? 0) & 0xf0) - ((b.bytes[0] ?? 0) & 0xf0);
}

function trackOf(events: readonly TrackEvent[]): number[] {
  let before = 0;
  const body = events.flatMap(({ tick, bytes }) => {
    const delta = tick - before;
    before = tick;
    return [...variableLength(delta), ...bytes];
  });
  body.push(0, 0xff, 0x2f, 0);
  return [...text('MTrk'), ...big(body.length, 4), ...body];
}

/** A number in groups of seven bits, the highest first; all but the last have their top bit set. */
function variableLength(value: number): number[] {
  const groups = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) groups.unshift((rest & 0x7f) | 0x80);
  return groups;
}

function big(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (value >>> (8 * (count - 1 - i))) & 0xff);
}

function text(letters: string): number[] {
  return [...letters].map((letter) => letter.charCodeAt(0));
}
