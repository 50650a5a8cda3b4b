import type { Pcm } from '../../../engine/features/audio/offline-analysis.ts';
import { drawText, textWidth } from '../picture/pixel-font.ts';
import { writePng } from '../picture/png.ts';
import type { Heard } from './hearing.ts';

type Colour = readonly [red: number, green: number, blue: number];

const WIDTH = 1600;
const ROWS = { wave: 160, onset: 120, chord: 28, gap: 8 } as const;
const HEIGHT = ROWS.wave + ROWS.onset + ROWS.chord + 4 * ROWS.gap;
const BACKGROUND: Colour = [14, 14, 16];
const WAVE: Colour = [120, 130, 140];
const ONSET: Colour = [230, 160, 60];
const BEAT: Colour = [60, 150, 160];
const DOWNBEAT: Colour = [120, 235, 245];
const TEXT: Colour = [225, 225, 225];

/** A picture of rows of pixels. */
class Canvas {
  readonly pixels = new Uint8Array(WIDTH * HEIGHT * 4);

  constructor() {
    this.fill(0, 0, WIDTH, HEIGHT, BACKGROUND);
  }

  set(x: number, y: number, [red, green, blue]: Colour) {
    if (x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT) return;
    this.pixels.set([red, green, blue, 255], (Math.floor(y) * WIDTH + Math.floor(x)) * 4);
  }

  fill(left: number, top: number, width: number, height: number, colour: Colour) {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) this.set(x, y, colour);
    }
  }
}

/** Highest absolute value of each column's stretch of the sound. */
function peaks({ channels }: Pcm): Float32Array {
  const length = channels[0]?.length ?? 0;
  return Float32Array.from({ length: WIDTH }, (_, x) => {
    let peak = 0;
    for (let i = Math.floor((x * length) / WIDTH); i < ((x + 1) * length) / WIDTH; i++) {
      for (const channel of channels) peak = Math.max(peak, Math.abs(channel[i] ?? 0));
    }
    return Math.min(1, peak);
  });
}

/** Highest onset strength of each column. */
function strengths({ onsetStrength }: Heard): Float32Array {
  const columns = new Float32Array(WIDTH);
  onsetStrength.forEach((value, hop) => {
    const x = Math.floor((hop * WIDTH) / onsetStrength.length);
    columns[x] = Math.max(columns[x] as number, value);
  });
  return columns;
}

/** A colour a pitch class: neighbours on the circle of fifths look alike. */
function chordColour(chord: string): Colour {
  const order = ['C', 'G', 'D', 'A', 'E', 'B', 'F#', 'Db', 'Ab', 'Eb', 'Bb', 'F'];
  const angle = (2 * Math.PI * order.indexOf(chord.split(':')[0] ?? '')) / 12;
  const light = chord.endsWith('min') ? 60 : 90;
  const part = (shift: number) => Math.round(light + 45 * Math.cos(angle + shift));
  return [part(0), part((-2 * Math.PI) / 3), part((2 * Math.PI) / 3)];
}

function drawChords(canvas: Canvas, { chords, seconds }: Heard, top: number) {
  chords.forEach(({ time, chord }, i) => {
    const left = Math.floor((time / seconds) * WIDTH);
    const right = Math.floor(((chords[i + 1]?.time ?? seconds) / seconds) * WIDTH);
    if (chord === 'N') return;
    canvas.fill(left, top, Math.max(1, right - left - 1), ROWS.chord, chordColour(chord));
    const name = chord.replace(':maj', '').replace(':min', 'm');
    if (textWidth(name, 2) + 6 > right - left) return;
    drawText(name, 2, (x, y) => canvas.set(left + 4 + x, top + 7 + y, TEXT));
  });
}

/** Draws waveform, onset strength, beats (downbeats brighter) and chords over time. */
export function plotHeard(path: string, pcm: Pcm, heard: Heard): void {
  const canvas = new Canvas();
  const waveTop = ROWS.gap;
  const onsetTop = waveTop + ROWS.wave + ROWS.gap;
  for (const { time, number } of heard.beats) {
    const x = Math.floor((time / heard.seconds) * WIDTH);
    const colour = number === 1 ? DOWNBEAT : BEAT;
    canvas.fill(x, waveTop, 1, ROWS.wave + ROWS.gap + ROWS.onset, colour);
  }
  peaks(pcm).forEach((peak, x) => {
    const height = Math.max(1, Math.round(peak * ROWS.wave));
    canvas.fill(x, waveTop + ((ROWS.wave - height) >> 1), 1, height, WAVE);
  });
  strengths(heard).forEach((value, x) => {
    const height = Math.round(value * ROWS.onset);
    canvas.fill(x, onsetTop + ROWS.onset - height, 1, height, ONSET);
  });
  drawChords(canvas, heard, onsetTop + ROWS.onset + ROWS.gap);
  writePng(path, WIDTH, HEIGHT, canvas.pixels);
}
