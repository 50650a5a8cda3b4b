/**
 * `npm run infer`: runs an ONNX model once, on our kernels or on onnxruntime-web, and writes its
 * outputs. Results go to standard output, everything else to standard error.
 */

import { createServer, type ViteDevServer } from 'vite';
import { adapterName } from '../../engine/gpu/adapter.ts';
import { currentCommit } from './headless/commit.ts';
import { inferUsage, parseInferArguments } from './infer/arguments.ts';
import { type InferResult, runOnce } from './infer/run-once.ts';
import type * as EngineModule from './infer/session.ts';
import { root } from './setup/places.mjs';
import { runCommand, say } from './setup/say.mjs';

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

/** The result for people. */
function spoken({ backend, adapter, outputs, ms }: InferResult): string {
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
    const result = await runOnce(options, engine as typeof EngineModule, say);
    console.log(
      options.json ? JSON.stringify({ ...result, commit: currentCommit() }) : spoken(result),
    );
  } finally {
    await vite.close();
  }
});
// Dawn would keep the process for as long as its GPU object lives.
process.exit();
