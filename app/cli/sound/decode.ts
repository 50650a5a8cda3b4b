import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Pcm } from '../../../engine/features/audio/offline-analysis.ts';
import { SetupError } from '../setup/say.mjs';
import { readWav } from './wav.ts';

const MOST_BYTES = 2 ** 31 - 1;

function run(command: string, args: readonly string[]): Buffer {
  return execFileSync(command, args, {
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Rate and channels of the first sound of a file, as ffprobe tells them. */
function probe(path: string): { sampleRate: number; channels: number } {
  const entries = 'stream=sample_rate,channels';
  const words = ['-v', 'error', '-select_streams', 'a:0', '-show_entries', entries, '-of', 'json'];
  const { streams } = JSON.parse(run('ffprobe', [...words, path]).toString()) as {
    streams: { sample_rate: string; channels: number }[];
  };
  const [stream] = streams;
  if (!stream) throw new Error('no sound');
  return { sampleRate: Number(stream.sample_rate), channels: stream.channels };
}

/**
 * The samples of a sound file: WAV by itself, everything else through ffmpeg.
 * @throws SetupError when neither can read it.
 */
export function decodeSound(path: string): Pcm {
  const bytes = readFileSync(path);
  const wav = readWav(bytes);
  if (wav) return wav;
  try {
    const { sampleRate, channels } = probe(path);
    const raw = run('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:a:0', '-f', 'f32le', '-']);
    const all = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
    const frames = Math.floor(all.length / channels);
    const split = Array.from({ length: channels }, (_, c) =>
      Float32Array.from({ length: frames }, (_, i) => all[i * channels + c] as number),
    );
    return { sampleRate, channels: split };
  } catch {
    throw new SetupError(
      `${path} can't be decoded.`,
      'give a WAV file, or install ffmpeg and give any file that it reads.',
    );
  }
}
