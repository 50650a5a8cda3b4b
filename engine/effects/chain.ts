import { fail, messageOf } from '../core/errors.ts';
import type { Size, Unit01 } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { GpuScope } from '../gpu/gpu-scope.ts';
import type { EffectDefinition } from './effect.ts';
import { createFrameSteps } from './passes/frame-steps.ts';
import { buildBody, createLink, type Link, type ParamOf, writeParams } from './passes/link.ts';
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
  /** Inputs of the effects that play or come next. */
  readonly inputs: readonly string[];
  /** Resolves when nothing is being built (offline renders wait for it). */
  settled(): Promise<void>;
  /** Grows whenever `output` becomes another texture, so that its readers know to rebind. */
  readonly revision: number;
  /** Adds the chain's work to the frame. */
  encode(frame: FrameEncoder, paramOf: ParamOf): void;
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
  /** Textures by the names of effects' inputs; none unless given. */
  readonly inputOf?: (name: string) => GPUTexture;
  /** The effects that slots can name; all that were found unless given. */
  readonly library?: readonly EffectDefinition[];
}

/** The pictures that slots fill. A slot keeps its own while effects come and go. */
function createTargets(context: GpuContext, { label, size, detail }: ChainOptions) {
  const bySlot = new Map<number, { scope: GpuScope; texture: GPUTexture }>();
  return {
    of(slot: number): GPUTexture {
      const known = bySlot.get(slot);
      if (known) return known.texture;
      const header = { size, detail, seed: 0 };
      const scope = new GpuScope(context, { label: `${label} slot ${slot + 1}`, header });
      const texture = scope.texture({ label: 'target', size, format: PICTURE_FORMAT });
      bySlot.set(slot, { scope, texture });
      return texture;
    },
    /** Destroys those that no link fills. */
    keepOnly(links: readonly Link[]) {
      for (const [slot, { scope, texture }] of bySlot) {
        if (links.some((link) => link.target === texture)) continue;
        scope.dispose();
        bySlot.delete(slot);
      }
    },
  };
}

function noInput(name: string): GPUTexture {
  return fail({
    subject: `The input "${name}" of an effect`,
    constraint: 'be there for this chain',
    got: 'none',
    remedy: 'give the chain inputOf',
  });
}

/** Compared every frame, so without making anything. */
function isSame(slots: readonly string[], wanted: readonly string[]): boolean {
  if (slots.length !== wanted.length) return false;
  for (let i = 0; i < slots.length; i++) if (slots[i] !== wanted[i]) return false;
  return true;
}

/** An empty chain, which hands `input` on. */
export function createChain(context: GpuContext, options: ChainOptions): Chain {
  const { label, input, size, detail, report, library = effects, inputOf = noInput } = options;
  const targets = createTargets(context, options);
  const steps = createFrameSteps(context);
  let links: readonly Link[] = [];
  let inputs: readonly string[] = [];
  let wanted: readonly string[] = [];
  let working: Promise<void> | null = null;
  let generation = 0;
  let revision = 0;
  let disposed = false;
  let paramOf: ParamOf = () => 0;

  const bypass = (link: Link, thrown: unknown) => {
    link.body = null;
    report(
      `The effect "${link.effect.label}" failed and is bypassed: ${messageOf(thrown)} ` +
        'Take it out of its slot and put it back to try again.',
    );
  };

  const buildLink = async (effect: EffectDefinition, slot: number, source: GPUTexture) => {
    const link = createLink(context, {
      label,
      effect,
      paramNames: Object.keys(effectParams(effect)),
      slot,
      size,
      detail,
      source,
      target: targets.of(slot),
      paramOf: (name, param) => paramOf(name, param),
    });
    try {
      link.body = await buildBody(link, { size, detail, input: inputOf });
    } catch (thrown) {
      bypass(link, thrown);
    }
    return link;
  };

  /** Adds to `next` as it goes, so that what stands can be given back when something fails. */
  const build = async (slots: readonly string[], next: Link[]) => {
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
  };

  const nameInputs = () => {
    const playing = links.map(({ effect }) => effect);
    const coming = library.filter(({ name }) => wanted.includes(name));
    inputs = [...new Set([...playing, ...coming].flatMap((effect) => effect.inputs ?? []))];
  };

  const outputOf = (chain: readonly Link[]) => chain.at(-1)?.target ?? input;

  /** Puts a finished chain in the place of the old one and destroys what is left over. */
  const swap = (next: readonly Link[]) => {
    const before = links;
    links = next;
    if (outputOf(next) !== outputOf(before)) revision += 1;
    for (const link of before) if (!next.includes(link)) link.scope.dispose();
    targets.keepOnly(next);
    nameInputs();
  };

  const giveBack = (next: readonly Link[]) => {
    for (const link of next) if (!links.includes(link)) link.scope.dispose();
    targets.keepOnly(links);
  };

  const work = async () => {
    for (let done = 0; done !== generation; ) {
      done = generation;
      const next: Link[] = [];
      try {
        await build(wanted, next);
        if (disposed) giveBack(next);
        else swap(next);
      } catch (thrown) {
        giveBack(next);
        report(`The effects stay as they were: ${messageOf(thrown)}`);
      }
    }
    working = null;
    if (disposed) swap([]);
  };

  const encodeLink = (frame: FrameEncoder, link: Link) => {
    frame.section(link.section);
    if (link.body) {
      writeParams(link, steps);
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
    get inputs() {
      return inputs;
    },
    arrange(slots) {
      if (disposed || isSame(slots, wanted)) return;
      wanted = [...slots];
      nameInputs();
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
