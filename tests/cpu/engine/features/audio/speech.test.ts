import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readBeatNet } from '../../../../../app/cli/hear/hearing.ts';
import { decodeSound } from '../../../../../app/cli/sound/decode.ts';
import { createRandom } from '../../../../../engine/core/random.ts';
import { createAudioAnalyser, hopSeconds } from '../../../../../engine/features/audio/analyser.ts';
import { audioSlot } from '../../../../../engine/features/audio/layout.ts';
import type { Pcm } from '../../../../../engine/features/audio/offline-analysis.ts';
import { audioFeatures } from '../../../../../engine/features/audio/registry.ts';

const folder = fileURLToPath(new URL('../../../../../../shared/data/audio', import.meta.url));
const there = existsSync(`${folder}/digits`) && existsSync(`${folder}/beats-asap`);
const isFull = process.env.PHOSPHENE_FULL === '1';
/** Seconds that are heard, and that are not judged: the memory has to fill. */
const [SECONDS, SETTLING] = isFull ? [20, 4] : [6, 3];
const DIGITS_RATE = 8000;

/** Shares of the judged time in which speech and music were the larger of the two. */
async function shares({ sampleRate, channels }: Pcm): Promise<{ speech: number; music: number }> {
  const features = audioFeatures.filter(({ name }) => name === 'speech');
  const beatNet = (await readBeatNet())();
  const analyser = createAudioAnalyser({ sampleRate, features, beatNet });
  const { offset } = audioSlot('speech');
  const step = hopSeconds(analyser.format);
  const told = { speech: 0, music: 0 };
  let judged = 0;
  const end = Math.min(channels[0]?.length ?? 0, SECONDS * sampleRate) - 64;
  for (let at = 0; at < end; at += 64) {
    const hops = analyser.hopCount;
    analyser.push(channels, 64, at);
    if (analyser.hopCount === hops || analyser.hopCount * step < SETTLING) continue;
    judged++;
    if ((analyser.latest[offset] as number) > 0.5) told.speech++;
    if ((analyser.latest[offset + 1] as number) > 0.5) told.music++;
  }
  return { speech: told.speech / judged, music: told.music / judged };
}

/** One speaker reading digits, with pauses drawn at random. */
function readingOf(speaker: string): Pcm {
  const random = createRandom(11);
  const files = readdirSync(`${folder}/digits`).filter((file) => file.includes(`_${speaker}_`));
  const samples = new Float32Array(SECONDS * DIGITS_RATE);
  for (let at = 0; at < samples.length; ) {
    const { channels } = decodeSound(
      `${folder}/digits/${files[Math.floor(random.range(0, files.length))]}`,
    );
    const digit = channels[0] as Float32Array;
    samples.set(digit.subarray(0, samples.length - at), at);
    at += digit.length + Math.round(random.range(0.05, 0.3) * DIGITS_RATE);
  }
  return { sampleRate: DIGITS_RATE, channels: [samples] };
}

const speakers = ['george', 'jackson', 'lucas', 'nicolas', 'theo', 'yweweler'];
const heard = isFull ? speakers : ['jackson', 'nicolas'];
const pieces = there
  ? readdirSync(`${folder}/beats-asap`).filter((file) => file.endsWith('.ogg'))
  : [];

describe.skipIf(!there)(
  `speech or music${there ? '' : `: SKIPPED, ${folder}/digits or beats-asap is missing`}`,
  () => {
    it.each(heard)('%s reading digits is speech', async (speaker) => {
      const { speech } = await shares(readingOf(speaker));
      if (isFull) console.log(`${speaker}: speech for ${(100 * speech).toFixed(0)} % of the time`);
      expect(speech).toBeGreaterThan(0.75);
    });

    it.each(isFull ? pieces : pieces.slice(1, 3))('%s is music', async (file) => {
      const { music } = await shares(decodeSound(`${folder}/beats-asap/${file}`));
      if (isFull) console.log(`${file}: music for ${(100 * music).toFixed(0)} % of the time`);
      expect(music).toBeGreaterThan(0.75);
    });
  },
);
