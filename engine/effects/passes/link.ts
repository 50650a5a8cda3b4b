import type { Size, Unit01 } from '../../core/units.ts';
import { type GpuContext, PICTURE_FORMAT } from '../../gpu/gpu-context.ts';
import { GpuScope, PARAM_HEADER_FLOATS } from '../../gpu/gpu-scope.ts';
import type { EffectBody, EffectDefinition, Phase } from '../effect.ts';
import type { FrameSteps } from './frame-steps.ts';

/** Value of a parameter of an effect. */
export type ParamOf = (effect: string, name: string) => number;

/** An effect in its slot. Without a body it hands its source on unchanged. */
export interface Link {
  readonly effect: EffectDefinition;
  readonly slot: number;
  readonly source: GPUTexture;
  readonly target: GPUTexture;
  readonly scope: GpuScope;
  /** Name of its part of the frame, for the timer. */
  readonly section: string;
  readonly paramNames: readonly string[];
  /** Phases, and where they have come to, in the order of the `Params` struct. */
  readonly phases: readonly Phase[];
  readonly turns: Float64Array;
  readonly param: (name: string) => number;
  body: EffectBody | null;
}

/** What a link is made with. */
export interface LinkOptions {
  /** Of the chain. */
  readonly label: string;
  readonly effect: EffectDefinition;
  /** Names of all its parameters, in packed order. */
  readonly paramNames: readonly string[];
  readonly slot: number;
  readonly size: Size;
  readonly detail: Unit01;
  readonly source: GPUTexture;
  readonly target: GPUTexture;
  readonly paramOf: ParamOf;
}

/** What the body of a link is built with beside the link. */
export interface BodyOptions {
  readonly size: Size;
  readonly detail: Unit01;
  /** Textures by the names of inputs. */
  readonly input: (name: string) => GPUTexture;
}

/** Base of the seeds that chains give their effects, so that slots differ. */
const SEED = 1009;

/** A link that has no body yet. */
export function createLink(context: GpuContext, options: LinkOptions): Link {
  const { label, effect, paramNames, slot, size, detail, source, target, paramOf } = options;
  const section = `${label} ${effect.name}`;
  const phases = effect.phases ?? {};
  const scope = new GpuScope(context, {
    label: section,
    header: { size, detail, seed: SEED + slot },
    paramNames: [...paramNames, ...Object.keys(phases)],
  });
  return {
    effect,
    slot,
    source,
    target,
    scope,
    section,
    paramNames,
    phases: Object.values(phases),
    turns: new Float64Array(Object.keys(phases).length),
    param: (name) => paramOf(effect.name, name),
    body: null,
  };
}

/** Builds the body of a link. @throws Error whatever the effect throws */
export async function buildBody(
  link: Link,
  { size, detail, input }: BodyOptions,
): Promise<EffectBody> {
  const { effect, scope, source, target } = link;
  if (effect.build) return effect.build({ scope, size, detail, source, target, input });
  if (!effect.shader) throw new Error('it has neither a shader nor a build');
  const step = await scope.draw(effect.shader, { format: PICTURE_FORMAT });
  const bound = step.bind({ source });
  const view = target.createView();
  return { encode: (frame) => frame.draw(bound, view) };
}

/** Writes a link's `Params`: its parameters as they are, its phases as far as they went. */
export function writeParams(link: Link, steps: FrameSteps): void {
  const { values } = link.scope.params;
  const phasesAt = PARAM_HEADER_FLOATS + link.paramNames.length;
  for (let i = 0; i < link.paramNames.length; i++) {
    values[PARAM_HEADER_FLOATS + i] = link.param(link.paramNames[i] ?? '');
  }
  for (let i = 0; i < link.phases.length; i++) {
    const phase = link.phases[i];
    if (!phase) continue;
    const step = phase.per === 'beat' ? steps.beats : steps.seconds;
    const turn = (link.turns[i] ?? 0) + link.param(phase.rate) * phase.scale * step;
    link.turns[i] = turn - Math.floor(turn);
    values[phasesAt + i] = link.turns[i] ?? 0;
  }
}
