import { parseArgs } from 'node:util';
import { currentCommit } from '../headless/commit.ts';
import { recordLine, withModule } from '../measure/bench-setting.ts';
import type * as Hearing from '../measure/hearing.ts';
import { SetupError } from '../setup/say.mjs';

const usage = `npm run bench -- audio [hear|compose|live] [options]

hear     the analysis of the built-in track: its share of one core, the time from sound to features,
         and how far the next beat falls from where it was foreseen
compose  the instrument's own music, all parts: its share of one core, and the time a bar takes
live     the performer's page at the full load of a software GPU: notes that came too late

The first two are measured unless one is named.

  --seconds S     of live (120)
  --record        adds the lines to bench/results/
  --json          prints one line of JSON`;

const CASES = ['hear', 'compose', 'live'] as const;
type Case = (typeof CASES)[number];
const USUAL: readonly Case[] = ['hear', 'compose'];

function parseWords(args: readonly string[]) {
  const problem = (message: string) =>
    new SetupError(message, `use the options below.\n\n${usage}`);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        seconds: { type: 'string' },
        record: { type: 'boolean' },
        json: { type: 'boolean' },
      },
      strict: true,
      allowPositionals: true,
    });
    const unknown = positionals.find((word) => !CASES.some((name) => name === word));
    if (unknown !== undefined) throw problem(`there is no case "${unknown}".`);
    const seconds = Number(values.seconds ?? 120);
    if (!(seconds >= 10)) throw problem(`--seconds must be at least 10, got ${values.seconds}.`);
    return {
      seconds,
      record: values.record ?? false,
      json: values.json ?? false,
      cases: positionals.length > 0 ? (positionals as Case[]) : USUAL,
    };
  } catch (thrown) {
    if (thrown instanceof SetupError) throw thrown;
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw problem(`${message}.`);
  }
}

type Figures = Readonly<Record<string, number>>;

const MEASURES: Readonly<Record<Case, (seconds: number) => Promise<Figures>>> = {
  async hear() {
    let figures: Figures = {};
    await withModule<typeof Hearing>('/app/cli/measure/hearing.ts', async ({ measureHearing }) => {
      figures = { ...(await measureHearing()) };
    });
    return figures;
  },
  async compose() {
    const { measureComposing } = await import('../measure/composing.ts');
    const figures = await measureComposing();
    return { ...figures, latencyP95: figures.barMs };
  },
  async live(seconds) {
    const { measureLiveTiming } = await import('../measure/live-timing.ts');
    return { ...(await measureLiveTiming(seconds)) };
  },
};

/** `bench audio`: what hearing and the music cost, and how early and how true hearing is. */
export default async function benchAudio(args: readonly string[]): Promise<void> {
  const { json, cases, record, seconds } = parseWords(args);
  for (const name of cases) {
    const measured = Object.entries(await MEASURES[name](seconds));
    const figures = Object.fromEntries(
      measured.map(([key, value]) => [key, Number(value.toFixed(4))]),
    );
    const line = {
      bench: 'audio',
      case: name,
      ...figures,
      adapter: name === 'live' ? SOFTWARE_GPU : { vendor: 'cpu', software: true },
      commit: currentCommit(),
    };
    const text = JSON.stringify(line);
    if (record) recordLine('cpu', text);
    console.log(json ? text : SPOKEN[name](figures));
  }
  process.exit();
}

/** What the page draws on in `live`. */
const SOFTWARE_GPU = { vendor: 'google', architecture: 'swiftshader', software: true };

const percent = (share: number | undefined) => `${((share ?? 0) * 100).toFixed(1)} %`;

const SPOKEN: Readonly<Record<Case, (figures: Figures) => string>> = {
  hear: ({ coreShare, latencyP95, beatErrorP50, beatErrorP95 }) =>
    `hearing takes ${percent(coreShare)} of a core; features come ${latencyP95} ms after the sound (p95); ` +
    `the next beat falls ${beatErrorP50} ms (p50), ${beatErrorP95} ms (p95) from its prediction`,
  compose: ({ coreShare, barMs, quarterBarMs, mostVoices }) =>
    `the music takes ${percent(coreShare)} of a core with ${mostVoices} voices at most; ` +
    `a bar is composed in ${barMs} ms (a quarter of its time is ${quarterBarMs} ms)`,
  live: ({ seconds, notes, late, leastAheadMs, framesPerSecond, longestFrameMs, audioPace }) =>
    `${late} of ${notes} notes came late in ${seconds} s; the latest came ${leastAheadMs} ms before its ` +
    `beginning; ${framesPerSecond} frames a second, the longest took ${longestFrameMs} ms; the audio ` +
    `thread rendered ${audioPace} s a second`,
};
