import { InstrumentError, messageOf } from '../../core/errors.ts';
import type { Seconds } from '../../core/units.ts';

/** Told as bytes arrive; `total` is null where the server does not say it. */
export type OnProgress = (loaded: number, total: number | null) => void;

/** What a download needs from outside. */
export interface DownloadOptions {
  readonly wait: (seconds: Seconds) => Promise<void>;
  /** The platform's own unless given. */
  readonly fetch?: typeof fetch;
  readonly onProgress?: OnProgress;
  /** Tries before it gives up; 4 unless given. */
  readonly attempts?: number;
  readonly signal?: AbortSignal;
}

const ATTEMPTS = 4;
/** The pause before the second try; each further one is twice as long. */
const FIRST_PAUSE: Seconds = 0.5;

/** A fault that another try would not mend. */
class LastingFault extends Error {}

const isPassing = (status: number) => status >= 500 || status === 408 || status === 429;

/**
 * Downloads a file and checks it; what arrives torn or damaged is thrown away and asked for again,
 * after pauses that grow.
 * @param check reads the whole file, or throws
 * @throws InstrumentError naming the file and what was wrong with the last try
 */
export async function download<Result>(
  url: string,
  options: DownloadOptions,
  check: (bytes: ArrayBuffer) => Promise<Result>,
): Promise<Result> {
  const attempts = options.attempts ?? ATTEMPTS;
  let last: unknown;
  for (let tries = 0; tries < attempts; tries++) {
    if (tries > 0) await options.wait(FIRST_PAUSE * 2 ** (tries - 1));
    try {
      return await check(await fetchWhole(url, options));
    } catch (thrown) {
      options.signal?.throwIfAborted();
      last = thrown;
      if (thrown instanceof LastingFault) break;
    }
  }
  throw giveUp(url, last, attempts);
}

function giveUp(url: string, last: unknown, attempts: number): InstrumentError {
  const lasting = last instanceof LastingFault;
  return new InstrumentError(
    {
      subject: `The file ${url}`,
      constraint: 'arrive whole',
      got: `${lasting ? '' : `${attempts} tries without success, at last: `}${messageOf(last)}`,
      remedy: lasting ? 'check its address' : 'check the connection and load it again',
    },
    { cause: last },
  );
}

async function fetchWhole(url: string, options: DownloadOptions): Promise<ArrayBuffer> {
  const response = await (options.fetch ?? fetch)(url, {
    // A retry must not get the same torn answer from the browser's own cache.
    cache: 'no-store',
    ...(options.signal && { signal: options.signal }),
  });
  if (!response.ok) {
    const message = `the server answered ${response.status} ${response.statusText}`.trim();
    throw isPassing(response.status) ? new Error(message) : new LastingFault(message);
  }
  const total = announcedLength(response);
  const bytes = await readBody(response, total, options.onProgress);
  if (total === null || bytes.byteLength === total) return bytes;
  throw new Error(`it was torn after ${bytes.byteLength} of ${total} bytes`);
}

/** The length that the server announces; for packed answers that is another one. */
function announcedLength({ headers }: Response): number | null {
  const length = Number(headers.get('content-length') ?? Number.NaN);
  const encoding = headers.get('content-encoding') ?? 'identity';
  return Number.isSafeInteger(length) && encoding === 'identity' ? length : null;
}

async function readBody(
  response: Response,
  total: number | null,
  onProgress: OnProgress | undefined,
): Promise<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let loaded = 0;
  onProgress?.(0, total);
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) break;
    parts.push(part.value);
    loaded += part.value.length;
    onProgress?.(loaded, total);
  }
  const whole = new Uint8Array(loaded);
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole.buffer;
}
