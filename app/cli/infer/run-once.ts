/** What `npm run infer` does between its arguments and its words. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { AdapterDescription } from '../../../engine/gpu/adapter.ts';
import { SetupError } from '../setup/say.mjs';
import type { InferArguments } from './arguments.ts';
import { type WrittenOutput, writeOutputs } from './outputs.ts';
import type * as EngineModule from './session.ts';
import type { Session } from './session.ts';
import { givenInputs } from './values.ts';

/** What a model made of its inputs, and on what. */
export interface InferResult {
  readonly model: string;
  readonly backend: Session['backend'];
  readonly adapter: AdapterDescription;
  readonly outputs: readonly WrittenOutput[];
  readonly ms: number;
}

/**
 * Runs a model once and writes its outputs.
 * @param engine `session.ts`, loaded by something that knows how the engine finds its files
 * @param report takes the notice that a part of the model runs elsewhere
 * @throws SetupError with a remedy; then nothing is written
 */
export async function runOnce(
  options: InferArguments,
  engine: typeof EngineModule,
  report: (notice: string) => void,
): Promise<InferResult> {
  try {
    return await run(options, engine, report);
  } catch (thrown) {
    throw asSetupError(thrown);
  }
}

async function run(
  options: InferArguments,
  engine: typeof EngineModule,
  report: (notice: string) => void,
): Promise<InferResult> {
  const file = basename(options.model);
  const bytes = new Uint8Array(readFileSync(options.model));
  const description = engine.describe(bytes, file);
  const { tensors, shapes } = givenInputs(options, description);
  const { backend, precision, model } = options;
  const session = await engine.openSession({ file, bytes, shapes, backend, precision });
  try {
    if (session.notice !== null) report(session.notice);
    const start = performance.now();
    const results = await session.run(tensors);
    const ms = Math.round((performance.now() - start) * 100) / 100;
    const types = Object.fromEntries(description.outputs.map(({ name, type }) => [name, type]));
    const outputs = writeOutputs(options.out, results, types);
    return { model, backend: session.backend, adapter: session.adapter, outputs, ms };
  } finally {
    session.close();
  }
}

/** An error of the engine that names its remedy, as one of the command line. */
function asSetupError(thrown: unknown): unknown {
  // The engine may be loaded by Vite: its classes are not the ones that this file would import.
  if (!(thrown instanceof Error) || !/^(InstrumentError|UnsupportedOpsError)$/.test(thrown.name))
    return thrown;
  const [problem = '', ...remedy] = thrown.message.replace(/\.$/, '').split('; ');
  const last = remedy.pop() ?? 'correct it';
  return new SetupError([problem, ...remedy].join('; ').concat('.'), `${last}.`);
}
