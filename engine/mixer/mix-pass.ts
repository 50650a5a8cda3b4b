import blend from '../../shaders/mixer/blend.wgsl?raw';
import mix from '../../shaders/mixer/mix.wgsl?raw';
import transition from '../../shaders/mixer/transition.wgsl?raw';
import type { Size } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { type BoundStep, GpuScope, PARAM_HEADER_FLOATS } from '../gpu/gpu-scope.ts';

/** How the decks stand to each other in a frame. */
export interface MixState {
  /** 0 = only A, 1 = only B. */
  crossfade: number;
  /** Index into `blendModes`. */
  blend: number;
  /** Index into `transitions`. */
  transition: number;
  /** Light of deck A, 1 = as it is. */
  levelA: number;
  levelB: number;
}

/** The pass that makes one picture of two decks. */
export interface MixPass {
  /** Names the two pictures; again whenever one of them becomes another texture. */
  bind(a: GPUTexture, b: GPUTexture): void;
  /** Adds the pass to the frame. Before the first `bind` it does nothing. */
  encode(frame: FrameEncoder, state: Readonly<MixState>): void;
  dispose(): void;
}

const FIELDS = ['crossfade', 'blend', 'transition', 'levelA', 'levelB'] as const;

const MODULES = new Map([
  ['blend', { path: 'shaders/mixer/blend.wgsl', code: blend }],
  ['transition', { path: 'shaders/mixer/transition.wgsl', code: transition }],
]);

/**
 * Builds the mix pass.
 * @param options.target the programme picture, `PICTURE_FORMAT`, of `options.size`
 */
export async function buildMixPass(
  context: GpuContext,
  options: { size: Size; target: GPUTexture },
): Promise<MixPass> {
  const { size, target } = options;
  const scope = new GpuScope(context, {
    label: 'mix',
    header: { size, detail: 1, seed: 0 },
    paramNames: FIELDS,
    modules: MODULES,
  });
  const step = await scope
    .draw({ path: 'shaders/mixer/mix.wgsl', code: mix }, { format: PICTURE_FORMAT })
    .catch((thrown) => {
      scope.dispose();
      throw thrown;
    });
  const view = target.createView();
  let lastA: GPUTexture | null = null;
  let lastB: GPUTexture | null = null;
  let bound: BoundStep | null = null;
  return {
    bind(a, b) {
      if (a === lastA && b === lastB) return;
      lastA = a;
      lastB = b;
      bound = step.bind({ a, b });
    },
    encode(frame, state) {
      if (!bound) return;
      for (let i = 0; i < FIELDS.length; i++) {
        scope.params.values[PARAM_HEADER_FLOATS + i] = state[FIELDS[i] ?? 'crossfade'];
      }
      frame.section('mix');
      frame.draw(bound, view);
    },
    dispose: () => scope.dispose(),
  };
}
