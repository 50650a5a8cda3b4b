import { parseArgs } from 'node:util';
import { currentCommit } from '../headless/commit.ts';
import { recordLine, withModule } from '../measure/bench-setting.ts';
import type * as Writing from '../measure/writing.ts';
import { SetupError } from '../setup/say.mjs';

const usage = `npm run bench -- music [options]

Measures how much of the processor's time the nets take to write a bar of all parts, and what share of
one core that is while the music plays at 140 beats a minute.

  --record        adds the line to bench/results/
  --json          prints one line of JSON`;

function parseWords(args: readonly string[]) {
  try {
    const options = { json: { type: 'boolean' }, record: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage}`);
  }
}

/** `bench music`: what it takes to write a bar, with all nets. */
export default async function benchMusic(args: readonly string[]): Promise<void> {
  const { json, record } = parseWords(args);
  await withModule<typeof Writing>('/app/cli/measure/writing.ts', async ({ measureWriting }) => {
    const { barP50, barP95, coreShare, bars, tempoBpm } = await measureWriting();
    const line = {
      bench: 'music',
      case: 'write a bar',
      coreShare: Number(coreShare.toFixed(4)),
      latencyP50: Number(barP50.toFixed(2)),
      latencyP95: Number(barP95.toFixed(2)),
      bars,
      tempoBpm,
      adapter: { vendor: 'cpu', software: true },
      commit: currentCommit(),
    };
    const text = JSON.stringify(line);
    if (record) recordLine('cpu', text);
    console.log(json ? text : spoken(line));
  });
  process.exit();
}

function spoken(line: { latencyP50: number; latencyP95: number; coreShare: number }): string {
  return (
    `a bar of all parts takes ${line.latencyP50} ms (p50), ${line.latencyP95} ms (p95) to write: ` +
    `${(line.coreShare * 100).toFixed(1)} % of a core while it plays`
  );
}
