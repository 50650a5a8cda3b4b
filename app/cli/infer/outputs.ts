import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CpuTensor } from '../../../engine/inference/tensor.ts';
import { openPartialFile } from '../perform/partial-file.ts';
import { SetupError } from '../setup/say.mjs';
import { writeNpy } from './npy.ts';

/** An output that was written. */
export interface WrittenOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly file: string;
}

/** A name as a file can bear it, apart from those that are taken. */
function fileName(name: string, taken: Set<string>): string {
  const plain = name.replace(/[^\w.-]+/g, '_').replace(/^[_.]+/, '') || 'output';
  let free = plain;
  for (let i = 2; taken.has(free.toLowerCase()); i++) free = `${plain}-${i}`;
  taken.add(free.toLowerCase());
  return `${free}.npy`;
}

/**
 * Writes outputs into a folder: all of them, or none.
 * @param types element types by output, as the model declares them
 * @throws SetupError when the folder cannot be written
 */
export function writeOutputs(
  folder: string,
  outputs: Readonly<Record<string, CpuTensor>>,
  types: Readonly<Record<string, string>>,
): WrittenOutput[] {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    throw new SetupError(`${folder} can't be made (${String(thrown)}).`, 'choose another --out.');
  }
  const taken = new Set<string>();
  const written = Object.entries(outputs).map(([name, tensor]) => {
    const path = join(folder, fileName(name, taken));
    return { name, shape: tensor.shape, path, bytes: writeNpy(tensor, types[name] ?? '') };
  });
  const files = written.map(({ path }) => openPartialFile(path));
  files.forEach((file, i) => {
    file.write(written[i]?.bytes ?? new Uint8Array());
  });
  for (const file of files) file.finish();
  return written.map(({ name, shape, path }) => ({ name, shape, file: path }));
}
