import type { PartWriter } from '../bar-plan.ts';
import type { PartName } from '../note.ts';
import { writeBass } from './bass.ts';
import { writeDrums } from './drums.ts';
import { writeArpeggio, writeChords, writePad } from './harmony.ts';
import { writeMelody } from './melody.ts';

/** How each part is written where no net does. */
export const PART_WRITERS: Readonly<Record<PartName, PartWriter>> = {
  drums: writeDrums,
  bass: writeBass,
  chords: writeChords,
  pad: writePad,
  arpeggio: writeArpeggio,
  melody: writeMelody,
};
