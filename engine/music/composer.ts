import { clamp } from '../core/numeric.ts';
import { createRandom, type Random } from '../core/random.ts';
import type { Beats, Unit01 } from '../core/units.ts';
import type { BarPlan } from './bar-plan.ts';
import { BarPlanner } from './bar-planner.ts';
import type { MusicControls } from './controls.ts';
import { type SectionName, swellOf } from './form/form.ts';
import { beatOfStep } from './groove/groove.ts';
import type { GrooveNet } from './groove/groove-net.ts';
import { writesChorale } from './melodist.ts';
import {
  BEATS_PER_BAR,
  BEATS_PER_STEP,
  type GridNote,
  type NoteEvent,
  PART_NAMES,
  type PartName,
} from './note.ts';
import { dressDrums, writeGrooveOf } from './parts/drums.ts';
import { VOICES_RANGE } from './parts/harmony.ts';
import { maskNotes } from './parts/mask.ts';
import { MELODY_RANGE, varyMelody } from './parts/melody.ts';
import { PART_WRITERS } from './parts/writers.ts';
import type { RiffNet } from './riff/riff-net.ts';
import { RiffSurface } from './riff/riff-surface.ts';
import type { Chord } from './theory/chord.ts';
import { PHRASE_BARS } from './theory/progression.ts';
import type { Scale } from './theory/scale.ts';

/** A net that writes melodies; `app` gives one. It works while the bar before is played. */
export interface MelodyNet {
  /** Asks for a bar, with its temperature among the controls. */
  request(plan: BarPlan): void;
  /** What was asked for, or null when it is not there yet. */
  take(barIndex: number): readonly GridNote[] | null;
  /** The voices beneath that melody, for the pad; null when they are not there yet. */
  takeVoices?(barIndex: number): readonly GridNote[] | null;
}

/** Nets that write parts; the writers of `parts/` stand in for those that are not given. */
export interface ComposerNets {
  readonly melody?: MelodyNet;
  readonly riff?: RiffNet;
  readonly groove?: GrooveNet;
}

/** A bar as it will sound, known before it does. */
export interface ComposedBar {
  readonly index: number;
  readonly startBeat: Beats;
  readonly section: SectionName;
  /** Whether the next bar begins another section. */
  readonly leads: boolean;
  readonly barInPhrase: number;
  readonly scale: Scale;
  readonly chord: Chord;
  readonly tension: Unit01;
  /** In the order in which they sound; muted parts left out. */
  readonly notes: readonly NoteEvent[];
}

/** Bars that "hold this loop" plays. */
export const LOOP_BARS = 4;
/** Share of a melody's weak notes that differ where a net is late. */
const LATE_VARIATION: Unit01 = 0.4;

type GridBar = Readonly<Partial<Record<PartName, readonly GridNote[]>>>;

/** A bar before mutes and swing. */
interface WrittenBar {
  readonly plan: BarPlan;
  readonly parts: GridBar;
}

/**
 * Composes bar after bar. The same seed, faders and answers of the net give the same music. A net is
 * asked for a bar while the one before is composed; when it is late, the last bar that it wrote
 * comes again, varied and bent to the new chord.
 */
export class Composer {
  #melodyNet: MelodyNet | undefined;
  #groove: GrooveNet | undefined;
  #riffs: RiffSurface | undefined;
  readonly #recent: WrittenBar[] = [];
  #planner: BarPlanner | undefined;
  #seed: number | undefined;
  #planned: BarPlan | undefined;
  #lastMelody: readonly GridNote[] | undefined;
  #lastGroove: readonly GridNote[] = [];
  #loop: { readonly bars: readonly WrittenBar[]; at: number } | undefined;
  /** The bar of the transport that comes next. */
  #index = 0;
  /** Number of the plan that comes next; a new planner counts on from here. */
  #nextPlan = 0;

  constructor(nets: ComposerNets = {}) {
    this.adopt(nets);
  }

  /** From the next bar that is planned on, these nets write. */
  adopt({ melody, riff, groove }: ComposerNets): void {
    this.#melodyNet = melody;
    this.#groove = groove;
    this.#riffs = riff && new RiffSurface(riff);
  }

  /**
   * Composes the next bar with the faders where they stand now.
   * @param at the bar of the transport that it is for, the one after the last unless given
   */
  compose(controls: MusicControls, at: number = this.#index): ComposedBar {
    const written = controls.hold ? (this.#held() ?? this.#write(controls)) : this.#write(controls);
    if (!controls.hold) this.#loop = undefined;
    this.#index = at + 1;
    return composed(written, at, controls);
  }

  /** From the next bar that is planned on, another theme and other chords. */
  newIdea(): void {
    this.#planner?.renew();
    this.#riffs?.renew();
    this.#lastMelody = undefined;
  }

  /** From the next bar that is planned on, relatives of the riff under the hands. */
  moreLikeThis(controls: MusicControls): void {
    this.#riffs?.moreLikeThis(controls.riff, controls);
  }

  /** The next bar of the loop that is held; undefined when nothing has been played. */
  #held(): WrittenBar | undefined {
    this.#loop ??= { bars: [...this.#recent], at: 0 };
    const { bars, at } = this.#loop;
    this.#loop.at = bars.length > 0 ? (at + 1) % bars.length : 0;
    return bars[at];
  }

  #write(controls: MusicControls): WrittenBar {
    if (this.#seed !== controls.seed) this.#reseed(controls.seed);
    const planner = this.#planner ?? this.#reseed(controls.seed);
    // What a net was asked for stands: key, chord and form. Else the newest faders count.
    const plan = this.#planned ? planner.refresh(this.#planned, controls) : planner.next(controls);
    const parts = Object.fromEntries(
      PART_NAMES.filter((name) => plan.phrase.layers.has(name)).map((name) => [
        name,
        this.#writePart(name, plan, randomOf(plan, name)),
      ]),
    ) as GridBar;
    const written = { plan, parts };
    this.#nextPlan = plan.index + 1;
    this.#recent.push(written);
    if (this.#recent.length > LOOP_BARS) this.#recent.shift();
    this.#ask(planner, controls);
    return written;
  }

  #ask(planner: BarPlanner, controls: MusicControls): void {
    this.#planned = undefined;
    if (!this.#melodyNet) return;
    this.#planned = planner.next(controls);
    const { section, layers } = this.#planned.phrase;
    const heard = layers.has('melody') || (layers.has('pad') && this.#melodyNet.takeVoices);
    if (heard && writesChorale(controls, section)) this.#melodyNet.request(this.#planned);
  }

  #writePart(name: PartName, plan: BarPlan, random: Random): readonly GridNote[] {
    if (name === 'drums') return this.#drums(plan, random);
    if (writesChorale(plan.controls, plan.phrase.section)) {
      if (name === 'melody') return this.#melody(plan, random);
      const voices = name === 'pad' && this.#melodyNet?.takeVoices?.(plan.index);
      if (voices) return maskNotes(voices, plan, VOICES_RANGE);
    }
    return PART_WRITERS[name](plan, random);
  }

  #drums(plan: BarPlan, random: Random): readonly GridNote[] {
    const follows = this.#recent.at(-1)?.parts.drums !== undefined;
    const before = follows ? this.#lastGroove : [];
    const groove = writeGrooveOf(plan, before, random, this.#groove);
    this.#lastGroove = groove;
    return dressDrums(groove, plan, random);
  }

  #melody(plan: BarPlan, random: Random): readonly GridNote[] {
    if (!this.#melodyNet) return PART_WRITERS.melody(plan, random);
    const written = this.#melodyNet.take(plan.index);
    if (written) {
      this.#lastMelody = maskNotes(written, plan, MELODY_RANGE);
      return this.#lastMelody;
    }
    return this.#lastMelody
      ? varyMelody(this.#lastMelody, plan, LATE_VARIATION, random)
      : PART_WRITERS.melody(plan, random);
  }

  #reseed(seed: number): BarPlanner {
    this.#seed = seed;
    this.#planner = new BarPlanner(seed, this.#nextPlan, this.#riffs);
    this.#planned = undefined;
    return this.#planner;
  }
}

/** Chance that is a part's own in a bar, whatever else plays. */
function randomOf({ index, controls }: BarPlan, part: PartName): Random {
  return createRandom(
    (controls.seed * 7919 + index) * PART_NAMES.length + PART_NAMES.indexOf(part),
  );
}

function composed(
  { plan, parts }: WrittenBar,
  index: number,
  controls: MusicControls,
): ComposedBar {
  const startBeat = index * BEATS_PER_BAR;
  const notes = PART_NAMES.filter((name) => isHeard(name, controls)).flatMap((name) =>
    (parts[name] ?? []).map((note) => placed(note, name, plan, startBeat, controls)),
  );
  return {
    index,
    startBeat,
    section: plan.phrase.section,
    leads: plan.phrase.leads && plan.barInPhrase === PHRASE_BARS - 1,
    barInPhrase: plan.barInPhrase,
    scale: plan.scale,
    chord: plan.chord,
    tension: plan.tension,
    notes: notes.sort((a, b) => a.beat - b.beat),
  };
}

function isHeard(name: PartName, { parts }: MusicControls): boolean {
  const alone = PART_NAMES.some((other) => parts[other].solo);
  return !parts[name].mute && (!alone || parts[name].solo);
}

function placed(
  note: GridNote,
  part: PartName,
  { genre, phrase, tension }: BarPlan,
  startBeat: Beats,
  controls: MusicControls,
): NoteEvent {
  const swing = clamp(genre.swing + controls.swing, 0, 1);
  const beat = startBeat + beatOfStep(note.step, genre.swingOf, swing);
  return {
    part,
    beat: Math.max(0, beat + (note.late ?? 0) * BEATS_PER_STEP),
    length: note.length * BEATS_PER_STEP,
    pitch: note.pitch,
    velocity: clamp(note.velocity * swellOf(phrase, tension) * controls.parts[part].level, 0, 1),
  };
}
