import { fail } from '../../engine/core/errors.ts';
import type { FileAddress } from './request.ts';

/** A file of the command line's user. @throws InstrumentError when it can't be read */
export async function fetchFile({ url, name }: FileAddress): Promise<File> {
  const response = await fetch(url);
  if (!response.ok) {
    fail({
      subject: `The file "${name}"`,
      constraint: 'be readable',
      got: `${response.status} ${response.statusText}`,
      remedy: 'check its path and its permissions',
    });
  }
  return new File([await response.blob()], name);
}
