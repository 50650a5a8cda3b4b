/** Models that others made, in the folder beside the repository. Where it is missing, tests say so. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../shared/data/weights/', import.meta.url));

/** A tensor of reals as a file holds it. */
export interface FileTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** A model of tfjs: its topology, and the weights of those shards that are there. */
export interface TfjsFiles {
  readonly topology: Readonly<Record<string, unknown>>;
  readonly weights: ReadonlyMap<string, StoredWeights>;
}

/** Weights of a tfjs model, as its manifest tells them. */
export interface StoredWeights {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
}

/** Whether the folder of others' models is here. */
export const hasModels = existsSync(folder);

/** The name that a skipped test bears. */
export const MISSING = `skipped: ${folder} is not here`;

const pathOf = (path: string) => `${folder}${path}`;

/** A text file of the folder. */
export const readText = (path: string): string => readFileSync(pathOf(path), 'utf8');

/** Bytes of a file of the folder; a copy, so that numbers lie where views of them need it. */
export function readBytes(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(pathOf(path)));
}

interface Manifest {
  readonly paths: readonly string[];
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly dtype: 'float32' | 'int32';
  }[];
}

/** Reads a `model.json` with its shards; groups of which a shard is missing are left out. */
export function readTfjs(path: string): TfjsFiles {
  const model = JSON.parse(readText(path)) as {
    readonly modelTopology: TfjsFiles['topology'];
    readonly weightsManifest: readonly Manifest[];
  };
  const beside = path.slice(0, path.lastIndexOf('/') + 1);
  const weights = new Map<string, StoredWeights>();
  for (const group of model.weightsManifest) {
    if (!group.paths.every((shard) => existsSync(pathOf(beside + shard)))) continue;
    const bytes = Buffer.concat(group.paths.map((shard) => readFileSync(pathOf(beside + shard))));
    let place = 0;
    for (const { name, shape, dtype } of group.weights) {
      const size = shape.reduce((product, one) => product * one, 4);
      const { buffer } = new Uint8Array(bytes.subarray(place, place + size));
      const data = dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer);
      weights.set(name, { shape, dtype, data });
      place += size;
    }
  }
  return { topology: model.modelTopology, weights };
}

/** Reads a folder of one file a variable with a manifest of their shapes. */
export function readVariables(path: string): ReadonlyMap<string, FileTensor> {
  const manifest = JSON.parse(readText(`${path}/manifest.json`)) as Record<
    string,
    { readonly filename: string; readonly shape: readonly number[] }
  >;
  return new Map(
    Object.entries(manifest).map(([name, { filename, shape }]) => [
      name,
      { shape, data: new Float32Array(readBytes(`${path}/${filename}`).buffer) },
    ]),
  );
}
