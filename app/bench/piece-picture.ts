import { createRealFft } from '../../engine/features/audio/dsp/fft.ts';
import { createLoudnessMeter } from '../../engine/features/audio/dsp/loudness-meter.ts';
import { DRUM_NOTES } from '../../engine/music/groove/genre.ts';
import { PART_NAMES, type PartName } from '../../engine/music/note.ts';
import type { PlayedPiece } from './music.ts';

/** A piece as a picture. */
export interface PiecePicture {
  /** A JPEG file as base64. */
  readonly jpeg: string;
}

const SIZE = { width: 1000, height: 560 } as const;
const LEFT = 64;
const RIGHT = 984;
/** Rows of the picture from top to bottom, in pixels. */
const ROWS = { roll: [40, 300], drums: [308, 390], lower: [420, 536] } as const;
/** The spectrum stands beside the loudness. */
const SPLIT = 600;
const PITCHES = { low: 26, high: 98 } as const;
const COLOURS: Readonly<Record<PartName, string>> = {
  drums: '#9a9aa2',
  bass: '#e0503c',
  chords: '#e8a33d',
  pad: '#3f6fb0',
  arpeggio: '#4fb3a0',
  melody: '#f2f2f2',
};
const INK = { ground: '#0e0e11', line: '#26262c', bar: '#1b1b20', text: '#a8a8b0' } as const;
const LOUDNESS = { low: -40, high: -5 } as const;
const SPECTRUM = { low: 25, high: 20_000, bottom: -75, top: -5 } as const;
const FFT = 8192;

type Pen = OffscreenCanvasRenderingContext2D;
type Scale = (value: number) => number;

const scale =
  (from: readonly [number, number], to: readonly [number, number]): Scale =>
  (value) =>
    to[0] + ((value - from[0]) / (from[1] - from[0])) * (to[1] - to[0]);

function label(pen: Pen, text: string, x: number, y: number, align: CanvasTextAlign = 'left') {
  pen.fillStyle = INK.text;
  pen.textAlign = align;
  pen.fillText(text, x, y);
}

/** Short-term loudness at every tenth of a second, and what holds for the whole. */
export function loudnessCourse({ mix, sampleRate }: PlayedPiece['rendered']) {
  const meter = createLoudnessMeter(sampleRate);
  const step = sampleRate / 10;
  const shortTerm: number[] = [];
  let truePeak = 0;
  for (let at = 0; at + step <= mix[0].length; at += step) {
    meter.push(mix, step, at);
    truePeak = Math.max(truePeak, meter.truePeak);
    meter.endHop();
    shortTerm.push(meter.shortTerm);
  }
  return { shortTerm, integrated: meter.integrated, truePeak: 20 * Math.log10(truePeak) };
}

/** Mean power spectrum of the mix's middle, in dB under full scale, a value a bin. */
export function meanSpectrum({ mix: [left, right] }: PlayedPiece['rendered']): Float64Array {
  const fft = createRealFft(FFT);
  const frame = new Float32Array(FFT);
  const power = new Float64Array(FFT / 2 + 1);
  let count = 0;
  for (let at = 0; at + FFT <= left.length; at += FFT / 2, count++) {
    for (let i = 0; i < FFT; i++) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FFT);
      frame[i] = (hann * ((left[at + i] as number) + (right[at + i] as number))) / 2;
    }
    fft.transform(frame);
    for (let k = 0; k < power.length; k++) {
      power[k] =
        (power[k] as number) + (fft.real[k] as number) ** 2 + (fft.imaginary[k] as number) ** 2;
    }
  }
  // A sine at full scale is 0 dB.
  return power.map((sum) => 10 * Math.log10(sum / Math.max(1, count) / (FFT / 4) ** 2 + 1e-12));
}

function drawBars(pen: Pen, { bars }: PlayedPiece, seconds: number, x: Scale, tempoBpm: number) {
  const [first] = bars;
  const timeOf = (beat: number) => ((beat - (first?.startBeat ?? 0)) * 60) / tempoBpm;
  bars.forEach((bar, i) => {
    const at = timeOf(bar.startBeat);
    if (at >= seconds) return;
    const opens = bar.section !== bars[i - 1]?.section;
    pen.fillStyle = opens ? '#55555f' : bar.barInPhrase === 0 ? '#34343c' : INK.bar;
    pen.fillRect(x(at), ROWS.roll[0] - (opens ? 14 : 0), 1, ROWS.lower[0] - 22 - ROWS.roll[0]);
    if (opens) label(pen, bar.section, x(at) + 4, ROWS.roll[0] - 5);
    if (bar.chord.name !== bars[i - 1]?.chord.name || opens)
      label(pen, bar.chord.name, x(at) + 3, ROWS.roll[1] + 4);
  });
}

function drawNotes(pen: Pen, { notes }: PlayedPiece, x: Scale) {
  const y = scale([PITCHES.low, PITCHES.high], [ROWS.roll[1] - 8, ROWS.roll[0] + 2]);
  const pieces = Object.values(DRUM_NOTES);
  const row = (ROWS.drums[1] - ROWS.drums[0]) / pieces.length;
  // Pads lie beneath, melodies on top.
  for (const part of ['pad', 'chords', 'bass', 'arpeggio', 'melody', 'drums'] as const) {
    pen.fillStyle = COLOURS[part];
    for (const note of notes.filter((one) => one.part === part)) {
      pen.globalAlpha = 0.35 + 0.65 * note.velocity;
      const left = x(note.start);
      if (part === 'drums') {
        const place = pieces.indexOf(note.pitch as (typeof pieces)[number]);
        pen.fillRect(left, ROWS.drums[0] + place * row, 3, row - 1);
      } else {
        const width = Math.max(2, x(note.end ?? note.start) - left - 0.5);
        pen.fillRect(left, y(note.pitch) - 1.5, Math.min(width, RIGHT - left), 3);
      }
    }
  }
  pen.globalAlpha = 1;
}

function drawKeys(pen: Pen) {
  const y = scale([PITCHES.low, PITCHES.high], [ROWS.roll[1] - 8, ROWS.roll[0] + 2]);
  for (let octave = 1; octave <= 6; octave++) {
    const at = y(12 * (octave + 1));
    pen.fillStyle = INK.line;
    pen.fillRect(LEFT, at, RIGHT - LEFT, 1);
    label(pen, `C${octave}`, LEFT - 8, at + 4, 'right');
  }
  const names = Object.keys(DRUM_NOTES);
  const row = (ROWS.drums[1] - ROWS.drums[0]) / names.length;
  pen.font = '7px sans-serif';
  names.forEach((name, i) => {
    label(pen, name, LEFT - 8, ROWS.drums[0] + (i + 0.85) * row, 'right');
  });
  pen.font = '11px sans-serif';
  PART_NAMES.filter((part) => part !== 'drums').forEach((part, i) => {
    pen.fillStyle = COLOURS[part];
    pen.fillRect(RIGHT - 330 + 66 * i, 10, 8, 8);
    label(pen, part, RIGHT - 318 + 66 * i, 18);
  });
}

function drawLine(pen: Pen, points: readonly (readonly [number, number])[], colour: string) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.stroke();
}

function drawLoudness(pen: Pen, shortTerm: readonly number[]) {
  const y = scale([LOUDNESS.low, LOUDNESS.high], [ROWS.lower[1], ROWS.lower[0]]);
  const x = scale([0, shortTerm.length], [LEFT, SPLIT - 40]);
  for (const level of [-40, -30, -20, -16, -10]) {
    pen.fillStyle = level === -16 ? '#4a4a55' : INK.line;
    pen.fillRect(LEFT, y(level), SPLIT - 40 - LEFT, 1);
    label(pen, `${level}`, LEFT - 8, y(level) + 4, 'right');
  }
  label(pen, 'short-term loudness, LUFS, over time', LEFT, ROWS.lower[0] - 6);
  const points = shortTerm.map((level, i) => [x(i), y(Math.max(LOUDNESS.low, level))] as const);
  drawLine(pen, points, '#e8a33d');
}

function drawSpectrum(pen: Pen, spectrum: Float64Array, sampleRate: number) {
  const x = scale([Math.log(SPECTRUM.low), Math.log(SPECTRUM.high)], [SPLIT + 24, RIGHT]);
  const y = scale([SPECTRUM.bottom, SPECTRUM.top], [ROWS.lower[1], ROWS.lower[0]]);
  for (const hertz of [50, 100, 200, 500, 1000, 2000, 5000, 10_000]) {
    pen.fillStyle = INK.line;
    pen.fillRect(x(Math.log(hertz)), ROWS.lower[0], 1, ROWS.lower[1] - ROWS.lower[0]);
    label(pen, hertz < 1000 ? `${hertz}` : `${hertz / 1000}k`, x(Math.log(hertz)), 550, 'center');
  }
  for (const level of [-20, -40, -60]) {
    pen.fillStyle = INK.line;
    pen.fillRect(SPLIT + 24, y(level), RIGHT - SPLIT - 24, 1);
    label(pen, `${level}`, SPLIT + 16, y(level) + 4, 'right');
  }
  label(pen, 'mean spectrum in twelfths of an octave, dB, over Hz', SPLIT + 24, ROWS.lower[0] - 6);
  const points: [number, number][] = [];
  for (let hertz: number = SPECTRUM.low; hertz < SPECTRUM.high; hertz *= 2 ** (1 / 12)) {
    const from = (hertz * FFT) / sampleRate;
    const to = Math.max(from + 1, from * 2 ** (1 / 12));
    let power = 0;
    for (let k = Math.floor(from); k < to && k < spectrum.length; k++) {
      power += 10 ** ((spectrum[k] as number) / 10);
    }
    const level = Math.max(SPECTRUM.bottom, 10 * Math.log10(power));
    points.push([x(Math.log(hertz)), y(level)]);
  }
  drawLine(pen, points, '#4fb3a0');
}

/** Draws a piece: its notes by part, its drums, its loudness over time and its mean spectrum. */
export async function drawPiece(
  piece: PlayedPiece,
  {
    title,
    seconds,
    tempoBpm,
  }: { readonly title: string; readonly seconds: number; readonly tempoBpm: number },
): Promise<PiecePicture> {
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const pen = canvas.getContext('2d') as Pen;
  pen.fillStyle = INK.ground;
  pen.fillRect(0, 0, SIZE.width, SIZE.height);
  pen.font = '11px sans-serif';
  label(pen, title, LEFT, 18);
  const x = scale([0, seconds], [LEFT, RIGHT]);
  drawKeys(pen);
  drawBars(pen, piece, seconds, x, tempoBpm);
  drawNotes(pen, piece, x);
  drawLoudness(pen, loudnessCourse(piece.rendered).shortTerm);
  drawSpectrum(pen, meanSpectrum(piece.rendered), piece.rendered.sampleRate);
  const file = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.72 });
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { jpeg: btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), '')) };
}
