import { execFileSync } from 'node:child_process';
import { root } from '../setup/places.mjs';

function git(...args: string[]): string {
  return execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

/** The commit that is measured, with a `+` when files differ from it; null outside of git. */
export function currentCommit(): string | null {
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? '+' : ''}`;
  } catch {
    return null;
  }
}
