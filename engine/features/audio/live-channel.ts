/**
 * The way from the audio thread to the page: shared memory where the page is isolated, with a
 * sequence number around the floats; messages elsewhere.
 */
export interface FeatureChannel {
  /** One Int32 sequence number, then the floats; absent where memory can't be shared. */
  readonly shared?: SharedArrayBuffer;
}

/** Bytes before the floats. */
const HEADER = Int32Array.BYTES_PER_ELEMENT;
/** Reads that met the writer at work before giving up until the next frame. */
const ATTEMPTS = 8;

/** Shared memory for `length` floats, or none where the page is not isolated. */
export function createFeatureChannel(length: number): FeatureChannel {
  if (!globalThis.crossOriginIsolated) return {};
  return { shared: new SharedArrayBuffer(HEADER + length * Float32Array.BYTES_PER_ELEMENT) };
}

/**
 * The writing end.
 * @source Sequence lock: Lameter 2005, "Effective synchronization on Linux/NUMA systems".
 */
export function createFeatureWriter(
  { shared }: FeatureChannel,
  port: Pick<MessagePort, 'postMessage'>,
): (features: Float32Array) => void {
  // A view would be posted with all the memory that it looks at.
  if (!shared) return (features) => port.postMessage(features.slice());
  const sequence = new Int32Array(shared, 0, 1);
  const floats = new Float32Array(shared, HEADER);
  return (features) => {
    Atomics.add(sequence, 0, 1); // odd: being written
    floats.set(features);
    Atomics.add(sequence, 0, 1);
  };
}

/** The reading end: copies the newest features to `offset`; false when none are new. */
export type FeatureReader = (into: Float32Array, offset?: number) => boolean;

/** Where messages of the writing end arrive. */
export type FeaturePort = Pick<MessagePort | Worker, 'onmessage'>;

/** The reading end for what {@link createFeatureWriter} writes. Allocates nothing a read. */
export function createFeatureReader({ shared }: FeatureChannel, port: FeaturePort): FeatureReader {
  return shared ? readShared(shared) : readMessages(port);
}

function readShared(shared: SharedArrayBuffer): FeatureReader {
  const sequence = new Int32Array(shared, 0, 1);
  const floats = new Float32Array(shared, HEADER);
  let seen = 0;
  return (into, offset = 0) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = Atomics.load(sequence, 0);
      if (before === seen) return false;
      if (before & 1) continue;
      into.set(floats, offset);
      if (Atomics.load(sequence, 0) === before) {
        seen = before;
        return true;
      }
    }
    return false;
  };
}

function readMessages(port: FeaturePort): FeatureReader {
  let newest: Float32Array | null = null;
  port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
    newest = data;
  };
  return (into, offset = 0) => {
    if (!newest) return false;
    into.set(newest, offset);
    newest = null;
    return true;
  };
}
