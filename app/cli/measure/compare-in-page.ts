import { join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { openPageAt } from '../headless/open-page.ts';
import { root } from '../setup/places.mjs';
import { isolationHeaders } from '../setup/static-server.mjs';
import { sourceServer } from './bench-setting.ts';
import type { ComparisonReports, ComparisonRequest } from './compare.ts';
import type { LitertAddresses } from './peers/litert.ts';

const PAGE = 'app/cli/measure/page/compare.html';
const LITERT = 'node_modules/@litertjs/core';
/** LiteRT finds its WebAssembly by its address alone: that folder is served as it is. */
const addresses: LitertAddresses = { module: `/${LITERT}/dist/index.js`, wasm: '/' };

/** Serves the sources: peers that a page needs stay out of what is built. */
async function serveSources(): Promise<ViteDevServer> {
  const vite = await createServer({
    ...sourceServer,
    appType: 'mpa',
    publicDir: join(root, LITERT, 'wasm'),
    server: { ...sourceServer.server, host: 'localhost', port: 0, headers: isolationHeaders },
  });
  return vite.listen();
}

/**
 * Compares nets in a page of a Chromium without a window. @throws when a peer's result differs
 * from ours
 */
export async function compareInPage(
  request: ComparisonRequest,
  { onResult, onProgress }: ComparisonReports,
): Promise<void> {
  const vite = await serveSources();
  try {
    const { href } = new URL(PAGE, vite.resolvedUrls?.local[0]);
    const opened = await openPageAt(href, { software: false });
    try {
      const { page, failed } = opened;
      await page.exposeFunction('phospheneResult', onResult);
      await page.exposeFunction('phospheneProgress', onProgress);
      const words = [request, addresses].map((word) => JSON.stringify(word));
      await Promise.race([page.evaluate(`phospheneCompare(${words.join(', ')})`), failed]);
    } finally {
      await opened.close();
    }
  } finally {
    await vite.close();
  }
}
