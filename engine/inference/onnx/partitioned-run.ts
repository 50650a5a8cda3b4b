import type { GpuContext } from '../../gpu/gpu-context.ts';
import type { Value } from '../graph.ts';
import { toHalfArray } from '../half.ts';
import type { Precision } from '../op.ts';
import { optimizeGraph } from '../optimize/optimize-graph.ts';
import { buildProgram, type Program } from '../program.ts';
import { type CpuTensor, elementCount, shapeText } from '../tensor.ts';
import type { BoundInput } from './declared-values.ts';
import { type Handed, handed, type OnnxruntimeSession, openOnnxruntime } from './onnxruntime.ts';
import type { Partition, Stage } from './partition.ts';
import { requireRoom, submitProgram } from './program-run.ts';
import { elementTypeName } from './tensor-proto.ts';

/** A stage that is ready to run: it takes values by name from those there are, and gives others. */
interface ReadyStage {
  run(given: ReadonlyMap<string, Handed>): Promise<ReadonlyMap<string, Handed>>;
  dispose(): void;
}

/** A cut model that is ready to run. */
export interface PartitionedRun {
  /** Sessions of the stages on onnxruntime. */
  readonly sessions: readonly OnnxruntimeSession[];
  /**
   * @returns null when a value in between has another shape than it had when the model was cut
   */
  run(inputs: Readonly<Record<string, CpuTensor>>): Promise<Record<string, CpuTensor> | null>;
  dispose(): void;
}

/** How the stages are opened. */
export interface PartitionOptions {
  readonly context: GpuContext;
  readonly precision: Precision;
  readonly file: string;
  /** Names of the model's outputs. */
  readonly outputs: readonly string[];
}

/** Opens every stage of a cut model. @throws InstrumentError when one cannot be built */
export async function openPartition(
  { stages }: Partition,
  options: PartitionOptions,
): Promise<PartitionedRun> {
  const sessions: OnnxruntimeSession[] = [];
  const ready: ReadyStage[] = [];
  const dispose = () => {
    for (const stage of ready) stage.dispose();
  };
  try {
    for (const stage of stages) {
      if (stage.place === 'ours') ready.push(await openOurs(stage, options));
      else ready.push(await openForeign(stage, options, sessions));
    }
  } catch (thrown) {
    dispose();
    throw thrown;
  }
  return { sessions, run: (inputs) => runStages(ready, inputs, options.outputs), dispose };
}

async function runStages(
  stages: readonly ReadyStage[],
  inputs: Readonly<Record<string, CpuTensor>>,
  outputs: readonly string[],
): Promise<Record<string, CpuTensor> | null> {
  const values = new Map(Object.entries(inputs).map(([name, one]) => [name, handed(one)]));
  try {
    for (const stage of stages) {
      for (const [name, value] of await stage.run(values)) values.set(name, value);
    }
    const results = outputs.map(async (name) => [name, await values.get(name)?.numbers()] as const);
    return Object.fromEntries(await Promise.all(results)) as Record<string, CpuTensor>;
  } catch (thrown) {
    if (thrown instanceof OtherShape) return null;
    throw thrown;
  } finally {
    for (const value of values.values()) value.release();
  }
}

/** Thrown for a value whose shape hangs on the numbers that a model is given. */
class OtherShape extends Error {}

async function openForeign(
  { model, inputs, outputs }: Stage & { readonly place: 'onnxruntime' },
  { file, context: { device } }: PartitionOptions,
  sessions: OnnxruntimeSession[],
): Promise<ReadyStage> {
  const shared = outputs.map(({ name, elementType, shape }) => ({
    name,
    type: elementTypeName(elementType),
    shape,
  }));
  const session = await openOnnxruntime(model, {
    file: `a part of ${file}`,
    inputs,
    device,
    shared,
  });
  sessions.push(session);
  return {
    async run(given) {
      const results = await session.runHanded(Object.fromEntries(given));
      requireShapes(outputs, results);
      return new Map(Object.entries(results));
    },
    dispose: () => void session.release(),
  };
}

function requireShapes(
  types: readonly BoundInput[],
  values: Readonly<Record<string, Handed>>,
): void {
  for (const { name, shape } of types) {
    if (shapeText(values[name]?.shape ?? []) === shapeText(shape)) continue;
    for (const value of Object.values(values)) value.release();
    throw new OtherShape(name);
  }
}

async function openOurs(
  stage: Stage & { readonly place: 'ours' },
  { context, precision, file }: PartitionOptions,
): Promise<ReadyStage> {
  const graph = optimizeGraph(stage.graph);
  requireRoom(graph, context.device.limits, file);
  const program = await buildProgram(context, graph, { label: `a part of ${file}`, precision });
  return {
    async run(given) {
      for (const input of graph.inputs) await feed(context.device, program, input, given);
      submitProgram(context, program);
      let read: Promise<Record<string, CpuTensor>> | null = null;
      const numbers = async (name: string) => {
        read ??= program.read();
        return (await read)[name] as CpuTensor;
      };
      return new Map(
        graph.outputs.map(({ name, shape, dtype }) => {
          const isWide = precision === 'f32' || dtype === 'i32';
          const buffer = isWide ? program.buffer(name) : null;
          return [name, { shape, buffer, numbers: () => numbers(name), release: () => {} }];
        }),
      );
    },
    dispose: () => program.dispose(),
  };
}

/** Puts a value into a program's memory: from the device where it lies there, else written. */
async function feed(
  device: GPUDevice,
  program: Program,
  { name, dtype, shape }: Value,
  given: ReadonlyMap<string, Handed>,
): Promise<void> {
  const value = given.get(name);
  if (!value) throw new Error(`${program.label} is not given ${name}.`);
  if (shapeText(value.shape) !== shapeText(shape)) throw new OtherShape(name);
  const isHalf = dtype === 'f32' && program.precision === 'f16';
  const to = program.buffer(name);
  if (value.buffer && !isHalf) {
    const encoder = device.createCommandEncoder({ label: `${name} handed over` });
    encoder.copyBufferToBuffer(value.buffer, 0, to, 0, elementCount(shape) * 4);
    device.queue.submit([encoder.finish()]);
    return;
  }
  const { data } = await value.numbers();
  if (!isHalf) {
    device.queue.writeBuffer(to, 0, data);
    return;
  }
  // Whole words of four bytes, as buffer writes need them.
  const halves = new Uint16Array(data.length + (data.length % 2));
  halves.set(toHalfArray(data));
  device.queue.writeBuffer(to, 0, halves);
}
