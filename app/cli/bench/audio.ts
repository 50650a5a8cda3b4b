import { parseArgs } from 'node:util';
import { currentCommit } from '../headless/commit.ts';
import { withModule } from '../measure/bench-setting.ts';
import type * as Hearing from '../measure/hearing.ts';
import { SetupError } from '../setup/say.mjs';

const usage = `npm run bench -- audio [hear|compose] [options]

hear     the analysis of the built-in track: its share of one core, the time from sound to features,
         and how far the next beat falls from where it was foreseen
compose  the instrument's own music, all parts: its share of one core, and the time a bar takes

Both are measured unless one is named.

  --json          prints one line of JSON`;

const CASES = ['hear', 'compose'] as const;
type Case = (typeof CASES)[number];

function parseWords(args: readonly string[]) {
  const problem = (message: string) =>
    new SetupError(message, `use the options below.\n\n${usage}`);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      strict: true,
      allowPositionals: true,
    });
    const unknown = positionals.find((word) => !CASES.some((name) => name === word));
    if (unknown !== undefined) throw problem(`there is no case "${unknown}".`);
    return {
      json: values.json ?? false,
      cases: positionals.length > 0 ? (positionals as Case[]) : CASES,
    };
  } catch (thrown) {
    if (thrown instanceof SetupError) throw thrown;
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw problem(`${message}.`);
  }
}

type Figures = Readonly<Record<string, number>>;

const MEASURES: Readonly<Record<Case, () => Promise<Figures>>> = {
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
};

/** `bench audio`: what hearing and the music cost, and how early and how true hearing is. */
export default async function benchAudio(args: readonly string[]): Promise<void> {
  const { json, cases } = parseWords(args);
  for (const name of cases) {
    const measured = Object.entries(await MEASURES[name]());
    const figures = Object.fromEntries(
      measured.map(([key, value]) => [key, Number(value.toFixed(4))]),
    );
    const line = {
      bench: 'audio',
      case: name,
      ...figures,
      adapter: { vendor: 'cpu', software: true },
      commit: currentCommit(),
    };
    console.log(json ? JSON.stringify(line) : SPOKEN[name](figures));
  }
  process.exit();
}

const percent = (share: number | undefined) => `${((share ?? 0) * 100).toFixed(1)} %`;

const SPOKEN: Readonly<Record<Case, (figures: Figures) => string>> = {
  hear: ({ coreShare, latencyP95, beatErrorP50, beatErrorP95 }) =>
    `hearing takes ${percent(coreShare)} of a core; features come ${latencyP95} ms after the sound (p95); ` +
    `the next beat falls ${beatErrorP50} ms (p50), ${beatErrorP95} ms (p95) from its prediction`,
  compose: ({ coreShare, barMs, quarterBarMs, mostVoices }) =>
    `the music takes ${percent(coreShare)} of a core with ${mostVoices} voices at most; ` +
    `a bar is composed in ${barMs} ms (a quarter of its time is ${quarterBarMs} ms)`,
};
