import { fail } from '../core/errors.ts';
import { roundUp } from '../core/numeric.ts';

/** A piece of the arena: write `values`, and the next flush takes them to the GPU. */
export interface UniformSlice {
  readonly buffer: GPUBuffer;
  /** Bytes from the start of the buffer. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  readonly values: Float32Array;
  /** The same bytes as whole numbers. */
  readonly words: Uint32Array;
  free(): void;
}

/** All uniforms of a device in one buffer, written once a frame. */
export interface UniformArena {
  /** @throws InstrumentError when the arena is full */
  allocate(label: string, bytes: number): UniformSlice;
  /** Takes what was written since the last flush to the GPU, in one write. */
  flush(): void;
  destroy(): void;
  readonly sliceCount: number;
}

const CAPACITY = 256 * 1024;
/** The largest `minUniformBufferOffsetAlignment` that WebGPU allows. */
const ALIGNMENT = 256;

/** An empty arena on a device. */
export function createUniformArena(device: GPUDevice): UniformArena {
  const buffer = device.createBuffer({
    label: 'uniform arena',
    size: CAPACITY,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  const memory = new ArrayBuffer(CAPACITY);
  const taken: { offset: number; size: number }[] = [];
  let end = 0;

  /** Lowest gap that is large enough. */
  const place = (size: number): number => {
    let offset = 0;
    for (const piece of taken) {
      if (piece.offset - offset >= size) break;
      offset = piece.offset + piece.size;
    }
    return offset;
  };

  return {
    allocate(label, bytes) {
      const size = roundUp(bytes, ALIGNMENT);
      const offset = place(size);
      if (offset + size > CAPACITY) {
        fail({
          subject: `The uniforms of "${label}"`,
          constraint: `fit into ${CAPACITY} bytes together with all others`,
          got: `${offset + size} bytes`,
          remedy: 'dispose units that are not shown, or raise the capacity of the arena',
        });
      }
      const piece = { offset, size };
      taken.push(piece);
      taken.sort((a, b) => a.offset - b.offset);
      end = Math.max(end, offset + size);
      const values = new Float32Array(memory, offset, size / 4);
      values.fill(0);
      return {
        buffer,
        offset,
        size,
        values,
        words: new Uint32Array(memory, offset, size / 4),
        free() {
          const index = taken.indexOf(piece);
          if (index >= 0) taken.splice(index, 1);
        },
      };
    },
    flush() {
      if (end > 0) device.queue.writeBuffer(buffer, 0, memory, 0, end);
    },
    destroy: () => buffer.destroy(),
    get sliceCount() {
      return taken.length;
    },
  };
}
