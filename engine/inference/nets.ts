import { messageOf } from '../core/errors.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { Size, Unit01 } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuContext } from '../gpu/gpu-context.ts';
import { type BuiltNet, buildNet, netSize } from './built-net.ts';
import { type CarryInputs, FlowCarry } from './carry/flow-carry.ts';
import {
  disposePart,
  emptyPart,
  encodePart,
  type NetFit,
  type NetPart,
  netFit,
  refit,
} from './net-part.ts';
import type { NetShelf } from './net-shelf.ts';
import { type NetDirection, type NetShow, type PictureNet, shownWholly } from './picture-net.ts';
import { Repaint, type RepaintInputs } from './repaint/repaint.ts';
import { FrameBudget } from './schedule/frame-budget.ts';
import type { SeenFrame } from './schedule/pass.ts';
import { type Pace, Scheduler } from './scheduler.ts';
import type { TuneStore } from './tune.ts';

/** What the nets of a session are built with. */
export interface NetsOptions extends CarryInputs, RepaintInputs {
  readonly shelf: NetShelf;
  readonly pace: Pace;
  /** Where the choice of kernels is kept once it was measured; null takes the fixed choice. */
  readonly tuning: TuneStore | null;
  /** Share of the full amount of work that there is time for. */
  readonly detail: Unit01;
  readonly report: (message: string) => void;
}

/** What a frame tells the nets. */
export interface NetsFrame {
  readonly time: FrameTime;
  /** Names of the inputs that are drawn, whoever draws them. */
  readonly shown: ReadonlySet<string>;
  /** Share of the interval between frames that nets may take of the GPU's time. */
  readonly share: Unit01;
  /** What nets are told, by name. */
  readonly directions?: ReadonlyMap<string, NetDirection>;
}

/** How a net stands. */
export interface NetState {
  readonly stage: 'idle' | 'loading' | 'running' | 'failed';
  /** Share of its file that has arrived, 0 to 1. */
  readonly arrived: Unit01;
  /** The frame that its newest result is of; index -1 before there is one. */
  readonly result: Readonly<SeenFrame>;
}

/** The nets on a device. */
export interface NetsGpu {
  /** A net's picture, carried to the present; the same for good. @throws InstrumentError */
  texture(name: string): GPUTexture;
  /**
   * Says which inputs playing scenes name: their nets run, loaded first if need be, no others.
   * @returns whether any does: it needs the features `luma`, `flow` and `motion`
   */
  play(inputs: ReadonlySet<string>): boolean;
  /** Adds this frame's part of the nets, and brings what is shown of them to the present. */
  encode(frame: FrameEncoder, now: NetsFrame): void;
  /** Takes in what a slice took on the GPU; `tag` is that of its section. */
  measured(tag: number, milliseconds: number): void;
  state(name: string): NetState;
  /** Resolves when no net is being loaded or built. */
  settled(): Promise<void>;
  dispose(): void;
}

/** Prefix of a net's name among the inputs of scenes. */
export const NET_INPUT = 'net.';
/** Prefix of the nets' sections of the frame. */
export const NET_SECTION = 'net ';
const NEVER: SeenFrame = { index: -1, seconds: 0 };
/** How a net is shown that nobody directs. */
const WHOLLY: Readonly<NetShow> = shownWholly();

/**
 * Frames that a part of another size must have had results before it takes over: its first result
 * has faded in by then.
 */
const RIPE = 8;

/** One net with what stands for it on the device. */
interface Entry {
  readonly net: PictureNet;
  readonly input: string;
  readonly section: string;
  /** What is shown. */
  part: NetPart;
  /** What takes over when it has results: the net at another size. */
  next: NetPart | null;
  /** What brings its picture to full size, or null. */
  readonly repaint: Repaint | null;
  /** Sizes that its time is shared out by, or null for one size. */
  readonly fit: NetFit | null;
  playing: boolean;
  stage: NetState['stage'];
  /** Whether it is being built at another size. */
  resizing: boolean;
  /** Whether it was said that a part of it is longer than the budget. */
  warned: boolean;
}

class Nets implements NetsGpu {
  readonly #context: GpuContext;
  readonly #options: NetsOptions;
  readonly #entries: readonly Entry[];
  readonly #scheduler: Scheduler;
  readonly #budget = new FrameBudget();
  #building: Promise<void> = Promise.resolve();
  #worked = false;
  #disposed = false;

  constructor(context: GpuContext, options: NetsOptions, entries: readonly Entry[]) {
    this.#context = context;
    this.#options = options;
    this.#entries = entries;
    this.#scheduler = new Scheduler(options.pace);
  }

  texture(name: string): GPUTexture {
    const { repaint, part } = this.#entry(name);
    return (repaint ?? part.carry).texture;
  }

  play(inputs: ReadonlySet<string>): boolean {
    let any = false;
    for (const entry of this.#entries) {
      entry.playing = inputs.has(entry.input);
      any ||= entry.playing;
      if (entry.playing && entry.stage === 'idle') this.#bring(entry);
    }
    return any;
  }

  encode(frame: FrameEncoder, { time, shown, share, directions }: NetsFrame): void {
    this.#budget.observe(time.delta, this.#worked);
    this.#worked = false;
    for (const { part, next, playing } of this.#entries) {
      if (part.passes) part.passes.wanted = playing && next === null;
      if (next?.passes) next.passes.wanted = playing;
    }
    const milliseconds = this.#budget.milliseconds(share);
    this.#scheduler.plan(time, milliseconds);
    for (const entry of this.#entries) {
      if (!entry.playing && !shown.has(entry.input)) continue;
      const direction = directions?.get(entry.net.name);
      const { section } = entry;
      const now = { time, section, scheduler: this.#scheduler, direction };
      entry.repaint?.prepare(frame, time, direction?.show ?? WHOLLY);
      if (entry.next && entry.next.age >= RIPE) this.#takeOver(entry, entry.next);
      if (entry.next) this.#worked = encodePart(frame, entry.next, now) || this.#worked;
      this.#worked = encodePart(frame, entry.part, now) || this.#worked;
      if (entry.part.passes?.slice.completes) this.#judge(entry, milliseconds);
      entry.repaint?.encode(frame);
    }
  }

  measured(tag: number, milliseconds: number): void {
    this.#scheduler.measured(tag, milliseconds);
  }

  state(name: string): NetState {
    const { stage, part, net } = this.#entry(name);
    const arrived = this.#options.shelf.arrived(net);
    return { stage, arrived, result: part.passes?.result ?? NEVER };
  }

  settled(): Promise<void> {
    return this.#building;
  }

  dispose(): void {
    this.#disposed = true;
    for (const { part, next, repaint } of this.#entries) {
      repaint?.dispose();
      disposePart(part);
      if (next) disposePart(next);
    }
  }

  #entry(name: string): Entry {
    const net = this.#options.shelf.find(name);
    const entry = this.#entries.find((each) => each.net === net);
    if (!entry) throw new Error(`The net "${name}" is not on the device.`);
    return entry;
  }

  /** Loads and builds a net in the background. */
  #bring(entry: Entry): void {
    entry.stage = 'loading';
    this.#inTurn(entry, async () => {
      try {
        await Promise.all([entry.part.carry.compile(), entry.repaint?.compile()]);
        entry.repaint?.take(entry.part.carry.texture);
        await this.#build(entry, entry.part);
        entry.stage = 'running';
      } catch (thrown) {
        entry.stage = 'failed';
        throw thrown;
      }
    });
  }

  /** Builds a net at another size in the background; the size before plays on until it has results. */
  #resize(entry: Entry, size: Size): void {
    entry.resizing = true;
    this.#inTurn(entry, async () => {
      const carry = new FlowCarry(this.#context, carryOptions(entry, size, this.#options));
      const part = emptyPart(carry);
      try {
        await carry.compile();
        await this.#build(entry, part);
        entry.next = part;
      } catch (thrown) {
        disposePart(part);
        throw thrown;
      }
    });
  }

  /** Works for a net behind what is being built, so that measuring one does not measure the other. */
  #inTurn(entry: Entry, work: () => Promise<void>): void {
    this.#building = this.#building.then(async () => {
      if (this.#disposed) return;
      await work().catch((thrown: unknown) => {
        if (!this.#disposed) this.#options.report(`Net ${entry.net.label}: ${messageOf(thrown)}`);
      });
    });
  }

  async #build({ net, repaint }: Entry, part: NetPart): Promise<void> {
    const { shelf, picture, pace, tuning } = this.#options;
    const built = await buildNet(this.#context, net, {
      shelf,
      picture,
      regions: repaint?.regions ?? null,
      size: part.carry.texture,
      measure: pace.kind === 'budget',
      tuning,
    });
    if (this.#disposed) return built.dispose();
    part.built = built;
    part.passes = this.#scheduler.add(built.scheduled);
  }

  /** Lets a net at another size take the place of the one before, whose textures no frame uses now. */
  #takeOver(entry: Entry, next: NetPart): void {
    const before = entry.part;
    entry.part = next;
    entry.next = null;
    entry.resizing = false;
    entry.repaint?.take(next.carry.texture);
    if (before.passes) this.#scheduler.remove(before.passes);
    disposePart(before);
  }

  /** Draws the conclusions from what a pass has cost. */
  #judge(entry: Entry, budget: number): void {
    const { fit, part, resizing } = entry;
    if (this.#options.pace.kind !== 'budget' || !part.built || budget <= 0) return;
    const size = fit && !resizing ? refit(fit, part.built, budget) : null;
    if (size) this.#resize(entry, size);
    else if (!fit || fit.fit.place === 0) this.#warn(entry, part.built, budget);
  }

  /** Says once that a net has a part that no frame has room for. */
  #warn(entry: Entry, built: BuiltNet, budget: number): void {
    if (entry.warned) return;
    const { costs, units } = built.scheduled;
    for (let unit = 0; unit < units.length; unit++) {
      if (costs.at(unit) <= budget) continue;
      entry.warned = true;
      const { label } = built.program.work[units[unit]?.from ?? 0] ?? {};
      this.#options.report(
        `Net ${entry.net.label}: its layer ${label} alone takes ${costs.at(unit).toFixed(1)} ms, more than the ${budget.toFixed(1)} ms that nets have in a frame, so frames can come late; use a smaller picture or less detail.`,
      );
      return;
    }
  }
}

function carryOptions(
  { section, net }: Pick<Entry, 'section' | 'net'>,
  size: Size,
  { picture, luma, step }: NetsOptions,
) {
  return { label: section, size, standIn: net.standIn, picture, luma, step };
}

/** Puts the nets of a shelf on a device; none is loaded or compiled before it is played. */
export function createNets(context: GpuContext, options: NetsOptions): NetsGpu {
  const { shelf, picture, luma, motion, detail } = options;
  const entries = shelf.nets.map((net): Entry => {
    const section = `${NET_SECTION}${net.name}`;
    const seen = { width: picture.width, height: picture.height };
    const size = netSize(net, seen, detail);
    const isOver = net.shown === 'over';
    return {
      net,
      input: `${NET_INPUT}${net.name}`,
      section,
      part: emptyPart(new FlowCarry(context, carryOptions({ section, net }, size, options))),
      next: null,
      repaint: isOver ? new Repaint(context, section, { picture, luma, motion }) : null,
      // Only what is brought to full size can change its own.
      fit: isOver ? netFit(net, seen, size) : null,
      playing: false,
      stage: 'idle',
      resizing: false,
      warned: false,
    };
  });
  return new Nets(context, options, entries);
}
