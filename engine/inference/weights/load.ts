import { messageOf } from '../../core/errors.ts';
import { requireSha256 } from './digest.ts';
import { type DownloadOptions, download } from './download.ts';
import { parseSafetensors, type Safetensors } from './safetensors.ts';

/** How a file is loaded. */
export interface LoadOptions extends DownloadOptions {
  /**
   * SHA-256 of the file. With it a cached copy is used without asking the server; without it the
   * server is asked first, and the copy serves offline only.
   */
  readonly sha256?: string;
  /** The platform's own unless given; null for none. */
  readonly caches?: CacheStorage | null;
  /** Told when the cache could not be used; the file is loaded all the same. */
  readonly onCacheFault?: (message: string) => void;
}

const CACHE_NAME = 'phosphene-weights';

/** The place of a file in the cache; another version of it has another. */
function cacheKey(url: string, sha256: string | undefined): string {
  if (sha256 === undefined) return url;
  return `${url}${url.includes('?') ? '&' : '?'}sha256=${sha256.toLowerCase()}`;
}

async function openCache(options: LoadOptions): Promise<Cache | null> {
  const storage = options.caches === undefined ? globalThis.caches : options.caches;
  if (!storage) return null;
  try {
    return await storage.open(CACHE_NAME);
  } catch (thrown) {
    // Private windows and full disks refuse storage; that must not cost the model.
    options.onCacheFault?.(messageOf(thrown));
    return null;
  }
}

/** The checked cached copy, or null; a damaged one is thrown away. */
async function fromCache<Result>(
  cache: Cache | null,
  key: string,
  check: (bytes: ArrayBuffer) => Promise<Result>,
): Promise<{ readonly result: Result } | null> {
  const response = await cache?.match(key);
  if (!response) return null;
  try {
    return { result: await check(await response.arrayBuffer()) };
  } catch {
    await cache?.delete(key);
    return null;
  }
}

/**
 * Loads a file from the cache or the network. It is checked whole before anyone gets it, and kept
 * for offline use once it has passed.
 * @param read makes of the bytes what is wanted; throws when they are damaged
 * @throws InstrumentError naming the file and the remedy
 */
export async function loadFile<Result>(
  url: string,
  options: LoadOptions,
  read: (bytes: ArrayBuffer) => Promise<Result>,
): Promise<Result> {
  const { sha256 } = options;
  const check = async (bytes: ArrayBuffer) => {
    if (sha256 !== undefined) await requireSha256(`The file ${url}`, bytes, sha256);
    return read(bytes);
  };
  const cache = await openCache(options);
  const key = cacheKey(url, sha256);
  if (sha256 !== undefined) {
    const kept = await fromCache(cache, key, check);
    if (kept) return kept.result;
  }
  try {
    const { bytes, result } = await download(url, options, async (bytes) => ({
      bytes,
      result: await check(bytes),
    }));
    await keep(cache, key, bytes, options);
    return result;
  } catch (thrown) {
    options.signal?.throwIfAborted();
    const kept = await fromCache(cache, key, check);
    if (kept) return kept.result;
    throw thrown;
  }
}

async function keep(
  cache: Cache | null,
  key: string,
  bytes: ArrayBuffer,
  options: LoadOptions,
): Promise<void> {
  try {
    await cache?.put(
      key,
      new Response(bytes, { headers: { 'content-length': `${bytes.byteLength}` } }),
    );
  } catch (thrown) {
    options.onCacheFault?.(messageOf(thrown));
  }
}

/** Loads the tensors of a safetensors file. @throws InstrumentError naming file, tensor and remedy */
export function loadSafetensors(url: string, options: LoadOptions): Promise<Safetensors> {
  return loadFile(url, options, (bytes) => parseSafetensors(bytes, { file: `the file ${url}` }));
}
