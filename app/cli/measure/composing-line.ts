import { currentCommit } from '../headless/commit.ts';
import { withModule } from './bench-setting.ts';
import type * as Composing from './composing.ts';

/** Prints what it takes to compose a bar of all parts on the processor: the case `compose`. */
export async function benchComposing(json: boolean): Promise<void> {
  await withModule<typeof Composing>('/app/cli/measure/composing.ts', async (composing) => {
    const { barP50, barP95, coreShare, bars, tempoBpm } = await composing.measureComposing();
    const line = {
      bench: 'audio',
      case: 'compose',
      coreShare: Number(coreShare.toFixed(4)),
      latencyP95: Number(barP95.toFixed(2)),
      latencyP50: Number(barP50.toFixed(2)),
      bars,
      tempoBpm,
      adapter: { vendor: 'cpu', software: true },
      commit: currentCommit(),
    };
    console.log(json ? JSON.stringify(line) : spoken(line));
  });
}

function spoken(line: { latencyP50: number; latencyP95: number; coreShare: number }): string {
  return (
    `a bar of all parts takes ${line.latencyP50} ms (p50), ${line.latencyP95} ms (p95) to compose: ` +
    `${(line.coreShare * 100).toFixed(1)} % of a core while it plays`
  );
}
