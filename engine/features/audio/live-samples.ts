/**
 * The way of sound from the audio thread to the worker: a ring in shared memory where the page is
 * isolated, messages of whole blocks elsewhere.
 */
export interface SampleChannel {
  /** One Int32 count of all samples written, then the ring; absent where memory can't be shared. */
  readonly shared?: SharedArrayBuffer;
  /** Ends of a message channel, in place of the ring. */
  readonly port?: MessagePort;
}

/** Samples that the ring holds: 0.68 s at 48 kHz, so that a busy machine loses none. */
const RING = 32768;
const HEADER = Int32Array.BYTES_PER_ELEMENT;
/** Samples that are written before the reader is woken, or posted as one message. */
const BLOCK = 512;

/** Both ends of a channel: one for the audio thread, one for the worker. */
export function createSampleChannel(): { writer: SampleChannel; reader: SampleChannel } {
  if (globalThis.crossOriginIsolated) {
    const shared = new SharedArrayBuffer(HEADER + RING * Float32Array.BYTES_PER_ELEMENT);
    return { writer: { shared }, reader: { shared } };
  }
  const { port1, port2 } = new MessageChannel();
  return { writer: { port: port1 }, reader: { port: port2 } };
}

/** Takes the mean of the first `frames` samples of the channels. */
export type SampleWriter = (channels: readonly Float32Array[], frames: number) => void;

/** The writing end. Allocates nothing where memory is shared. */
export function createSampleWriter({ shared, port }: SampleChannel): SampleWriter {
  const block = new Float32Array(BLOCK);
  const ring = shared ? new Float32Array(shared, HEADER) : null;
  const count = shared ? new Int32Array(shared, 0, 1) : null;
  let written = 0;
  let filled = 0;
  const flush = () => {
    if (ring && count) {
      ring.set(block, written & (RING - 1)); // a block never crosses the ring's end
      written = (written + BLOCK) | 0;
      Atomics.store(count, 0, written);
      Atomics.notify(count, 0);
    } else port?.postMessage(block.slice());
    filled = 0;
  };
  return (channels, frames) => {
    for (let i = 0; i < frames; i++) {
      let sum = 0;
      for (let c = 0; c < channels.length; c++) sum += channels[c]?.[i] ?? 0;
      block[filled++] = channels.length > 0 ? sum / channels.length : 0;
      if (filled === BLOCK) flush();
    }
  };
}

/**
 * The reading end: calls `take` for every block, for as long as the thread lives. With shared memory
 * it never returns; a reader that fell behind by more than the ring goes on with the newest block.
 */
export function readSamples({ shared, port }: SampleChannel, take: (block: Float32Array) => void) {
  if (shared) readRing(shared, take);
  else if (port) port.onmessage = ({ data }: MessageEvent<Float32Array>) => take(data);
}

function readRing(shared: SharedArrayBuffer, take: (block: Float32Array) => void): never {
  const count = new Int32Array(shared, 0, 1);
  const ring = new Float32Array(shared, HEADER);
  const block = new Float32Array(BLOCK);
  let read = Atomics.load(count, 0);
  for (;;) {
    const written = Atomics.load(count, 0);
    if (written === read) {
      Atomics.wait(count, 0, read);
      continue;
    }
    if (((written - read) | 0) > RING - BLOCK) read = (written - BLOCK) | 0;
    const start = read & (RING - 1);
    block.set(ring.subarray(start, start + BLOCK));
    read = (read + BLOCK) | 0;
    take(block);
  }
}
