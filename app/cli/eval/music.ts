import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { currentCommit } from '../headless/commit.ts';
import { withModule } from '../measure/bench-setting.ts';
import type * as MusicScores from '../measure/music-score.ts';
import { root } from '../setup/places.mjs';
import { SetupError } from '../setup/say.mjs';

const usage = `npm run eval -- music [DIR] [options]

Judges the music net on the test split of the chorales in DIR (../shared/data/music/jsb): nats per
voice-step, and how its own pieces compare with real ones.

  --pieces N      chorales at most (all 77)
  --write N       pieces of its own, told their key alone (40; 0 for none)
  --temperature T of the pitches that it writes (0.8)
  --rhythm T      temperature of when its parts move (1)
  --weights FILE  other weights than models/music/weights.safetensors
  --json          prints one line of JSON`;

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        pieces: text,
        write: text,
        temperature: text,
        rhythm: text,
        weights: text,
        json: { type: 'boolean' },
      },
      allowPositionals: true,
      strict: true,
    });
    return {
      folder: positionals[0] ?? join(root, '../shared/data/music/jsb'),
      weights: values.weights ?? join(root, 'models/music/weights.safetensors'),
      pieces: count('pieces', values.pieces ?? '77'),
      write: count('write', values.write ?? '40'),
      temperature: positive('temperature', values.temperature ?? '0.8'),
      rhythmTemperature: positive('rhythm', values.rhythm ?? '1'),
      json: values.json ?? false,
    };
  } catch (thrown) {
    if (thrown instanceof SetupError) throw thrown;
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage}`);
  }
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new SetupError(`--${name} must be a whole number, got ${text}.`, 'correct it.');
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new SetupError(`--${name} must be a number above 0, got ${text}.`, 'correct it.');
}

const rounded = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Number(value.toFixed(4))]),
  );

/** `npm run eval -- music`: what the music net is worth. */
export default async function evaluateMusic(args: readonly string[]): Promise<void> {
  const { json, ...options } = read(args);
  await withModule<typeof MusicScores>(
    '/app/cli/measure/music-score.ts',
    async ({ scoreMusic }) => {
      const score = await scoreMusic(options).catch((thrown: Error) => {
        throw new SetupError(thrown.message, 'name the folder of the chorales, or other weights.');
      });
      const line = {
        eval: 'music',
        dir: options.folder,
        ...score,
        nll: Number(score.nll.toFixed(4)),
        ...(score.overlap && { overlap: rounded(score.overlap) }),
        ...(score.means && {
          means: Object.fromEntries(
            Object.entries(score.means).map(([name, pair]) => [
              name,
              pair.map((value) => Number(value.toFixed(4))),
            ]),
          ),
        }),
        ...(score.copiedBars && { copiedBars: rounded(score.copiedBars) }),
        adapter: { vendor: 'cpu', software: true },
        commit: currentCommit(),
      };
      console.log(json ? JSON.stringify(line) : spoken(line));
    },
  );
}

function spoken({ n, nll, written, overlap, copiedBars }: MusicScores.MusicScore): string {
  const judged = `${nll} nats per voice-step on ${n} chorales`;
  if (!overlap || !copiedBars) return judged;
  const overlaps = Object.entries(overlap).map(([name, value]) => `${name} ${value}`);
  return (
    `${judged}; overlaps of ${written} pieces of its own: ${overlaps.join(', ')}; bars that stand in ` +
    `training: ${copiedBars.written} of its own, ${copiedBars.real} of real ones`
  );
}
