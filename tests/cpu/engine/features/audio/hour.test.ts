import { expect, it } from 'vitest';
import { readBeatNet } from '../../../../../app/cli/hear/hearing.ts';
import { quantile } from '../../../../../engine/core/numeric.ts';
import { createRandom } from '../../../../../engine/core/random.ts';
import { createAudioAnalyser, hopSeconds } from '../../../../../engine/features/audio/analyser.ts';
import { audioSlot } from '../../../../../engine/features/audio/layout.ts';

const RATE = 48_000;
const TEMPO = 126;
const PERIOD = 60 / TEMPO;
const isFull = process.env.PHOSPHENE_FULL === '1';
/** Seconds that are heard; the ear has found the beat after the first. */
const SECONDS = isFull ? 3600 : 40;
const SETTLING = 12;
/** Parts that are compared, in seconds. */
const PART = isFull ? 300 : 14;

/** Kick, snare and hats, a bar of four. */
function createDrummer() {
  const random = createRandom(5);
  return (t: number): number => {
    const beat = Math.floor(t / PERIOD);
    const since = t % PERIOD;
    const half = t % (PERIOD / 2);
    const kick =
      beat % 2 === 0 ? 0.8 * Math.sin(2 * Math.PI * 60 * since) * Math.exp(-since / 0.08) : 0;
    const snare = beat % 2 === 1 ? random.range(-0.6, 0.6) * Math.exp(-since / 0.05) : 0;
    return kick + snare + random.range(-0.1, 0.1) * Math.exp(-half / 0.015);
  };
}

it(`hears ${isFull ? 'an hour' : '40 seconds (an hour with PHOSPHENE_FULL=1)'} without growing, and its beat does not drift`, {
  timeout: 3_600_000,
}, async () => {
  const createBeatNet = await readBeatNet();
  const analyser = createAudioAnalyser({ sampleRate: RATE, beatNet: createBeatNet() });
  const { offset: beatAt } = audioSlot('beat');
  const tempoAt = audioSlot('tempo').offset;
  const drummer = createDrummer();
  const block = new Float32Array(analyser.format.hopLength);
  /** Where the next beat is foreseen against where it falls, and the least heap, part by part. */
  const parts: { off: Float64Array; count: number; heap: number; tempo: number }[] = [];
  // Off the heap, whose growth is the analyser's then.
  const hopsOfPart = Math.ceil(PART / hopSeconds(analyser.format)) + 1;
  for (let at = 0; at < SECONDS * RATE; at += block.length) {
    for (let i = 0; i < block.length; i++) block[i] = drummer((at + i) / RATE);
    analyser.push([block], block.length);
    const now = analyser.hopCount * hopSeconds(analyser.format);
    if (now < SETTLING) continue;
    const index = Math.floor((now - SETTLING) / PART);
    parts[index] ??= {
      off: new Float64Array(hopsOfPart),
      count: 0,
      heap: Number.POSITIVE_INFINITY,
      tempo: 0,
    };
    const part = parts[index];
    const place = (now + (analyser.latest[beatAt + 1] ?? 0)) / PERIOD;
    part.off[part.count++] = (place - Math.round(place)) * PERIOD;
    part.tempo = analyser.latest[tempoAt] ?? 0;
    if (analyser.hopCount % 100 === 0) {
      part.heap = Math.min(part.heap, process.memoryUsage().heapUsed);
    }
  }
  const whole = parts.filter(({ count }) => count > 0.9 * hopsOfPart);
  const offs = whole.map(({ off, count }) => quantile(off.subarray(0, count), 0.5));
  const heaps = whole.map(({ heap }) => heap / 1e6);
  if (isFull) {
    console.log(
      `median distance to the beat, part by part, in ms: ${offs.map((off) => (1000 * off).toFixed(2))}`,
    );
    console.log(`least heap, part by part, in MB: ${heaps.map((heap) => heap.toFixed(1))}`);
  }
  for (const { tempo } of whole) expect(tempo).toBeCloseTo(TEMPO, -0.5);
  expect(Math.max(...offs) - Math.min(...offs)).toBeLessThan(0.005);
  for (const off of offs) expect(Math.abs(off)).toBeLessThan(0.03);
  expect((heaps.at(-1) ?? 0) - (heaps[1] ?? heaps[0] ?? 0)).toBeLessThan(2);
});
