/**
 * Counts the flashes of a video as WCAG defines them, on the CPU and independently of the
 * limiter: frames of sRGB bytes in, the largest number of flashes within any second out.
 * @source W3C, WCAG 2.2, definition of "general flash and red flash thresholds"; red by the
 * working definition of WCAG 2.1
 */

import { toLinear } from '../mixer/compositing-spec.ts';

/** A video as a display shows it. */
export interface Video {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** RGBA bytes of each frame. */
  readonly frames: readonly Uint8Array[];
}

/** The largest number of flashes within any second. */
export interface FlashCount {
  readonly general: number;
  readonly red: number;
}

/** Linear value of each byte. */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => toLinear(byte / 255));

const GENERAL_CHANGE = 0.1;
const DARKER_BELOW = 0.8;
const RED_CHANGE = 20;
const SATURATED_RED = 0.8;
const FIELD_SHARE = 0.25;

/** One block's state in a frame. */
interface Sample {
  readonly luminance: number;
  readonly red: number;
  readonly saturated: boolean;
}

function sampleBlock(
  video: Video,
  frame: Uint8Array,
  x0: number,
  y0: number,
  side: number,
): Sample {
  let [r, g, b] = [0, 0, 0];
  for (let y = y0; y < y0 + side; y++) {
    for (let x = x0; x < x0 + side; x++) {
      const place = (y * video.width + x) * 4;
      r += LINEAR[frame[place] ?? 0] ?? 0;
      g += LINEAR[frame[place + 1] ?? 0] ?? 0;
      b += LINEAR[frame[place + 2] ?? 0] ?? 0;
    }
  }
  const pixels = side * side;
  return {
    luminance: (0.2126 * r + 0.7152 * g + 0.0722 * b) / pixels,
    red: (Math.max(0, r - g - b) / pixels) * 320,
    saturated: r / Math.max(r + g + b, 1e-9) >= SATURATED_RED,
  };
}

type IsChange = (a: Sample, b: Sample) => boolean;

const isGeneral: IsChange = (a, b) =>
  Math.abs(a.luminance - b.luminance) >= GENERAL_CHANGE &&
  Math.min(a.luminance, b.luminance) < DARKER_BELOW;
const isRed: IsChange = (a, b) =>
  Math.abs(a.red - b.red) > RED_CHANGE && (a.saturated || b.saturated);

/** Transition of a block in each frame: 1 up, -1 down, 0 none; from peak to valley to peak. */
function transitionsOf(series: readonly Sample[], kind: 'luminance' | 'red'): Int8Array {
  const isChange = kind === 'luminance' ? isGeneral : isRed;
  const found = new Int8Array(series.length);
  let extreme = series[0];
  let direction = 0;
  for (const [i, sample] of series.entries()) {
    if (!extreme) break;
    const step = Math.sign(sample[kind] - extreme[kind]);
    if (step === direction) {
      extreme = sample;
    } else if (isChange(extreme, sample)) {
      found[i] = step;
      direction = step;
      extreme = sample;
    }
  }
  return found;
}

/** Blocks of the picture, and the fields of a third of its width and height over them. */
interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** For each place of a field: whether more than a quarter of it holds. */
function fieldsWhere({ columns, rows }: Grid, holds: (block: number) => boolean): boolean[] {
  const sums = new Int32Array((columns + 1) * (rows + 1));
  const at = (x: number, y: number) => sums[y * (columns + 1) + x] ?? 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      sums[(y + 1) * (columns + 1) + x + 1] =
        at(x, y + 1) + at(x + 1, y) - at(x, y) + (holds(y * columns + x) ? 1 : 0);
    }
  }
  const [fieldX, fieldY] = [Math.round(columns / 3), Math.round(rows / 3)];
  const found: boolean[] = [];
  for (let y = 0; y + fieldY <= rows; y++) {
    for (let x = 0; x + fieldX <= columns; x++) {
      const inside = at(x + fieldX, y + fieldY) - at(x, y + fieldY) - at(x + fieldX, y) + at(x, y);
      found.push(inside > FIELD_SHARE * fieldX * fieldY);
    }
  }
  return found;
}

/** Flashes are pairs of opposing transitions. */
const pairs = (transitions: number) => Math.floor(transitions / 2);

/** The most flashes that every block of a quarter of a field has in one second. */
function countByBlock(transitions: readonly Int8Array[], grid: Grid, fps: number): number {
  const frames = transitions[0]?.length ?? 0;
  const window = Math.round(fps);
  const counts = new Int32Array(transitions.length);
  let most = 0;
  for (let end = 0; end < frames; end++) {
    for (const [block, series] of transitions.entries()) {
      const gone = end >= window && series[end - window] !== 0 ? 1 : 0;
      counts[block] = (counts[block] ?? 0) + (series[end] !== 0 ? 1 : 0) - gone;
    }
    while (fieldsWhere(grid, (block) => pairs(counts[block] ?? 0) > most).includes(true)) most += 1;
  }
  return most;
}

/** The most flashes in a second of which each changes a quarter of the same field in one frame. */
function countTogether(transitions: readonly Int8Array[], grid: Grid, fps: number): number {
  const frames = transitions[0]?.length ?? 0;
  const direction: number[] = [];
  const times: number[][] = [];
  for (let i = 0; i < frames; i++) {
    const rising = fieldsWhere(grid, (block) => transitions[block]?.[i] === 1);
    const falling = fieldsWhere(grid, (block) => transitions[block]?.[i] === -1);
    for (const [field, up] of rising.entries()) {
      const last = direction[field] ?? 0;
      const next = up && last <= 0 ? 1 : falling[field] && last >= 0 ? -1 : 0;
      if (next === 0) continue;
      direction[field] = next;
      times[field] = [...(times[field] ?? []), i];
    }
  }
  let most = 0;
  for (const field of times) {
    for (const end of field ?? []) {
      most = Math.max(most, field.filter((time) => time > end - fps && time <= end).length);
    }
  }
  return pairs(most);
}

/**
 * Counts the flashes of a video.
 * @param side pixels of a block's side; what is finer is averaged (a fine pattern is no flash)
 */
export function countFlashes(video: Video, side: number): FlashCount {
  const columns = Math.floor(video.width / side);
  const rows = Math.floor(video.height / side);
  const series = Array.from({ length: columns * rows }, (_, block) =>
    video.frames.map((frame) =>
      sampleBlock(video, frame, (block % columns) * side, Math.floor(block / columns) * side, side),
    ),
  );
  const count = (kind: 'luminance' | 'red') => {
    const transitions = series.map((samples) => transitionsOf(samples, kind));
    const grid = { columns, rows };
    return Math.max(
      countByBlock(transitions, grid, video.fps),
      countTogether(transitions, grid, video.fps),
    );
  };
  return { general: count('luminance'), red: count('red') };
}
