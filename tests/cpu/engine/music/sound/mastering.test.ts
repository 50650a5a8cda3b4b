import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import { MasteringChain } from '../../../../../engine/music/sound/mastering/mastering-chain.ts';
import { TruePeakMeter } from '../../../../../engine/music/sound/mastering/true-peak.ts';
import {
  CEILING,
  TruePeakLimiter,
} from '../../../../../engine/music/sound/mastering/true-peak-limiter.ts';
import { wavHeader, wavSamples } from '../../../../../engine/output/wav-file.ts';
import { needsFfmpeg } from '../../../../support/ffmpeg.ts';
import { loudnessOf } from '../../../../support/loudness.ts';

const RATE = 48_000;
const SECONDS = 1;
const folder = mkdtempSync(join(tmpdir(), 'phosphene-mastering-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Sound = readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];

function sound(at: (i: number, side: 0 | 1) => number): Sound {
  const side = (which: 0 | 1) =>
    Float32Array.from({ length: SECONDS * RATE }, (_, i) => at(i, which));
  return [side(0), side(1)];
}

const random = createRandom(5);
/** Sounds whose peaks lie where a limiter could miss them. */
const SOUNDS: Readonly<Record<string, Sound>> = {
  // At a quarter of the rate and 45 degrees no sample is higher than 0.71 of the wave.
  'a wave that peaks between samples': sound((i) => 2 * Math.sin((Math.PI / 2) * i + Math.PI / 4)),
  'a wave near the top': sound((i) => 1.5 * Math.sin(2.6 * i)),
  noise: sound(() => random.range(-1.4, 1.4)),
  clicks: sound((i, side) => (i % 4801 === side * 7 ? 3 : i % 4801 === side * 7 + 1 ? -3 : 0)),
  'bursts on one side': sound((i, side) =>
    side === 0 ? 0.02 : i % 24_000 < 1200 ? 2.5 * Math.sin(0.9 * i) : 0.05 * Math.sin(0.02 * i),
  ),
  'loud square waves': sound((i) => ((i * 197) % RATE < RATE / 2 ? 1.8 : -1.8)),
};

function processed(name: string, chain: Pick<TruePeakLimiter, 'process'>): Sound {
  const [left, right] = (SOUNDS[name] as Sound).map((side) => side.slice()) as [
    Float32Array<ArrayBuffer>,
    Float32Array<ArrayBuffer>,
  ];
  for (let at = 0; at < left.length; at += 128) {
    const end = Math.min(left.length, at + 128);
    chain.process(left.subarray(at, end), right.subarray(at, end), end - at);
  }
  return [left, right];
}

async function measured(channels: Sound, name: string) {
  const path = join(folder, `${name.replaceAll(' ', '-')}.wav`);
  const frames = channels[0].length;
  const shape = { channels: 2, frames, sampleRate: RATE };
  writeFileSync(path, Buffer.concat([wavHeader(shape), wavSamples(channels, 0, frames)]));
  return loudnessOf(path);
}

describe('the true-peak limiter', () => {
  it.for(Object.keys(SOUNDS))('keeps %s below its ceiling, by ffmpeg', async (name, context) => {
    needsFfmpeg(context);
    const { truePeak } = await measured(processed(name, new TruePeakLimiter(RATE)), name);
    expect(truePeak).toBeLessThanOrEqual(CEILING);
  });

  it('is not quieter than it must be on a steady wave', async (context) => {
    needsFfmpeg(context);
    const name = 'a wave that peaks between samples';
    const { truePeak } = await measured(processed(name, new TruePeakLimiter(RATE)), 'steady');
    expect(truePeak).toBeGreaterThan(CEILING - 0.7);
  });

  it('hands on what is quiet as it came, late by its latency', () => {
    const limiter = new TruePeakLimiter(RATE);
    const quiet = Float32Array.from({ length: 4096 }, (_, i) => 0.4 * Math.sin(0.3 * i));
    const [left, right] = [quiet.slice(), quiet.slice()];
    limiter.process(left, right, quiet.length);
    const late = limiter.latency;
    expect(left.subarray(late)).toEqual(quiet.subarray(0, quiet.length - late));
    expect(limiter.takeReduction()).toBeCloseTo(0, 6);
  });

  it('has one gain for both sides', () => {
    const [left, right] = processed('bursts on one side', new TruePeakLimiter(RATE));
    const ducked = left.filter((_, i) => Math.abs(right[i] ?? 0) > 0.5);
    expect(Math.max(...ducked)).toBeLessThan(0.019);
  });
});

describe('the true-peak meter', () => {
  it('tells the peak that a wave has between its samples, as ffmpeg does', async (context) => {
    needsFfmpeg(context);
    for (const step of [Math.PI / 2, 1.9, 0.7]) {
      // Faded in, as a sudden beginning overshoots by each filter's own measure.
      const wave = Float32Array.from({ length: SECONDS * RATE }, (_, i) => {
        const rise = Math.sin((Math.PI / 2) * Math.min(1, i / 4800)) ** 2;
        const fall = Math.sin((Math.PI / 2) * Math.min(1, (SECONDS * RATE - i) / 4800)) ** 2;
        return 0.8 * rise * fall * Math.sin(step * i + Math.PI / 4);
      });
      const meter = new TruePeakMeter();
      const peak = wave.reduce((most, x) => Math.max(most, meter.next(x)), 0);
      const { truePeak } = await measured([wave, wave], `meter ${step.toFixed(2)}`);
      expect(Math.abs(20 * Math.log10(peak) - truePeak)).toBeLessThan(0.1);
    }
  });
});

describe('the mastering chain', () => {
  it.for(['noise', 'clicks'])('keeps the ceiling on %s', async (name, context) => {
    needsFfmpeg(context);
    const { truePeak } = await measured(processed(name, new MasteringChain(RATE)), `chain ${name}`);
    expect(truePeak).toBeLessThanOrEqual(CEILING);
  });

  it('takes off what only moves the cone, and brings the low end to the middle', () => {
    const chain = new MasteringChain(RATE);
    const length = RATE;
    const left = Float32Array.from(
      { length },
      (_, i) => 0.2 + 0.2 * Math.sin(2 * Math.PI * 50 * (i / RATE)),
    );
    const right = Float32Array.from({ length }, () => 0.2);
    chain.process(left, right, length);
    const settled = (side: Float32Array) => side.subarray(length / 2);
    const mean = (side: Float32Array) => side.reduce((sum, x) => sum + x, 0) / side.length;
    const power = (side: Float32Array) => side.reduce((sum, x) => sum + x * x, 0) / side.length;
    expect(Math.abs(mean(settled(left)))).toBeLessThan(0.002);
    const side = settled(left).map((x, i) => x - (settled(right)[i] ?? 0));
    expect(power(side) / power(settled(left))).toBeLessThan(0.12);
  });

  it('brings quiet and loud music nearer to each other, slowly', () => {
    const loudnessAfter = (gain: number, seconds: number) => {
      const rate = RATE / 2;
      const chain = new MasteringChain(rate);
      const wave = Float32Array.from({ length: rate }, (_, i) => gain * Math.sin(0.1 * i));
      let [left, right] = [wave, wave];
      for (let second = 0; second < seconds; second++) {
        [left, right] = [wave.slice(), wave.slice()];
        chain.process(left, right, rate);
      }
      return 10 * Math.log10(left.reduce((sum, x) => sum + x * x, 0) / left.length);
    };
    const gap = (seconds: number) => loudnessAfter(0.25, seconds) - loudnessAfter(0.06, seconds);
    expect(gap(24)).toBeLessThan(gap(1) - 3);
    expect(gap(24)).toBeGreaterThan(2);
  });

  it('gives the same samples again', () => {
    const once = processed('noise', new MasteringChain(RATE));
    expect(processed('noise', new MasteringChain(RATE))).toEqual(once);
  });
});
