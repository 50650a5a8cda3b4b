import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../../engine/inference/weights/digest.ts';
import { type LoadOptions, loadSafetensors } from '../../../../../engine/inference/weights/load.ts';
import { f32, writeSafetensors } from '../../../../support/safetensors-writer.ts';

const url = 'https://example.org/net.safetensors';
const file = writeSafetensors({ w: f32([4], [1, 2, 3, 4]) });
const damaged = file.slice(0);
new Uint8Array(damaged)[file.byteLength - 1] = 0x13;

type Answer = ArrayBuffer | number | Error | { readonly torn: ArrayBuffer };

const bodyOf = (bytes: ArrayBuffer) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let place = 0; place < bytes.byteLength; place += 40) {
        controller.enqueue(new Uint8Array(bytes.slice(place, place + 40)));
      }
      controller.close();
    },
  });

/** A server that gives these answers in turn. */
function server(...answers: Answer[]) {
  let asked = 0;
  const serve = async (): Promise<Response> => {
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? 404;
    if (answer instanceof Error) throw answer;
    if (typeof answer === 'number') return new Response('no', { status: answer });
    const bytes = answer instanceof ArrayBuffer ? answer : answer.torn;
    const length = answer instanceof ArrayBuffer ? bytes.byteLength : bytes.byteLength + 100;
    return new Response(bodyOf(bytes), { headers: { 'content-length': `${length}` } });
  };
  return { fetch: serve as typeof fetch, asked: () => asked };
}

/** A Cache API of a map. */
function memoryCaches(): { storage: CacheStorage; kept: Map<string, ArrayBuffer> } {
  const kept = new Map<string, ArrayBuffer>();
  const cache = {
    match: async (key: string) => {
      const bytes = kept.get(key);
      return bytes && new Response(bytes.slice(0));
    },
    put: async (key: string, response: Response) => {
      kept.set(key, await response.arrayBuffer());
    },
    delete: async (key: string) => kept.delete(key),
  };
  return { storage: { open: async () => cache } as unknown as CacheStorage, kept };
}

function loading(given: Partial<LoadOptions> & Pick<LoadOptions, 'fetch'>) {
  const pauses: number[] = [];
  const wait = async (seconds: number) => {
    pauses.push(seconds);
  };
  return { pauses, loaded: loadSafetensors(url, { wait, caches: null, ...given }) };
}

const valuesOf = async (loaded: ReturnType<typeof loadSafetensors>) => [
  ...((await loaded).tensors.get('w')?.data ?? []),
];

describe('loading weights', () => {
  it('tells its progress in bytes of the total', async () => {
    const told: [number, number | null][] = [];
    const { loaded, pauses } = loading({
      fetch: server(file).fetch,
      onProgress: (...progress) => told.push(progress),
    });
    expect(await valuesOf(loaded)).toEqual([1, 2, 3, 4]);
    expect(told[0]).toEqual([0, file.byteLength]);
    expect(told.at(-1)).toEqual([file.byteLength, file.byteLength]);
    expect(told.length).toBeGreaterThan(2);
    expect(pauses).toEqual([]);
  });

  it.each<[string, Answer]>([
    ['a torn download', { torn: file.slice(0, 30) }],
    ['a torn download that says nothing of it', file.slice(0, file.byteLength - 4)],
    ['a damaged download', damaged],
    ['a broken connection', new TypeError('fetch failed')],
    ['a server that is out of order', 503],
  ])('tries %s again, after pauses that grow', async (_, fault) => {
    const { fetch, asked } = server(fault, fault, file);
    const { loaded, pauses } = loading({ fetch, sha256: await sha256(file) });
    expect(await valuesOf(loaded)).toEqual([1, 2, 3, 4]);
    expect(asked()).toBe(3);
    expect(pauses).toEqual([0.5, 1]);
  });

  it('gives up after some tries, and says why', async () => {
    const { fetch, asked } = server(damaged);
    const { loaded, pauses } = loading({ fetch, sha256: await sha256(file) });
    await expect(loaded).rejects.toThrow(
      /net\.safetensors must arrive whole, got 4 tries.*SHA-256/,
    );
    expect(asked()).toBe(4);
    expect(pauses).toEqual([0.5, 1, 2]);
  });

  it('does not ask again for a file that is not there', async () => {
    const { fetch, asked } = server(404);
    await expect(loading({ fetch }).loaded).rejects.toThrow(/answered 404.*check its address/);
    expect(asked()).toBe(1);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const { fetch, asked } = server(new Error('aborted'));
    await expect(loading({ fetch, signal }).loaded).rejects.toThrow('enough');
    expect(asked()).toBe(1);
  });
});

describe('the cache of weights', () => {
  it('serves a file whose hash is known without the network', async () => {
    const { storage } = memoryCaches();
    const hash = await sha256(file);
    await loading({ fetch: server(file).fetch, caches: storage, sha256: hash }).loaded;
    const offline = server(new TypeError('offline'));
    const { loaded } = loading({ fetch: offline.fetch, caches: storage, sha256: hash });
    expect(await valuesOf(loaded)).toEqual([1, 2, 3, 4]);
    expect(offline.asked()).toBe(0);
  });

  it('throws a damaged entry away and loads the file again', async () => {
    const { storage, kept } = memoryCaches();
    const hash = await sha256(file);
    kept.set(`${url}?sha256=${hash}`, damaged.slice(0));
    const { fetch, asked } = server(file);
    expect(await valuesOf(loading({ fetch, caches: storage, sha256: hash }).loaded)).toEqual([
      1, 2, 3, 4,
    ]);
    expect(asked()).toBe(1);
    expect(await sha256(kept.get(`${url}?sha256=${hash}`) ?? new ArrayBuffer(0))).toBe(hash);
  });

  it('serves a file of unknown hash only when the network fails', async () => {
    const { storage } = memoryCaches();
    const newer = writeSafetensors({ w: f32([1], [7]) });
    await loading({ fetch: server(file).fetch, caches: storage }).loaded;
    const { fetch } = server(newer, new TypeError('offline'));
    expect(await valuesOf(loading({ fetch, caches: storage }).loaded)).toEqual([7]);
    expect(await valuesOf(loading({ fetch, caches: storage }).loaded)).toEqual([7]);
  });

  it('never keeps what did not pass', async () => {
    const { storage, kept } = memoryCaches();
    const { fetch } = server(file.slice(0, 20));
    await expect(loading({ fetch, caches: storage }).loaded).rejects.toThrow('arrive whole');
    expect(kept.size).toBe(0);
  });

  it('does without where it is refused', async () => {
    const faults: string[] = [];
    const storage = {
      open: async () => {
        throw new Error('The operation is insecure.');
      },
    } as unknown as CacheStorage;
    const { loaded } = loading({
      fetch: server(file).fetch,
      caches: storage,
      onCacheFault: (message) => faults.push(message),
    });
    expect(await valuesOf(loaded)).toEqual([1, 2, 3, 4]);
    expect(faults).toEqual(['The operation is insecure.']);
  });
});
