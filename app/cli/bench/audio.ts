import { parseArgs } from 'node:util';
import { currentCommit } from '../headless/commit.ts';
import { withModule } from '../measure/bench-setting.ts';
import type * as Hearing from '../measure/hearing.ts';
import { SetupError } from '../setup/say.mjs';

const usage = `npm run bench -- audio [options]

Measures the analysis of the built-in track: its share of one core, the time from sound to features,
and how far the next beat falls from where it was foreseen.

  --json          prints one line of JSON`;

function wantsJson(args: readonly string[]): boolean {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      strict: true,
    });
    return values.json ?? false;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage}`);
  }
}

/** `bench audio`: what hearing costs, and how early and how true it is. */
export default async function benchAudio(args: readonly string[]): Promise<void> {
  const json = wantsJson(args);
  await withModule<typeof Hearing>('/app/cli/measure/hearing.ts', async ({ measureHearing }) => {
    const figures = Object.fromEntries(
      Object.entries(await measureHearing()).map(([name, value]) => [
        name,
        Number(value.toFixed(4)),
      ]),
    );
    const line = {
      bench: 'audio',
      case: 'hear',
      ...figures,
      adapter: { vendor: 'cpu', software: true },
      commit: currentCommit(),
    };
    console.log(json ? JSON.stringify(line) : spoken(figures));
  });
  process.exit();
}

function spoken(figures: Readonly<Record<string, number>>): string {
  const percent = ((figures.coreShare ?? 0) * 100).toFixed(1);
  return (
    `hearing takes ${percent} % of a core; features come ${figures.latencyP95} ms after the sound (p95); ` +
    `the next beat falls ${figures.beatErrorP50} ms (p50), ${figures.beatErrorP95} ms (p95) from its prediction`
  );
}
