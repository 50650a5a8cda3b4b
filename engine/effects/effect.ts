import type { Size, Unit01 } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuScope } from '../gpu/gpu-scope.ts';
import type { ShaderSource } from '../gpu/wgsl-linker.ts';
import type { ParamSpecs } from '../params/declaration.ts';

/** What an effect is built with: it reads `source` and fills `target`, both `PICTURE_FORMAT`. */
export interface EffectGpu {
  readonly scope: GpuScope;
  readonly size: Size;
  readonly detail: Unit01;
  readonly source: GPUTexture;
  readonly target: GPUTexture;
  /** A texture that the effect named in `inputs`. @throws InstrumentError for an unknown one */
  input(name: string): GPUTexture;
}

/** An effect that was built on a device. */
export interface EffectBody {
  /** Adds the effect's work to the frame. `param` gives the value of one of its parameters. */
  encode(frame: FrameEncoder, param: (name: string) => number): void;
}

/**
 * A number that runs on at the rate that a parameter gives, from 0 and around at 1. With it a
 * speed can be turned while it plays: a product of speed and time would jump.
 */
export interface Phase {
  /** The parameter that is its rate. */
  readonly rate: string;
  /** What the rate counts by. */
  readonly per: 'second' | 'beat';
  /** Turns of the phase for one unit of the rate. */
  readonly scale: number;
}

/** An effect: one declaration makes it playable in every chain. */
export interface EffectDefinition {
  /** File name, used in addresses. */
  readonly name: string;
  readonly label: string;
  readonly about: string;
  /**
   * Its parameters. Every effect also gets `mix` (0 dry, 1 wet) as the first one: its last pass
   * applies it, so that at 0 the target equals the source.
   */
  readonly params: ParamSpecs;
  /** Textures that it reads beside the source, as scenes name them: `net.style`, `motion`, … */
  readonly inputs?: readonly string[];
  /** Phases, which its shaders find in `params` after its parameters. */
  readonly phases?: Readonly<Record<string, Phase>>;
  /** A single full-screen pass: a shader of `vertexMain` and `fragmentMain` that reads `source`. */
  readonly shader?: ShaderSource;
  /** For more than one pass or for history: builds the effect itself. */
  readonly build?: (gpu: EffectGpu) => Promise<EffectBody>;
}

/**
 * Declares an effect; the default export of `engine/effects/<effect>.ts`. Give it either a
 * `shader` or a `build`.
 */
export function defineEffect(definition: EffectDefinition): EffectDefinition {
  return definition;
}
