import type { Hertz, Seconds } from '../core/units.ts';
import type { AudioBlock } from './audio-tap-block.ts';

/** Puts blocks of sound on the time of a recording: in order, without a hole, never twice. */
export interface ProgrammeSound {
  /**
   * Says where the audio context stands in the recording's time; called every frame while the
   * context runs.
   */
  follow(position: Seconds, contextTime: Seconds): void;
  /** Takes a block. */
  add(block: AudioBlock): void;
  /** Fills with silence up to a position: the context stands still. */
  pad(position: Seconds): void;
  /** Ends the sound at a position: what lies behind is left out from now on. */
  limit(position: Seconds): void;
  /** Fills what is missing up to the limit. */
  close(): void;
  /** Samples written of each channel. */
  readonly frames: number;
  /** Times that sound was missing. */
  readonly gaps: number;
}

/** Takes stereo sound, one piece after the other. */
export type WriteSound = (
  left: Float32Array<ArrayBuffer>,
  right: Float32Array<ArrayBuffer>,
) => void;

/**
 * The session's clock follows the sound within this; above it the context stood still or jumped,
 * and the clock goes its own way too (see `createRealtimeClock`).
 */
const JUMP: Seconds = 0.3;
/** Less is the clocks' unevenness and is not heard. */
const TOLERANCE: Seconds = 0.02;
/** Blocks are this late at most while the context runs. */
const LATENESS: Seconds = 0.25;
/** Sound that is missing for longer is given up, so that the picture is written to the disk. */
const PATIENCE: Seconds = 2;

/** An empty sound of `sampleRate` that hands its pieces to `write`. */
export function createProgrammeSound(sampleRate: Hertz, write: WriteSound): ProgrammeSound {
  let frames = 0;
  let gaps = 0;
  let end = Number.POSITIVE_INFINITY;
  let offset: Seconds | null = null; // recording's time minus the context's
  let standing = false;
  let begun = false;

  const silence = (count: number) => {
    const zeros = new Float32Array(count);
    write(zeros, zeros);
    frames += count;
  };

  const bridge = (missing: number) => {
    if (!standing) gaps += 1;
    standing = true;
    silence(missing);
  };

  /** Samples to leave out of a block's beginning, after padding what is missing before it. */
  const align = (block: AudioBlock, shift: Seconds): number => {
    const place = Math.round((block.frame / sampleRate + shift) * sampleRate);
    const missing = place - frames;
    const tolerance = begun ? TOLERANCE * sampleRate : 0;
    if (missing > tolerance) {
      if (begun && !standing) gaps += 1;
      silence(Math.min(missing, end - frames));
      return 0;
    }
    return missing < -tolerance ? Math.min(block.frames, -missing) : 0;
  };

  return {
    follow(position, contextTime) {
      const now = position - contextTime;
      if (offset === null || Math.abs(now - offset) > JUMP) offset = now;
      const missing = Math.min(Math.round(position * sampleRate), end) - frames;
      if (missing > PATIENCE * sampleRate) bridge(missing - Math.round(LATENESS * sampleRate));
    },
    add(block) {
      if (offset === null) return;
      const from = align(block, offset);
      const to = Math.min(block.frames, from + Math.max(0, end - frames));
      standing = false;
      if (to <= from) return;
      begun = true;
      write(block.left.slice(from, to), block.right.slice(from, to));
      frames += to - from;
    },
    pad(position) {
      const missing = Math.min(Math.round(position * sampleRate), end) - frames;
      if (missing > LATENESS * sampleRate) bridge(missing);
    },
    close() {
      if (!Number.isFinite(end) || end === frames) return;
      if (end - frames > LATENESS * sampleRate) bridge(end - frames);
      else silence(end - frames);
    },
    limit(position) {
      end = Math.max(frames, Math.round(position * sampleRate));
    },
    get frames() {
      return frames;
    },
    get gaps() {
      return gaps;
    },
  };
}
