/** `npm run eval -- TASK DIR`: scores the instrument on the material of a folder. */

import { TASKS } from './eval/annotations.ts';
import { runCommand, SetupError } from './setup/say.mjs';

type Evaluation = (args: readonly string[]) => Promise<void>;

const hearing = () => import('./eval/hearing.ts');
const hearingTasks = Object.fromEntries(TASKS.map((task) => [task, hearing]));
const evaluations: Readonly<Record<string, () => Promise<{ default: Evaluation }>>> = {
  ...hearingTasks,
  style: () => import('./eval/style.ts'),
  music: () => import('./eval/music.ts'),
};

await runCommand(async () => {
  const [task = '', ...more] = process.argv.slice(2);
  const load = evaluations[task];
  if (!load) {
    throw new SetupError(
      `there is no evaluation called "${task}".`,
      `use npm run eval -- ${Object.keys(evaluations).join('|')} DIR.`,
    );
  }
  const { default: evaluate } = await load();
  await evaluate(task in hearingTasks ? [task, ...more] : more);
});
process.exit();
