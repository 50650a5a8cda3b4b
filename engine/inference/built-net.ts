import { fail } from '../core/errors.ts';
import type { Size, Unit01 } from '../core/units.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { GpuScope } from '../gpu/gpu-scope.ts';
import type { UniformSlice } from '../gpu/uniform-arena.ts';
import type { NetShelf } from './net-shelf.ts';
import type { Precision } from './op.ts';
import { optimizeGraph } from './optimize/optimize-graph.ts';
import { NET_TEXTURES, type PictureNet } from './picture-net.ts';
import { buildProgram, type Program } from './program.ts';
import { CAUTIOUS_SPEED, measureSpeed } from './schedule/calibrate.ts';
import { CostModel } from './schedule/cost-model.ts';
import type { ScheduledNet } from './schedule/pass.ts';
import { unitsOf } from './schedule/units.ts';
import { type TuneStore, tuneGraph } from './tune.ts';

/** A net on a device. */
export interface BuiltNet {
  readonly program: Program;
  /** What its passes write. */
  readonly result: GPUTexture;
  readonly scheduled: ScheduledNet;
  /** What its passes are told, by name. */
  readonly numbers: Readonly<Record<string, UniformSlice>>;
  dispose(): void;
}

/** What a net is built with. */
export interface NetBuildOptions {
  readonly shelf: NetShelf;
  readonly picture: GPUTexture;
  /** Where its second style is, or null where it has none. */
  readonly regions: GPUTexture | null;
  readonly size: Size;
  /** Whether costs are measured on the device; they are guessed otherwise, the same every time. */
  readonly measure: boolean;
  /** Where the choice of kernels is kept once it was measured; null takes the fixed choice. */
  readonly tuning: TuneStore | null;
}

function precisionOf({ precision }: PictureNet, { device }: GpuContext): Precision {
  return precision ?? (device.features.has('shader-f16') ? 'f16' : 'f32');
}

function checkWrites(program: Program, net: PictureNet): void {
  if (program.work.some(({ writes }) => writes.includes(NET_TEXTURES.result))) return;
  fail({
    subject: `The net "${net.name}"`,
    constraint: `write the texture "${NET_TEXTURES.result}"`,
    got: 'a graph that does not',
    remedy: "end its graph with the op 'picture-out' as an output",
  });
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });

/** Size of a net's picture. */
export function netSize(net: PictureNet, picture: Size, detail: Unit01): Size {
  const { width, height } = net.outputSize(picture, detail);
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
}

/**
 * Loads a net if it is not yet, and builds it on a device.
 * @throws InstrumentError or ShaderError naming what is wrong with it
 */
export async function buildNet(
  context: GpuContext,
  net: PictureNet,
  options: NetBuildOptions,
): Promise<BuiltNet> {
  const { picture, regions, size, shelf, measure, tuning } = options;
  const label = `net ${net.name}`;
  const body = await shelf.body(net);
  const sizes = { picture: sizeOf(picture), regions: sizeOf(regions ?? picture), output: size };
  const graph = optimizeGraph(body.graph(sizes));
  const scope = new GpuScope(context, { label, header: { size, detail: 1, seed: 0 } });
  let program: Program | null = null;
  const dispose = () => {
    program?.dispose();
    scope.dispose();
  };
  try {
    const result = scope.texture({ label: 'result', size, format: PICTURE_FORMAT });
    const numbers = Object.fromEntries(
      Object.entries(net.numbers ?? {}).map(([name, count]) => [name, scope.uniform(name, count)]),
    );
    const textures = {
      [NET_TEXTURES.picture]: picture,
      [NET_TEXTURES.result]: result,
      ...(regions && { [NET_TEXTURES.regions]: regions }),
    };
    const precision = precisionOf(net, context);
    // Where the processor plays the GPU, measuring takes longer than it can win.
    const tunes = measure && tuning && !context.adapter.software;
    const variant = tunes ? await tuneGraph(context, graph, { precision, store: tuning }) : null;
    program = await buildProgram(context, graph, {
      label,
      precision,
      ...(variant && { variant }),
      textures,
      uniforms: numbers,
    });
    checkWrites(program, net);
    const units = unitsOf(program.work);
    const speed = measure
      ? await measureSpeed(context, program, units)
      : CAUTIOUS_SPEED[context.adapter.software ? 'software' : 'hardware'];
    const { name, priority, rate } = net;
    const costs = CostModel.guess(program.work, units, speed);
    const scheduled = { name, priority, rate, units, costs };
    return { program, result, scheduled, numbers, dispose };
  } catch (thrown) {
    dispose();
    throw thrown;
  }
}
