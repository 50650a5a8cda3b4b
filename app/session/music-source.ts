import type { ControlBus } from '../../engine/control/control-bus.ts';
import { messageOf } from '../../engine/core/errors.ts';
import type { FrameTime } from '../../engine/core/frame-time.ts';
import type { Beats, Seconds } from '../../engine/core/units.ts';
import { audioSlot } from '../../engine/features/audio/layout.ts';
import type { AudioSource } from '../../engine/input/audio-source.ts';
import type { ComposerNets } from '../../engine/music/composer.ts';
import type { LiveMusic } from '../../engine/music/live-music.ts';
import type { ParamStore } from '../../engine/params/param-store.ts';

/** What the music of a session plays by. */
export interface MusicSetting {
  readonly store: ParamStore;
  readonly bus: ControlBus;
  /** The beat of another machine's clock where one leads, else null. */
  readonly clockBeat: () => Beats | null;
  /** Nets for a music that begins; loaded when the first one does. */
  readonly nets: () => Promise<ComposerNets>;
  /** The transport's beat now. */
  readonly transportBeat: () => Beats | null;
  readonly report: (text: string) => void;
}

const BEATS_PER_BAR = 4;
const nextBar = (beat: Beats) => BEATS_PER_BAR * Math.ceil(beat / BEATS_PER_BAR);

/** Opens the music as a source; chosen anew it begins on the bar after the one where it ended. */
export class MusicOpener {
  readonly #setting: MusicSetting;
  #music: LiveMusic | null = null;
  #ended: Beats = 0;

  constructor(setting: MusicSetting) {
    this.#setting = setting;
  }

  /** What plays now, or null. */
  get music(): LiveMusic | null {
    return this.#music;
  }

  /** @param follow the beat that it follows where it does not lead */
  async open(
    context: AudioContext,
    follow: () => Beats | null = this.#setting.clockBeat,
  ): Promise<AudioSource> {
    const { store, bus, nets } = this.#setting;
    const { startLiveMusic } = await import('../../engine/music/live-music.ts');
    const begun = await startLiveMusic({
      context,
      store,
      bus,
      follow,
      nets: nets(),
      beat: nextBar(this.#ended),
    });
    this.#music = begun;
    return {
      ...begun.source,
      close: () => {
        this.#ended = Math.max(this.#ended, begun.position().beat);
        begun.dispose();
        if (this.#music === begun) this.#music = null;
      },
    };
  }
}

const { offset: keyAt } = audioSlot('key');
/** How sure the ear must be of the key, and for how long, before the music takes it. */
const SURE = 0.5;
const PATIENCE: Seconds = 6;
const MODES = ['ionian', 'aeolian'] as const;

/**
 * Plays the music along with what is heard from outside: into the room alone, so that the ear does
 * not follow it; on the transport's beat, which follows the ear, and in the key that the ear hears.
 */
export class MusicAlong {
  readonly #setting: MusicSetting;
  readonly #opener: MusicOpener;
  readonly #on: number;
  #source: AudioSource | null = null;
  #isOpening = false;
  #key = 0;
  #since: Seconds = 0;

  constructor(setting: MusicSetting) {
    this.#setting = setting;
    this.#opener = new MusicOpener(setting);
    this.#on = setting.store.indexOf('music.along');
  }

  /** The music that plays along, or null. */
  get music(): LiveMusic | null {
    return this.#opener.music;
  }

  /** What is due in a frame. `isWanted`: another source plays. */
  frame(isWanted: boolean, time: FrameTime, features: Float32Array, room: AudioNode): void {
    const isOn = isWanted && this.#setting.store.snapshot.at(this.#on) > 0.5;
    if (!isOn) this.stop();
    else if (this.#source) this.#followKey(time, features);
    else if (!this.#isOpening) void this.#start(room);
  }

  /** Ends it. */
  stop(): void {
    this.#source?.output.disconnect();
    this.#source?.close();
    this.#source = null;
  }

  async #start(room: AudioNode): Promise<void> {
    this.#isOpening = true;
    try {
      const { transportBeat } = this.#setting;
      this.#source = await this.#opener.open(room.context as AudioContext, transportBeat);
      this.#source.output.connect(room);
    } catch (thrown) {
      this.#setting.report(`The music does not play along: ${messageOf(thrown)}`);
    } finally {
      this.#isOpening = false;
    }
  }

  #followKey({ seconds }: FrameTime, features: Float32Array): void {
    const tonic = features[keyAt] ?? 0;
    const isMinor = (features[keyAt + 1] ?? 0) > 0.5;
    const heard = tonic > 0 && (features[keyAt + 2] ?? 0) >= SURE ? tonic + (isMinor ? 12 : 0) : 0;
    if (heard !== this.#key) {
      this.#key = heard;
      this.#since = seconds;
    } else if (heard > 0 && seconds - this.#since >= PATIENCE) {
      this.#send('music.key', tonic - 1);
      this.#sendMode(MODES[isMinor ? 1 : 0]);
      this.#since = Number.POSITIVE_INFINITY;
    }
  }

  #sendMode(mode: (typeof MODES)[number]): void {
    const { store } = this.#setting;
    const { choices = [] } = store.declarations[store.indexOf('music.mode')] ?? {};
    this.#send('music.mode', choices.indexOf(mode));
  }

  #send(id: string, value: number): void {
    const { store, bus } = this.#setting;
    if (store.target(store.indexOf(id)) !== value) bus.send({ id, value, sender: 'ear' });
  }
}
