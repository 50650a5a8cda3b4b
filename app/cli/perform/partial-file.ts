import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { SetupError } from '../setup/say.mjs';

/** A file that has its name only when it is whole. */
export interface PartialFile {
  /** Writes at a place; at the end of what was appended without one. */
  write(data: Uint8Array, position?: number): void;
  /** Gives it its name. */
  finish(): void;
  /** Removes it, if it was not finished; also when the process ends. */
  discard(): void;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function openForWriting(path: string, partial: string): number {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isDirectory()) {
    throw new SetupError(`${path} is a folder.`, 'name a file in it.');
  }
  try {
    return openSync(partial, 'w');
  } catch (thrown) {
    throw new SetupError(
      `${path} can't be written (${messageOf(thrown)}).`,
      'choose a folder that is there and that you may write to.',
    );
  }
}

/**
 * Opens `path.partial` for writing.
 * @throws SetupError when it can't be written
 */
export function openPartialFile(path: string): PartialFile {
  const partial = `${path}.partial`;
  const file = openForWriting(path, partial);
  let end = 0;
  let open = true;
  const discard = () => {
    if (!open) return;
    open = false;
    closeSync(file);
    rmSync(partial, { force: true });
  };
  process.on('exit', discard);
  return {
    write(data, position = end) {
      if (!open) throw new Error(`${path} is closed`);
      for (let done = 0; done < data.length; ) {
        done += writeSync(file, data, done, data.length - done, position + done);
      }
      end = Math.max(end, position + data.length);
    },
    finish() {
      open = false;
      process.off('exit', discard);
      closeSync(file);
      renameSync(partial, path);
    },
    discard,
  };
}
