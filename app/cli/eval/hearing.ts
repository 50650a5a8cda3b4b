import { currentCommit } from '../headless/commit.ts';
import { withModule } from '../measure/bench-setting.ts';
import { annotatedSounds } from './annotations.ts';
import { evalUsage, parseEvalArguments } from './arguments.ts';
import type * as Evaluate from './evaluate.ts';

const round = (value: number) => Math.round(value * 1000) / 1000;

function rounded(scores: Evaluate.Evaluation['mean']): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, round(value)]));
}

function spoken(name: string, scores: Evaluate.Evaluation['mean']): string {
  const parts = Object.entries(rounded(scores)).map(([field, value]) => `${field} ${value}`);
  return `${name}: ${parts.join(', ')}`;
}

/** `npm run eval -- beats|onsets|key|tempo DIR`: scores what the instrument hears. */
export default async function evaluateHearing(args: readonly string[]): Promise<void> {
  const options = parseEvalArguments(args);
  if (options === null) return console.log(evalUsage);
  const { task, folder, peers, json } = options;
  const sounds = annotatedSounds(folder, task);
  await withModule<typeof Evaluate>('/app/cli/eval/evaluate.ts', async ({ evaluateAll }) => {
    for (const { ear, mean, files } of await evaluateAll(task, sounds, peers)) {
      const head = { eval: task, dir: folder, ear, n: files.length, ...rounded(mean) };
      // Nothing runs on a GPU: the adapter is the processor.
      const line = { ...head, adapter: { vendor: 'cpu', software: true }, commit: currentCommit() };
      console.log(json ? JSON.stringify(line) : spoken(`${ear} on ${files.length} files`, mean));
      for (const { file, scores } of files) {
        console.log(
          json ? JSON.stringify({ file, ear, ...rounded(scores) }) : spoken(`  ${file}`, scores),
        );
      }
    }
  });
}
