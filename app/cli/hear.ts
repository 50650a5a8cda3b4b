/** `npm run hear`: tells what the instrument hears in a recording. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { tempoOfBeats } from './eval/tempo-score.ts';
import { currentCommit } from './headless/commit.ts';
import type * as Hearing from './hear/hearing.ts';
import { keyName } from './hear/note-names.ts';
import { plotHeard } from './hear/plot.ts';
import { withModule } from './measure/bench-setting.ts';
import { runCommand, SetupError } from './setup/say.mjs';
import { decodeSound } from './sound/decode.ts';

const usage = `npm run hear -- FILE [options]

Tells onsets, beats, downbeats, tempo, key, chords and loudness of a recording, as the live analysis
hears them: no sound is looked at before its time. WAV is read as it is, other files by ffmpeg.

  --json               prints one line of JSON
  --plot F.png         draws waveform, onset strength, beats and chords`;

const pathOf = (word: string) => resolve(process.env.INIT_CWD ?? process.cwd(), word);

function parseWords(args: readonly string[]) {
  const options = {
    json: { type: 'boolean' },
    plot: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage}`);
  }
}

function fileOf(words: readonly string[]): string {
  const [word = '', ...more] = words;
  if (word === '' || more.length > 0) {
    throw new SetupError(`hear must be given one file, got ${words.length}.`, usage);
  }
  const path = pathOf(word);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  throw new SetupError(`${word} is not there.`, 'check the path.');
}

const round = (value: number, digits = 3) => Number(value.toFixed(digits));

/** What is printed as JSON; times in seconds, loudness in LUFS. */
function summary(file: string, heard: Hearing.Heard) {
  const beats = heard.beats.map(({ time }) => round(time));
  const tempo = tempoOfBeats(beats);
  return {
    file,
    seconds: round(heard.seconds),
    tempoBpm: tempo === null ? null : round(tempo, 1),
    key: keyName(heard.key),
    keyConfidence: round(heard.keyConfidence),
    loudness: { integrated: round(heard.integrated, 1), truePeak: round(heard.truePeak, 1) },
    beats,
    downbeats: heard.beats.filter(({ number }) => number === 1).map(({ time }) => round(time)),
    onsets: heard.onsets.map((time) => round(time)),
    chords: heard.chords.map(({ time, chord }) => ({ time: round(time), chord })),
    course: heard.course.map((second) =>
      Object.fromEntries(Object.entries(second).map(([name, value]) => [name, round(value, 2)])),
    ),
    commit: currentCommit(),
  };
}

function spoken(told: ReturnType<typeof summary>): string {
  const { integrated, truePeak } = told.loudness;
  const chords = told.chords.map(({ time, chord }) => `${time.toFixed(1)} ${chord}`);
  return [
    `${told.seconds} s, ${told.tempoBpm ?? 'no'} beats a minute, key ${told.key} (${told.keyConfidence})`,
    `loudness ${integrated} LUFS, true peak ${truePeak} dBTP`,
    `${told.onsets.length} onsets, ${told.beats.length} beats, ${told.downbeats.length} downbeats`,
    `beats ${told.beats.map((time) => time.toFixed(2)).join(' ')}`,
    `downbeats ${told.downbeats.map((time) => time.toFixed(2)).join(' ')}`,
    `chords ${chords.join(', ')}`,
  ].join('\n');
}

await runCommand(async () => {
  const { values, positionals } = parseWords(process.argv.slice(2));
  if (values.help) return console.log(usage);
  const path = fileOf(positionals);
  const { plot } = values;
  await withModule<typeof Hearing>('/app/cli/hear/hearing.ts', async ({ hear, readBeatNet }) => {
    const makeNet = await readBeatNet();
    const pcm = decodeSound(path);
    const heard = hear(pcm, makeNet());
    if (plot !== undefined) plotHeard(pathOf(plot), pcm, heard);
    const told = summary(path, heard);
    console.log(values.json ? JSON.stringify(told) : spoken(told));
  });
});
process.exit();
