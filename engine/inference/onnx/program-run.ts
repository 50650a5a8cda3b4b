import { FrameEncoder } from '../../gpu/frame-encoder.ts';
import type { GpuContext } from '../../gpu/gpu-context.ts';
import type { Graph } from '../graph.ts';
import type { Program } from '../program.ts';
import { elementCount, shapeText } from '../tensor.ts';
import { UnsupportedOpsError } from './unsupported.ts';

/** Dispatches of one submission: a longer one could be taken for a device that hangs. */
const SUBMITTED = 16;

/** Submits a whole run of a program; its inputs have been written. */
export function submitProgram({ device }: GpuContext, program: Program): void {
  const frame = new FrameEncoder(device);
  for (let from = 0; from < program.length; from += SUBMITTED) {
    frame.begin();
    program.encode(frame, from, Math.min(from + SUBMITTED, program.length));
    frame.finish();
  }
}

/**
 * Refuses values that one binding of this device cannot hold.
 * @throws UnsupportedOpsError naming them
 */
export function requireRoom(graph: Graph, limits: GPUSupportedLimits, file: string): void {
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const values = [...graph.inputs, ...graph.nodes.flatMap(({ outputs }) => outputs)];
  const large = values.filter(({ shape }) => elementCount(shape) * 4 > most);
  if (large.length === 0) return;
  throw new UnsupportedOpsError(
    `The model ${file}`,
    large.map(({ name, shape }) => ({
      op: 'value',
      node: `${name} ${shapeText(shape)}`,
      why: `takes more than the ${most} bytes that this device binds at once`,
      outputs: [],
    })),
  );
}
