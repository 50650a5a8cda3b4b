import { say } from '../setup/say.mjs';
import { readSetting, report, withModule } from './bench-setting.ts';
import type * as Compare from './compare.ts';
import type * as Nets from './nets.ts';

const OWN = {
  tune: {
    type: 'boolean',
    usage: '--tune          measures our kernel variants first and takes the fastest',
  },
} as const;

/** `npm run bench -- NAME` for nets: ours and the peers, side by side on one adapter. */
export async function benchNets(name: 'conv' | 'style', args: readonly string[]): Promise<void> {
  const setting = readSetting(name, args, OWN);
  await withModule<typeof Nets>('/app/cli/measure/nets.ts', async (nets) => {
    const all = name === 'conv' ? nets.convNets() : nets.styleNets();
    await withModule<typeof Compare>('/app/cli/measure/compare.ts', ({ compare }) =>
      compare({
        ...setting,
        nets: all.filter(({ title }) => title.includes(setting.case)),
        tune: setting.own.tune === true,
        onProgress: say,
        onResult: (result) => report({ bench: name, ...result }, setting),
      }),
    );
  });
  // Dawn would keep the process for as long as its GPU object lives.
  process.exit();
}
