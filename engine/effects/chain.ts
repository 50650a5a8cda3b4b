import { messageOf } from '../core/errors.ts';
import type { Size, Unit01 } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { GpuScope, PARAM_HEADER_FLOATS } from '../gpu/gpu-scope.ts';
import type { EffectBody, EffectDefinition, Phase } from './effect.ts';
import { createFrameSteps } from './passes/frame-steps.ts';
import { effectParams, effects } from './registry.ts';

/** Effects one after the other: a deck's or the master's. */
export interface Chain {
  /** Result of the chain: `input` itself when no slot is in use. */
  readonly output: GPUTexture;
  /**
   * Changes the effects in the slots ('' = empty). What is new is built in the background, a
   * slot only if its effect or the texture that it reads changed; until it is ready the old
   * effects stay. The change happens between two frames, never within one.
   */
  arrange(slots: readonly string[]): void;
  /** Resolves when nothing is being built (offline renders wait for it). */
  settled(): Promise<void>;
  /** Grows whenever `output` becomes another texture, so that its readers know to rebind. */
  readonly revision: number;
  /** Adds the chain's work to the frame. */
  encode(frame: FrameEncoder, paramOf: (effect: string, name: string) => number): void;
  dispose(): void;
}

/** What a chain is made with. */
export interface ChainOptions {
  readonly label: string;
  /** The picture that the first effect reads, `PICTURE_FORMAT`. */
  readonly input: GPUTexture;
  readonly size: Size;
  /** Share of the full amount of work. */
  readonly detail: Unit01;
  /** Told, in plain words, of every effect that had to be bypassed. */
  readonly report: (message: string) => void;
  /** The effects that slots can name; all that were found unless given. */
  readonly library?: readonly EffectDefinition[];
}

/** An effect in its slot. Without a body it hands its source on unchanged. */
interface Link {
  readonly effect: EffectDefinition;
  readonly slot: number;
  readonly source: GPUTexture;
  readonly target: GPUTexture;
  readonly scope: GpuScope;
  readonly section: string;
  readonly paramNames: readonly string[];
  /** Phases, and where they have come to, in the order of the `Params` struct. */
  readonly phases: readonly Phase[];
  readonly turns: Float64Array;
  readonly param: (name: string) => number;
  body: EffectBody | null;
}

/** A slot keeps its target while effects come and go, so that the slots after it stay built. */
interface SlotTarget {
  readonly scope: GpuScope;
  readonly texture: GPUTexture;
}

/** Base of the seeds that chains give their effects, so that slots differ. */
const SEED = 1009;

async function buildBody(link: Link, size: Size, detail: Unit01): Promise<EffectBody> {
  const { effect, scope, source, target } = link;
  if (effect.build) return effect.build({ scope, size, detail, source, target });
  if (!effect.shader) throw new Error('it has neither a shader nor a build');
  const step = await scope.draw(effect.shader, { format: PICTURE_FORMAT });
  const bound = step.bind({ source });
  const view = target.createView();
  return { encode: (frame) => frame.draw(bound, view) };
}

/** An empty chain, which hands `input` on. */
export function createChain(context: GpuContext, options: ChainOptions): Chain {
  const { label, input, size, detail, report, library = effects } = options;
  const slotTargets = new Map<number, SlotTarget>();
  let links: readonly Link[] = [];
  let wanted: readonly string[] = [];
  let working: Promise<void> | null = null;
  let generation = 0;
  let revision = 0;
  let disposed = false;
  let paramOf: (effect: string, name: string) => number = () => 0;

  const targetOf = (slot: number): GPUTexture => {
    const known = slotTargets.get(slot);
    if (known) return known.texture;
    const scope = new GpuScope(context, {
      label: `${label} slot ${slot + 1}`,
      header: { size, detail, seed: 0 },
    });
    const texture = scope.texture({ label: 'target', size, format: PICTURE_FORMAT });
    slotTargets.set(slot, { scope, texture });
    return texture;
  };

  const bypass = (link: Link, thrown: unknown) => {
    link.body = null;
    report(
      `The effect "${link.effect.label}" failed and is bypassed: ${messageOf(thrown)} ` +
        'Take it out of its slot and put it back to try again.',
    );
  };

  const steps = createFrameSteps(context);

  const createLink = (effect: EffectDefinition, slot: number, source: GPUTexture): Link => {
    const section = `${label} ${effect.name}`;
    const paramNames = Object.keys(effectParams(effect));
    const phases = effect.phases ?? {};
    const header = { size, detail, seed: SEED + slot };
    const fields = [...paramNames, ...Object.keys(phases)];
    return {
      effect,
      slot,
      source,
      target: targetOf(slot),
      scope: new GpuScope(context, { label: section, header, paramNames: fields }),
      section,
      paramNames,
      phases: Object.values(phases),
      turns: new Float64Array(Object.keys(phases).length),
      param: (name) => paramOf(effect.name, name),
      body: null,
    };
  };

  const buildLink = async (
    effect: EffectDefinition,
    slot: number,
    source: GPUTexture,
  ): Promise<Link> => {
    const link = createLink(effect, slot, source);
    try {
      link.body = await buildBody(link, size, detail);
    } catch (thrown) {
      bypass(link, thrown);
    }
    return link;
  };

  const build = async (slots: readonly string[]): Promise<Link[]> => {
    const next: Link[] = [];
    let source = input;
    for (const [slot, name] of slots.entries()) {
      if (name === '') continue;
      const effect = library.find((candidate) => candidate.name === name);
      if (!effect) {
        report(`There is no effect "${name}"; its slot stays empty.`);
        continue;
      }
      const standing = links.find(
        (link) => link.slot === slot && link.effect === effect && link.source === source,
      );
      const link = standing ?? (await buildLink(effect, slot, source));
      next.push(link);
      source = link.target;
    }
    return next;
  };

  const outputOf = (chain: readonly Link[]) => chain.at(-1)?.target ?? input;

  /** Puts a finished chain in the place of the old one and destroys what is left over. */
  const swap = (next: readonly Link[]) => {
    const before = links;
    links = next;
    if (outputOf(next) !== outputOf(before)) revision += 1;
    for (const link of before) if (!next.includes(link)) link.scope.dispose();
    for (const [slot, { scope, texture }] of slotTargets) {
      if (next.some((link) => link.target === texture)) continue;
      scope.dispose();
      slotTargets.delete(slot);
    }
  };

  const work = async () => {
    for (let done = 0; done !== generation; ) {
      done = generation;
      const next = await build(wanted);
      if (!disposed) {
        swap(next);
        continue;
      }
      for (const link of next) link.scope.dispose();
      swap([]);
    }
    working = null;
  };

  /** Writes the link's `Params`: its parameters as they are, its phases as far as they went. */
  const writeParams = (link: Link) => {
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
  };

  const encodeLink = (frame: FrameEncoder, link: Link) => {
    frame.section(link.section);
    if (link.body) {
      writeParams(link);
      try {
        link.body.encode(frame, link.param);
        return;
      } catch (thrown) {
        bypass(link, thrown);
      }
    }
    frame.copy(link.source, link.target);
  };

  return {
    get output() {
      return outputOf(links);
    },
    get revision() {
      return revision;
    },
    arrange(slots) {
      if (disposed || slots.join('\n') === wanted.join('\n')) return;
      wanted = [...slots];
      generation += 1;
      working ??= work();
    },
    settled: () => working ?? Promise.resolve(),
    encode(frame, values) {
      paramOf = values;
      steps.next();
      for (let i = 0; i < links.length; i++) {
        const link = links[i];
        if (link) encodeLink(frame, link);
      }
    },
    dispose() {
      disposed = true;
      // What is being built right now is destroyed when it is ready.
      if (!working) swap([]);
      else for (const link of links) link.scope.dispose();
    },
  };
}
