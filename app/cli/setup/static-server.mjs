/** Serves the built page, with the headers under which a page may share memory. */

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { SetupError } from './say.mjs';

/**
 * Shared memory between the audio thread and the page needs the first two.
 * @source https://html.spec.whatwg.org/multipage/document-sequences.html#cross-origin-isolation
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** @type {Readonly<Record<string, string>>} media type by file ending */
const mediaTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wgsl': 'text/wgsl; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mov': 'video/quicktime',
  '.mkv': 'video/matroska',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.flac': 'audio/flac',
};

/**
 * @typedef {object} ServeOptions
 * @property {string} folder what is served, absolute; a folder's `index.html` stands for it
 * @property {number} [port] the first port to try; 0 for any free one
 * @property {boolean} [onlyThisPort] fail where it is taken, instead of trying the next ones
 * @property {readonly string[]} [hosts] addresses to listen on; this machine alone by default
 * @property {Readonly<Record<string, string>>} [files] more files, absolute, by the path of their
 *   address: `{ '/input/video': '/home/me/clip.mp4' }`
 *
 * @typedef {object} Served
 * @property {string} address `http://localhost:PORT/`
 * @property {number} port
 * @property {() => Promise<void>} close ends every connection
 */

/** How many ports after the first are tried. */
const portsTried = 50;

/**
 * Serves a folder until it is closed.
 * @param {ServeOptions} options
 * @returns {Promise<Served>}
 * @throws {SetupError} when no port is free, or the one that was asked for isn't
 */
export async function serve(options) {
  const first = options.port ?? 5173;
  const hosts = options.hosts ?? ['127.0.0.1', '::1'];
  const tries = options.onlyThisPort || first === 0 ? 1 : portsTried;
  for (let port = first; port < first + tries; port++) {
    const served = await listenOnAll(options, hosts, port);
    if (served !== undefined) return served;
  }
  const subject =
    tries === 1 ? `port ${first}` : `every port from ${first} to ${first + tries - 1}`;
  throw new SetupError(
    `${subject} is taken by another program.`,
    'choose another one with `--port N` and run the command again.',
  );
}

/**
 * Listens on one port of every host, or of none: `localhost` must mean this server whichever of
 * its addresses a browser takes.
 * @param {ServeOptions} options
 * @param {readonly string[]} hosts
 * @param {number} port
 * @returns {Promise<Served | undefined>} undefined when the port is taken
 */
async function listenOnAll(options, hosts, port) {
  /** @type {import('node:http').Server[]} */
  const servers = [];
  const close = async () => {
    await Promise.all(servers.map(closeServer));
  };
  let bound = port;
  for (const host of hosts) {
    const server = createServer((request, response) => answer(options, request, response));
    const refusal = await listen(server, host, bound);
    if (refusal === 'EADDRINUSE' || refusal === 'EACCES') {
      await close();
      return undefined;
    }
    if (refusal !== undefined) continue; // This machine has no such address, IPv6 mostly.
    servers.push(server);
    bound = portOf(server);
  }
  if (servers.length === 0) return undefined;
  return { address: `http://localhost:${bound}/`, port: bound, close };
}

/** @param {import('node:http').Server} server */
function portOf(server) {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/**
 * @param {import('node:http').Server} server
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | undefined>} the error's code, or undefined when it listens
 */
function listen(server, host, port) {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve('code' in error ? String(error.code) : 'unknown'));
    server.listen({ host, port, exclusive: true }, () => resolve(undefined));
  });
}

/** @param {import('node:http').Server} server */
function closeServer(server) {
  return new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

/**
 * @param {ServeOptions} options
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function answer(options, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...isolationHeaders, Allow: 'GET, HEAD' }).end();
    return;
  }
  const file = fileFor(options, request.url ?? '/');
  const size = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false })?.size;
  if (file === undefined || size === undefined) {
    const headers = { ...isolationHeaders, 'Content-Type': 'text/plain; charset=utf-8' };
    response.writeHead(404, headers).end('There is nothing at this address.\n');
    return;
  }
  send(request, response, file, size);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} file
 * @param {number} size in bytes
 */
function send(request, response, file, size) {
  const range = rangeOf(request.headers.range, size);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range ? 206 : 200, {
    ...isolationHeaders,
    'Content-Type': mediaTypes[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': end - start + 1,
    'Accept-Ranges': 'bytes',
    // Vite names the files under assets/ after their content.
    'Cache-Control': file.includes(`${sep}assets${sep}`) ? 'max-age=31536000' : 'no-cache',
    ...(range && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  const stream = createReadStream(file, { start, end });
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/**
 * The file behind an address, or undefined. Nothing outside the folder can be named.
 * @param {ServeOptions} options
 * @param {string} url as in the request's first line
 * @returns {string | undefined}
 */
function fileFor({ folder, files = {} }, url) {
  const path = pathOf(url);
  if (path === undefined || path.includes('\0')) return undefined;
  const named = Object.hasOwn(files, path) ? files[path] : undefined;
  if (named !== undefined) return named;
  const file = normalize(join(folder, path));
  if (!file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
  const status = statSync(file, { throwIfNoEntry: false });
  return status?.isDirectory() ? join(file, 'index.html') : file;
}

/** @param {string} url */
function pathOf(url) {
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '/');
  } catch {
    return undefined;
  }
}

/**
 * The one span of bytes that a `Range` header asks for, or undefined for the whole file.
 * @param {string | undefined} header
 * @param {number} size of the file in bytes
 * @source https://www.rfc-editor.org/rfc/rfc9110#name-range
 */
export function rangeOf(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || size === 0) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(size - 1, Number(to));
  return start > end ? undefined : { start, end };
}
