import type * as Race from '../measure/attention-race.ts';
import { readSetting, report, withModule } from '../measure/bench-setting.ts';
import { say } from '../setup/say.mjs';

const OWN = {
  variant: {
    type: 'string',
    usage: '--variant V     kernel variant of ours, where an op has it',
  },
} as const;

/** `bench attention`: decoding, attention and matrix products, ours and the peers. */
export default async function benchAttention(args: readonly string[]): Promise<void> {
  const setting = readSetting('attention', args, OWN);
  const { variant } = setting.own;
  await withModule<typeof Race>('/app/cli/measure/attention-race.ts', ({ raceAttention }) =>
    raceAttention({
      ...setting,
      variant: typeof variant === 'string' ? variant : null,
      onProgress: say,
      onResult: (result) => report(result, setting),
    }),
  );
  // Dawn would keep the process for as long as its GPU object lives.
  process.exit();
}
