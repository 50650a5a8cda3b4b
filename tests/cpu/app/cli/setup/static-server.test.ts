import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rangeOf, type Served, serve } from '../../../../../app/cli/setup/static-server.mjs';

const outside = mkdtempSync(join(tmpdir(), 'phosphene-server-'));
const folder = join(outside, 'dist');
let served: Served;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<p>page</p>');
  writeFileSync(join(folder, 'assets', 'a.wasm'), '0123456789');
  writeFileSync(join(folder, 'empty.json'), '');
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  served = await serve({ folder, port: 0, files: { '/input/a': join(outside, 'secret.txt') } });
});

afterAll(async () => {
  await served.close();
  rmSync(outside, { recursive: true });
});

/** One request with its path exactly as given, which `fetch` would tidy up first. */
function ask(path: string, options: { method?: string; range?: string; host?: string } = {}) {
  const { method = 'GET', range, host = '127.0.0.1' } = options;
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const asked = request(
        { host, port: served.port, path, method, headers: range ? { range } : {} },
        (response) => {
          let body = '';
          response.on('data', (chunk) => {
            body += chunk;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
          );
        },
      );
      asked.on('error', reject);
      asked.end();
    },
  );
}

describe('the static server', () => {
  it('serves the page with the headers under which it may share memory', async () => {
    const { status, headers, body } = await ask('/?show=demo#a');
    expect([status, body]).toEqual([200, '<p>page</p>']);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cache-control': 'no-cache',
    });
  });

  it('names the media type and lets named assets be kept', async () => {
    const { headers } = await ask('/assets/a.wasm');
    expect(headers).toMatchObject({
      'content-type': 'application/wasm',
      'content-length': '10',
      'cache-control': 'max-age=31536000',
    });
  });

  it('answers the head of a file, an empty file and a part of one', async () => {
    expect(await ask('/assets/a.wasm', { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
    });
    expect(await ask('/empty.json')).toMatchObject({ status: 200, body: '' });
    const part = await ask('/assets/a.wasm', { range: 'bytes=2-4' });
    expect(part).toMatchObject({ status: 206, body: '234' });
    expect(part.headers).toMatchObject({ 'content-range': 'bytes 2-4/10' });
  });

  it('serves further files by their address', async () => {
    expect(await ask('/input/a')).toMatchObject({ status: 200, body: 'secret' });
  });

  it.each([
    '/gone.js',
    '/assets/',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/%',
    '/%00',
    '/constructor',
  ])('has nothing at %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it('refuses other methods', async () => {
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
  });

  it('takes the next port when one is taken, unless that very one was asked for', async () => {
    const next = await serve({ folder, port: served.port });
    expect(next.port).toBeGreaterThan(served.port);
    await next.close();
    await expect(serve({ folder, port: served.port, onlyThisPort: true })).rejects.toThrow(
      /port \d+ is taken.*\n.*--port N/,
    );
  });
});

describe('the range of a request', () => {
  it.each([
    ['bytes=0-', 10, { start: 0, end: 9 }],
    ['bytes=2-4', 10, { start: 2, end: 4 }],
    ['bytes=2-99', 10, { start: 2, end: 9 }],
    ['bytes=-3', 10, { start: 7, end: 9 }],
    ['bytes=-99', 10, { start: 0, end: 9 }],
    ['bytes=10-', 10, undefined],
    ['bytes=0-1,3-4', 10, undefined],
    ['bytes=-', 10, undefined],
    ['bytes=0-', 0, undefined],
    [undefined, 10, undefined],
  ])('%s of %d bytes is %o', (header, size, range) => {
    expect(rangeOf(header, size)).toEqual(range);
  });
});
