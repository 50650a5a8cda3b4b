/**
 * `npm run infer`: runs an ONNX model once, on our kernels or on onnxruntime-web, and writes its
 * outputs. Results go to standard output, everything else to standard error.
 */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createServer, type ViteDevServer } from 'vite';
import { adapterName } from '../../engine/gpu/adapter.ts';
import { currentCommit } from './headless/commit.ts';
import { type InferArguments, inferUsage, parseInferArguments } from './infer/arguments.ts';
import { writeOutputs } from './infer/outputs.ts';
import type * as SessionModule from './infer/session.ts';
import { givenInputs } from './infer/values.ts';
import { root } from './setup/places.mjs';
import { runCommand, SetupError, say } from './setup/say.mjs';

/** Vite without a page: it turns the engine's modules into ones that Node runs. */
function openVite(): Promise<ViteDevServer> {
  return createServer({
    root,
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
}

/** An error of the engine that names its remedy, as one of the command line. */
function asSetupError(thrown: unknown): unknown {
  // The engine is loaded by Vite: its classes are not the ones that this file would import.
  if (!(thrown instanceof Error) || !/^(InstrumentError|UnsupportedOpsError)$/.test(thrown.name))
    return thrown;
  const [problem = '', ...remedy] = thrown.message.replace(/\.$/, '').split('; ');
  const last = remedy.pop() ?? 'correct it';
  return new SetupError([problem, ...remedy].join('; ').concat('.'), `${last}.`);
}

async function infer(options: InferArguments, engine: typeof SessionModule) {
  const file = basename(options.model);
  const bytes = new Uint8Array(readFileSync(options.model));
  const description = engine.describe(bytes, file);
  const { tensors, shapes } = givenInputs(options, description);
  const { backend, precision } = options;
  const session = await engine.openSession({ file, bytes, shapes, backend, precision });
  try {
    if (session.notice !== null) say(session.notice);
    const start = performance.now();
    const results = await session.run(tensors);
    const ms = Math.round((performance.now() - start) * 100) / 100;
    const types = Object.fromEntries(description.outputs.map(({ name, type }) => [name, type]));
    const outputs = writeOutputs(options.out, results, types);
    return {
      model: options.model,
      backend: session.backend,
      adapter: session.adapter,
      outputs,
      ms,
    };
  } finally {
    session.close();
  }
}

/** The result for people. */
function spoken({ backend, adapter, outputs, ms }: Awaited<ReturnType<typeof infer>>): string {
  const ours = `our kernels on ${adapterName(adapter)}`;
  const place = { ours, ort: 'onnxruntime-web', both: `${ours} and onnxruntime-web` }[backend];
  const lines = outputs.map(({ name, shape, file }) => `  ${name} [${shape.join(', ')}]: ${file}`);
  return [`${ms} ms by ${place}`, ...lines].join('\n');
}

await runCommand(async () => {
  const options = parseInferArguments(process.argv.slice(2));
  if (options === null) return console.log(inferUsage);
  const vite = await openVite();
  try {
    const engine = await vite.ssrLoadModule('/app/cli/infer/session.ts');
    const result = await infer(options, engine as typeof SessionModule);
    console.log(
      options.json ? JSON.stringify({ ...result, commit: currentCommit() }) : spoken(result),
    );
  } catch (thrown) {
    throw asSetupError(thrown);
  } finally {
    await vite.close();
  }
});
// Dawn would keep the process for as long as its GPU object lives.
process.exit();
