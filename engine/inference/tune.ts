import { monotonicSeconds } from '../clock/monotonic.ts';
import { FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuContext } from '../gpu/gpu-context.ts';
import { createGpuTimer, type GpuTimer } from '../gpu/gpu-timer.ts';
import { readBuffer } from '../gpu/readback.ts';
import { type Graph, GraphBuilder, type Node } from './graph.ts';
import type { Attributes, Lowering, Precision } from './op.ts';
import { type PlanOptions, planGraph } from './plan.ts';
import { buildProgram, kernelLimits, type Program } from './program.ts';
import { zeros } from './tensor.ts';

/** Where choices are kept between runs; the app fills it in. */
export interface TuneStore {
  /** The variant that was chosen for a key, or undefined. */
  get(key: string): Promise<string | undefined> | string | undefined;
  set(key: string, variant: string): Promise<void> | void;
}

/** How a net is tuned. */
export interface TuneOptions {
  readonly precision: Precision;
  readonly store: TuneStore;
  /** Times that each variant is run, in turn with the others; 3 unless given. */
  readonly rounds?: number;
  /** Told of every choice that was measured. */
  readonly onChoice?: (choice: TuneChoice) => void;
}

/** A measured choice. */
export interface TuneChoice {
  readonly key: string;
  readonly variant: string;
  /** Milliseconds by variant. */
  readonly times: Readonly<Record<string, number>>;
}

/** What {@link buildProgram} and `planGraph` take as `variant`. */
export type ChooseVariant = NonNullable<PlanOptions['variant']>;

/** A node with what it is lowered from, and the variants that it has. */
interface Choosable {
  readonly node: Node;
  readonly key: string;
  readonly variants: readonly string[];
}

/** A store that forgets with the page. */
export function memoryTuneStore(): TuneStore {
  const chosen = new Map<string, string>();
  return {
    get: (key) => chosen.get(key),
    set: (key, variant) => void chosen.set(key, variant),
  };
}

/**
 * What a choice depends on: adapter, op, types, layouts, attributes and precision. Weights do not
 * count: two layers of one shape share a choice.
 */
export function tuneKey(
  { adapter }: Pick<GpuContext, 'adapter'>,
  { op }: Pick<Node, 'op'>,
  lowering: Lowering<Attributes>,
): string {
  const { inputs, inputLayouts, outputLayouts, attributes, precision } = lowering;
  const types = inputs.map(({ dtype, shape }) => `${dtype}[${shape.join(',')}]`);
  const named = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const sorted = named.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    [adapter.vendor, adapter.architecture, adapter.description],
    op.name,
    types,
    inputLayouts,
    outputLayouts,
    sorted,
    precision,
  ]);
}

/**
 * Times the kernel variants of a net's nodes on the device, each distinct node once, and returns how
 * to choose them. It waits for the GPU, so never in a frame: at load, or in a pause. What the store
 * knows is not measured again. Without tuning, ops choose by adapter class alone, and offline renders
 * are the same everywhere.
 */
export async function tuneGraph(
  context: GpuContext,
  graph: Graph,
  options: TuneOptions,
): Promise<ChooseVariant> {
  const { precision, store } = options;
  const chosen = new Map<string, string>();
  for (const choosable of choosables(context, graph, precision)) {
    const { key, variants } = choosable;
    if (chosen.has(key)) continue;
    const known = await store.get(key);
    if (known !== undefined && variants.includes(known)) {
      chosen.set(key, known);
      continue;
    }
    const choice = await measure(context, graph, choosable, options);
    chosen.set(key, choice.variant);
    await store.set(key, choice.variant);
    options.onChoice?.(choice);
  }
  return (node, lowering) => chosen.get(tuneKey(context, node, lowering)) ?? null;
}

function choosables(context: GpuContext, graph: Graph, precision: Precision): Choosable[] {
  const found: Choosable[] = [];
  planGraph(graph, {
    precision,
    limits: kernelLimits(context),
    variant(node, lowering) {
      const variants = node.op.variants?.(lowering) ?? [];
      if (variants.length > 1)
        found.push({ node, key: tuneKey(context, node, lowering), variants });
      return null;
    },
  });
  return found;
}

/** A graph of one node, its weights as they are. */
function alone(graph: Graph, node: Node): Graph {
  const builder = new GraphBuilder();
  const inputs = node.inputs.map((value, i) => {
    const data = graph.constants.get(value.id);
    return data ? builder.constant(`constant${i}`, data) : builder.input(`input${i}`, value);
  });
  return builder.build(builder.applyAll(node.op, inputs, node.attributes, TUNED));
}

const TUNED = 'tuned';

async function measure(
  context: GpuContext,
  graph: Graph,
  { node, key, variants }: Choosable,
  { precision, rounds = 3 }: TuneOptions,
): Promise<TuneChoice> {
  const single = alone(graph, node);
  const clock = openClock(context);
  const times = variants.map(() => Number.POSITIVE_INFINITY);
  const programs: Program[] = [];
  try {
    for (const variant of variants) {
      const choose = ({ label }: Node) => (label === TUNED ? variant : null);
      const options = { label: `tuning ${node.label}`, precision, variant: choose };
      programs.push(await buildProgram(context, single, options));
    }
    for (let round = 0; round <= rounds; round++) {
      for (const [i, program] of programs.entries()) {
        if (round === 0) program.write(zeroInputs(single));
        const time = await clock.time(program);
        // The first pass may still compile.
        if (round > 0) times[i] = Math.min(times[i] ?? time, time);
      }
    }
  } finally {
    for (const program of programs) program.dispose();
    clock.close();
  }
  const best = times.indexOf(Math.min(...times));
  return {
    key,
    variant: variants[best] ?? variants[0] ?? '',
    times: Object.fromEntries(variants.map((variant, i) => [variant, times[i] ?? 0])),
  };
}

function zeroInputs({ inputs }: Graph) {
  return Object.fromEntries(inputs.map((input) => [input.name, zeros(input)]));
}

interface TuneClock {
  /** Milliseconds of one pass. */
  time(program: Program): Promise<number>;
  close(): void;
}

/** By the GPU's own timestamps, or where it has none, or is the processor, from submit to end. */
function openClock({ device, adapter }: GpuContext): TuneClock {
  const timer: GpuTimer | null = adapter.software ? null : createGpuTimer(device);
  const frame = new FrameEncoder(device, timer);
  const probe = device.createBuffer({
    label: 'tuning probe',
    size: 16,
    usage: GPUBufferUsage.COPY_SRC,
  });
  return {
    async time(program) {
      timer?.reset();
      const start = monotonicSeconds();
      frame.begin();
      frame.section(TUNED);
      program.encode(frame);
      frame.finish();
      await readBuffer(device, probe, 16);
      const wall = (monotonicSeconds() - start) * 1000;
      return timer?.milliseconds()[TUNED] || wall;
    },
    close() {
      probe.destroy();
      timer?.destroy();
    },
  };
}
