import { messageOf } from '../core/errors.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { Unit01 } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuContext } from '../gpu/gpu-context.ts';
import { type BuiltNet, buildNet, netSize } from './built-net.ts';
import { type CarryInputs, FlowCarry } from './carry/flow-carry.ts';
import type { NetShelf } from './net-shelf.ts';
import type { NetDirection, NetShow, PictureNet } from './picture-net.ts';
import { Repaint, type RepaintInputs } from './repaint/repaint.ts';
import { FrameBudget } from './schedule/frame-budget.ts';
import type { NetPasses, SeenFrame } from './schedule/pass.ts';
import { type Pace, Scheduler } from './scheduler.ts';

/** What the nets of a session are built with. */
export interface NetsOptions extends CarryInputs, RepaintInputs {
  readonly shelf: NetShelf;
  readonly pace: Pace;
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
const WHOLLY: NetShow = { strength: 1, colours: 0, detail: 1, mask: 0, level: 0 };

/** One net with what stands for it on the device. */
interface Entry {
  readonly net: PictureNet;
  readonly input: string;
  readonly section: string;
  readonly carry: FlowCarry;
  /** What brings its picture to full size, or null. */
  readonly repaint: Repaint | null;
  playing: boolean;
  stage: NetState['stage'];
  built: BuiltNet | null;
  passes: NetPasses | null;
  /** Index of the frame in which its picture was brought up to date last. */
  shownAt: number;
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
    const { repaint, carry } = this.#entry(name);
    return (repaint ?? carry).texture;
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
    for (const { passes, playing } of this.#entries) if (passes) passes.wanted = playing;
    const milliseconds = this.#budget.milliseconds(share);
    this.#scheduler.plan(time, milliseconds);
    for (const entry of this.#entries) {
      const { carry } = entry;
      if (!entry.playing && !shown.has(entry.input)) continue;
      // Nobody kept up what it saw: it is of a past that has no path to the present.
      if (entry.shownAt !== time.index - 1) carry.reset();
      entry.shownAt = time.index;
      const direction = directions?.get(entry.net.name);
      if (direction && entry.passes?.slice.begins) tell(entry, direction);
      if (entry.passes) this.#encodeSlice(frame, entry, time, milliseconds);
      frame.section('nets');
      carry.encode(frame);
      entry.repaint?.encode(frame, direction?.show ?? WHOLLY);
    }
  }

  measured(tag: number, milliseconds: number): void {
    this.#scheduler.measured(tag, milliseconds);
  }

  state(name: string): NetState {
    const { stage, passes } = this.#entry(name);
    return { stage, result: passes?.result ?? NEVER };
  }

  settled(): Promise<void> {
    return this.#building;
  }

  dispose(): void {
    this.#disposed = true;
    for (const { built, carry, repaint } of this.#entries) {
      built?.dispose();
      repaint?.dispose();
      carry.dispose();
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
    const bring = async () => {
      if (this.#disposed) return;
      try {
        const { shelf, picture, pace } = this.#options;
        const built = await buildNet(this.#context, entry.net, {
          shelf,
          picture,
          size: entry.carry.texture,
          measure: pace.kind === 'budget',
        });
        if (this.#disposed) return built.dispose();
        entry.built = built;
        entry.passes = this.#scheduler.add(built.scheduled);
        entry.stage = 'running';
      } catch (thrown) {
        entry.stage = 'failed';
        if (!this.#disposed) this.#options.report(`Net ${entry.net.label}: ${messageOf(thrown)}`);
      }
    };
    // One after the other, so that measuring one does not measure the building of another.
    this.#building = this.#building.then(bring);
  }

  #encodeSlice(frame: FrameEncoder, entry: Entry, time: FrameTime, budget: number): void {
    const { passes, built, carry } = entry;
    if (!passes || !built) return;
    const { slice } = passes;
    if (slice.from === slice.to) return;
    this.#worked = true;
    if (slice.begins) carry.begin(frame);
    frame.section(entry.section, this.#scheduler.remember(passes));
    built.program.encode(frame, slice.from, slice.to);
    if (slice.completes) {
      carry.arrive(frame, built.result, time.index - passes.result.index);
      this.#warn(entry, budget);
    }
  }

  /** Says once that a net has a part that no frame has room for. */
  #warn(entry: Entry, budget: number): void {
    const { built, net } = entry;
    if (entry.warned || !built || this.#options.pace.kind !== 'budget' || budget <= 0) return;
    const { costs, units } = built.scheduled;
    for (let unit = 0; unit < units.length; unit++) {
      if (costs.at(unit) <= budget) continue;
      entry.warned = true;
      const { label } = built.program.work[units[unit]?.from ?? 0] ?? {};
      this.#options.report(
        `Net ${net.label}: its layer ${label} alone takes ${costs.at(unit).toFixed(1)} ms, more than the ${budget.toFixed(1)} ms that nets have in a frame, so frames can come late; use a smaller picture or less detail.`,
      );
      return;
    }
  }
}

/** Writes what a pass that begins now is told; it keeps that until it ends. */
function tell({ built }: Entry, { numbers }: NetDirection): void {
  for (const name in built?.numbers) {
    const given = numbers[name];
    if (given) built.numbers[name]?.values.set(given);
  }
}

/** Puts the nets of a shelf on a device; none is loaded before it is played. @throws ShaderError */
export async function createNets(context: GpuContext, options: NetsOptions): Promise<NetsGpu> {
  const { shelf, picture, luma, motion, step, detail } = options;
  const entries = shelf.nets.map(async (net): Promise<Entry> => {
    const label = `${NET_SECTION}${net.name}`;
    const size = netSize(net, { width: picture.width, height: picture.height }, detail);
    const { standIn } = net;
    const carry = await FlowCarry.create(context, { label, size, standIn, picture, luma, step });
    const isOver = net.shown === 'over';
    const repaint = isOver ? await Repaint.create(context, label, { picture, luma, motion }) : null;
    repaint?.take(carry.texture);
    return {
      net,
      input: `${NET_INPUT}${net.name}`,
      section: label,
      carry,
      repaint,
      playing: false,
      stage: 'idle',
      built: null,
      passes: null,
      shownAt: -1,
      warned: false,
    };
  });
  return new Nets(context, options, await Promise.all(entries));
}
