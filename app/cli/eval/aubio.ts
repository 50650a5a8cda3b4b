import { execFileSync } from 'node:child_process';
import { findOnPath } from '../setup/child.mjs';
import { SetupError } from '../setup/say.mjs';
import type { Task } from './annotations.ts';
import type { Estimate } from './scores.ts';
import { tempoOfBeats } from './tempo-score.ts';

/** Times in seconds that one of aubio's commands prints. */
function times(command: string, path: string): number[] {
  const text = execFileSync(command, ['-i', path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text
    .split('\n')
    .map((line) => Number.parseFloat(line))
    .filter((time) => Number.isFinite(time));
}

/**
 * aubio's estimate with its standard settings. It is a peer for tests, installed by the system and
 * never a part of the instrument.
 * @throws SetupError when it is not installed, or tells nothing of the task.
 */
export function aubioEstimate(task: Task, path: string): Estimate {
  if (task === 'key') throw new SetupError('aubio tells no key.', 'leave --peers out.');
  const command = task === 'onsets' ? 'aubioonset' : 'aubiotrack';
  if (!findOnPath([command])) {
    throw new SetupError(`${command} is missing.`, 'apt-get install aubio-tools');
  }
  const found = times(command, path);
  if (task === 'onsets') return { onsets: found };
  return { beats: found, tempo: tempoOfBeats(found) };
}
