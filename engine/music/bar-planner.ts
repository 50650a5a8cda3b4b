import { createRandom, type Random } from '../core/random.ts';
import type { BarPlan } from './bar-plan.ts';
import type { MusicControls } from './controls.ts';
import { FormPlanner, type PhrasePlan, tensionAt } from './form/form.ts';
import { MOTIF_BARS, type Motif, MotifMemory, TELLINGS, tellMotif } from './form/motif.ts';
import { genreNamed } from './groove/groove.ts';
import { writesRiff } from './melodist.ts';
import { CHORD_SPACE } from './parts/harmony.ts';
import type { RiffSurface } from './riff/riff-surface.ts';
import type { Chord } from './theory/chord.ts';
import { chordOn } from './theory/chord.ts';
import { PHRASE_BARS, writeProgression } from './theory/progression.ts';
import type { MidiNote } from './theory/scale.ts';
import { voiceChord } from './theory/voicing.ts';

/** A phrase with its chords and its theme in four tellings. */
interface Phrase {
  readonly plan: PhrasePlan;
  readonly chords: readonly Chord[];
  readonly theme: readonly Motif[];
  /** The key and mode that the chords are of. */
  readonly key: string;
}

/** Plans bar after bar: form, chords, voicing and theme. The same seed and faders give the same. */
export class BarPlanner {
  readonly #random: Random;
  readonly #form: FormPlanner;
  readonly #motifs = new MotifMemory();
  readonly #seed: number;
  readonly #riffs: RiffSurface | undefined;
  #phrase: Phrase | undefined;
  #index: number;
  #barInPhrase = 0;
  #voicing: readonly MidiNote[] = [];

  /**
   * @param index the bar that is planned first
   * @param riffs where themes come from while the hands ask for riffs
   */
  constructor(seed: number, index = 0, riffs?: RiffSurface) {
    this.#seed = seed;
    this.#riffs = riffs;
    this.#random = createRandom(seed);
    this.#form = new FormPlanner(createRandom(seed + 0x5eed));
    this.#index = index;
  }

  /** The next bar. */
  next(controls: MusicControls): BarPlan {
    if (this.#barInPhrase === PHRASE_BARS) {
      this.#phrase = undefined;
      this.#barInPhrase = 0;
    }
    const phrase = this.#phraseFor(controls);
    const bar = this.#barInPhrase++;
    const chord = phrase.chords[bar] ?? chordOn(controls.scale, 0);
    this.#voicing = voiceChord(chord, this.#voicing, CHORD_SPACE);
    return {
      index: this.#index++,
      barInPhrase: bar,
      phrase: phrase.plan,
      scale: controls.scale,
      chord,
      nextChord: phrase.chords[bar + 1] ?? chordOn(controls.scale, 0),
      voicing: this.#voicing,
      tension: tensionAt(phrase.plan, bar),
      genre: genreNamed(controls.genre),
      theme: this.#themeOf(phrase, bar, controls),
      controls,
    };
  }

  /** The plan that came last, with the faders as they stand now; key, chords and form are settled. */
  refresh(plan: BarPlan, controls: MusicControls): BarPlan {
    const theme = this.#phrase
      ? this.#themeOf(this.#phrase, plan.barInPhrase, controls)
      : plan.theme;
    return { ...plan, controls, genre: genreNamed(controls.genre), theme };
  }

  /** The theme of the phrase, or the riff under the hands, as this pair of bars tells it. */
  #themeOf({ plan, theme }: Phrase, bar: number, controls: MusicControls): Motif {
    const pair = Math.floor(bar / MOTIF_BARS);
    if (!this.#riffs || !writesRiff(controls, plan.section)) return theme[pair] ?? [];
    const chance = createRandom((this.#seed + plan.index) * TELLINGS.length + pair);
    return tellMotif(
      this.#riffs.riffAt(controls.riff, controls),
      TELLINGS[pair] ?? 'plain',
      chance,
    );
  }

  /** From the next bar on another theme and other chords; the form goes on. */
  renew(): void {
    this.#motifs.forget();
    if (this.#phrase) this.#phrase = { ...this.#phrase, key: '' };
  }

  /** The phrase that plays; its chords are written anew where the key or the idea has changed. */
  #phraseFor(controls: MusicControls): Phrase {
    const key = `${controls.scale.tonic} ${controls.scale.mode}`;
    if (this.#phrase?.key === key) return this.#phrase;
    const plan = this.#phrase?.plan ?? this.#form.next(controls);
    const calm = plan.section === 'intro' || plan.section === 'break';
    const wish = {
      tension: plan.tension[1],
      colour: controls.brightness,
      slow: calm,
      leads: plan.leads,
    };
    const motif = this.#motifs.recall(plan.section, controls.density, this.#random);
    this.#phrase = {
      plan,
      key,
      chords: writeProgression(controls.scale, wish, this.#random),
      theme: TELLINGS.map((telling) => tellMotif(motif, telling, this.#random)),
    };
    return this.#phrase;
  }
}
