import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer';
import { afterAll, describe, expect, it } from 'vitest';
import { launchChromium, serveBuild } from '../support/chromium.ts';
import { openLivePage, type PhospheneWindow } from '../support/live-page.ts';
import { writeWav } from '../support/wav.ts';

const isFull = process.env.PHOSPHENE_FULL === '1';
if (!isFull) {
  console.warn('SKIPPED: flashes and the clicks of a microphone; PHOSPHENE_FULL=1 measures them.');
}

const RATE = 48_000;
const TEMPO = 120;
const BEATS = 120;
/** What a click may be off its flash, in seconds. */
const OFF = 0.035;
/** Seconds in which the ear comes to trust the clicks, and that are measured after them. */
const [LEARNT, MEASURED] = [20, 20];

/** A click each beat: 20 ms of a falling tone. */
function clicks(): Float32Array {
  const samples = new Float32Array((BEATS * 60 * RATE) / TEMPO);
  for (let beat = 0; beat < BEATS; beat++) {
    const start = Math.round((beat * 60 * RATE) / TEMPO);
    for (let i = 0; i < 0.02 * RATE; i++) {
      const seconds = i / RATE;
      const level = 0.8 * Math.exp(-seconds / 0.004);
      samples[start + i] = level * Math.cos(2 * Math.PI * 1500 * seconds);
    }
  }
  return samples;
}

/** Times of the clicks in the sound that comes in, found by the test itself: the first loud sample. */
const finder = `
registerProcessor('click-finder', class extends AudioWorkletProcessor {
  quiet = 0;
  process([input]) {
    const samples = input?.[0] ?? [];
    for (let i = 0; i < samples.length; i++) {
      const loud = Math.abs(samples[i]) > 0.2;
      if (loud && this.quiet > 0.1 * sampleRate) this.port.postMessage(currentTime + i / sampleRate);
      this.quiet = loud ? 0 : this.quiet + 1;
    }
    return true;
  }
});`;

/** Plays from the microphone for a while; times of its clicks, and of the beats of the picture. */
async function play(code: string, learnt: number, measured: number) {
  const { sound, instrument, afterFrame } = (window as unknown as PhospheneWindow).phosphene;
  if (!sound) throw new Error('There is no sound.');
  const { input } = sound;
  const { context } = input;
  const found: number[] = [];
  const frames: { at: number; beat: number }[] = [];
  await context.audioWorklet.addModule(
    URL.createObjectURL(new Blob([code], { type: 'text/javascript' })),
  );
  const node = new AudioWorkletNode(context, 'click-finder');
  node.port.onmessage = ({ data }) => found.push(data);
  input.bus.connect(node);
  await input.select({ kind: 'microphone' });
  const end = afterFrame(() => {
    frames.push({ at: context.currentTime, beat: instrument.time?.beat ?? 0 });
  });
  const start = context.currentTime;
  await new Promise<void>((resolve) => {
    const look = () => {
      if (context.currentTime - start > learnt + measured) resolve();
      else setTimeout(look, 200);
    };
    look();
  });
  end();
  const from = start + learnt;
  return {
    clicks: found.filter((time) => time > from),
    frames: frames.filter(({ at }) => at > from),
    status: input.state,
  };
}

/** When the picture's beat turned, between the two frames around each turn. */
function turns(frames: readonly { at: number; beat: number }[]): number[] {
  const times: number[] = [];
  for (let i = 1; i < frames.length; i++) {
    const [before, after] = [frames[i - 1], frames[i]];
    if (!before || !after || Math.floor(before.beat) === Math.floor(after.beat)) continue;
    const share = (Math.floor(after.beat) - before.beat) / (after.beat - before.beat);
    times.push(before.at + share * (after.at - before.at));
  }
  return times;
}

describe.skipIf(!isFull)('the picture on the clicks of a microphone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phosphene-clicks-'));
  let browser: Browser | undefined;
  let served: Awaited<ReturnType<typeof serveBuild>> | undefined;
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`turns its beat within ${OFF * 1000} ms of nine clicks in ten`, async () => {
    const file = join(folder, 'clicks.wav');
    writeWav(file, clicks(), RATE);
    served = await serveBuild();
    browser = await launchChromium({ fakeAudio: file });
    const { page, errors } = await openLivePage(browser, served.address, {
      query: '?size=64x36&detail=0&seed=1&thumbnails=off',
      permissions: ['microphone'],
    });
    const played = await page.evaluate(play, finder, LEARNT, MEASURED);
    expect(played.status).toMatchObject({ kind: 'microphone', status: 'playing' });
    expect(played.clicks.length).toBeGreaterThan((0.9 * MEASURED * TEMPO) / 60);
    const beats = turns(played.frames);
    const off = played.clicks.map((click) =>
      beats.reduce((least, beat) => Math.min(least, Math.abs(beat - click)), 1),
    );
    off.sort((a, b) => a - b);
    const at = (share: number) => Math.round(1000 * (off[Math.floor(share * off.length)] ?? 1));
    console.log(
      `flash to click: p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, ${off.length} clicks, ` +
        `${Math.round(played.frames.length / MEASURED)} frames a second`,
    );
    expect(at(0.9)).toBeLessThan(OFF * 1000);
    expect(errors).toEqual([]);
  });
});
