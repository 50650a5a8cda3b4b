import { messageOf } from '../core/errors.ts';
import { clamp } from '../core/numeric.ts';
import type { Beats, Decibels, Seconds, Unit01 } from '../core/units.ts';
import { createSourceCrossfade, rampGain } from './audio-crossfade.ts';
import { type AudioFile, openAudioFile } from './audio-file.ts';
import { createLevelMeter } from './audio-level.ts';
import { awaitReturn } from './audio-return.ts';
import {
  type AudioSource,
  AudioSourceError,
  type AudioSourceKind,
  lostSource,
} from './audio-source.ts';
import { type AudioFacts, type AudioInputState, audioState } from './audio-state.ts';
import { openSystemAudio } from './audio-system.ts';
import { keepAwake } from './audio-wake.ts';
import { createBuiltInSource } from './built-in-track/built-in-source.ts';
import { type AudioDevice, listMicrophones, openMicrophone } from './microphone.ts';

/** What to listen to. */
export interface AudioSelection {
  readonly kind: AudioSourceKind;
  /** Of a microphone; the system's default without it. */
  readonly deviceId?: string;
  /** Needed for the kind `file`. */
  readonly file?: AudioFile;
}

/** The sound that goes into the instrument. */
export interface AudioInput {
  readonly context: AudioContext;
  /** Everything that is analysed and recorded, before the volume; stereo. */
  readonly bus: AudioNode;
  /** What goes to the speakers; its gain is the volume. */
  readonly monitor: GainNode;
  readonly state: AudioInputState;
  /** Calls `listener` after every change of `state`; the result ends that. */
  onChange(listener: (state: AudioInputState) => void): () => void;
  /**
   * Changes the source by a short crossfade. What played goes on when the new one can't be had.
   * The last call wins.
   * @throws AudioSourceError (a rejection) in plain words, which `state` and `report` give too.
   */
  select(selection: AudioSelection): Promise<void>;
  /** The microphones and line inputs. */
  devices(): Promise<readonly AudioDevice[]>;
  /** To be called from clicks, keys and touches: browsers let sound begin only there. */
  unlock(): void;
  /** Loudness in the room only; the analysis and the recording don't change. */
  setVolume(volume: Unit01): void;
  /** The level of the bus now. Allocates nothing. */
  level(): Decibels;
  /** The time of the audio clock while it runs, else null. */
  audioSeconds(): Seconds | null;
  /** Where the built-in track is in its loop, in beats, while it plays, else null. */
  builtInBeats(): Beats | null;
  dispose(): Promise<void>;
}

/** What the input needs from outside. */
export interface AudioInputOptions {
  /** Takes notices in plain words. */
  readonly report: (notice: string) => void;
  /** Opens the instrument's own music, which then plays by itself; the built-in track without it. */
  readonly openMusic?: (context: AudioContext) => Promise<AudioSource>;
}

const MUSIC: AudioSelection = { kind: 'music' };
/** What the music is called until it is open. */
const MUSIC_LABEL = 'Music';
const BUILT_IN: AudioSelection = { kind: 'built-in' };
/** Time in which a change of volume is reached. */
const VOLUME_RAMP: Seconds = 0.03;

/** Anything that was thrown, as an error with a problem and a remedy. */
function asSourceError(thrown: unknown, kind: AudioSourceKind): AudioSourceError {
  if (thrown instanceof AudioSourceError) return thrown;
  const got = messageOf(thrown);
  const parts = { subject: `The source "${kind}"`, constraint: 'open', got };
  const remedy = 'choose another source';
  return new AudioSourceError('failed', { ...parts, remedy }, { cause: thrown });
}

/** The graph: sources -> crossfade -> bus, and to the speakers by way of the monitor. */
class AudioGraph implements AudioInput {
  readonly context = new AudioContext({ latencyHint: 'interactive' });
  readonly bus = new GainNode(this.context, { channelCount: 2, channelCountMode: 'explicit' });
  readonly monitor = new GainNode(this.context);
  readonly level = createLevelMeter(this.context, this.bus);
  readonly devices = listMicrophones;
  readonly #report: (notice: string) => void;
  readonly #crossfade = createSourceCrossfade(this.context, this.bus, this.monitor);
  readonly #builtIn = createBuiltInSource(this.context);
  readonly #listeners = new Set<(state: AudioInputState) => void>();
  readonly #wake = keepAwake(this.context, () => this.#update());
  readonly #openMusic: AudioInputOptions['openMusic'];
  #playing: Pick<AudioSource, 'kind' | 'label'> = this.#builtIn;
  #problem: AudioSourceError | null = null;
  #opening = 0;
  #newest = 0;
  #stopWaiting = () => {};
  #state: AudioInputState;

  constructor({ report, openMusic }: AudioInputOptions) {
    this.#report = report;
    this.#openMusic = openMusic;
    if (openMusic) this.#playing = { kind: 'music', label: MUSIC_LABEL };
    this.monitor.connect(this.context.destination);
    this.#state = audioState(this.#facts());
  }

  get state(): AudioInputState {
    return this.#state;
  }

  onChange(listener: (state: AudioInputState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async select(selection: AudioSelection): Promise<void> {
    this.#stopWaiting();
    this.#problem = null;
    await this.#change(selection);
  }

  unlock(): void {
    this.#wake.unlock();
  }

  setVolume(volume: Unit01): void {
    rampGain(this.monitor.gain, clamp(volume, 0, 1), this.context.currentTime, VOLUME_RAMP);
  }

  audioSeconds(): Seconds | null {
    return this.context.state === 'running' ? this.context.currentTime : null;
  }

  builtInBeats(): Beats | null {
    return this.#playing.kind === 'built-in' ? this.#builtIn.beats() : null;
  }

  /** What plays where nothing else was chosen, or what was chosen is gone. */
  async playHome(): Promise<void> {
    if (!this.#openMusic) return this.#change(BUILT_IN);
    await this.#change(MUSIC).catch(() => this.#change(BUILT_IN));
  }

  async dispose(): Promise<void> {
    this.#newest++;
    this.#stopWaiting();
    this.#wake.dispose();
    this.#listeners.clear();
    this.#crossfade.dispose();
    await this.context.close();
  }

  /** Opens a source and fades over to it, unless another was asked for meanwhile. */
  async #change(selection: AudioSelection): Promise<void> {
    const turn = ++this.#newest;
    this.#opening++;
    this.#update();
    try {
      const source = await this.#open(selection);
      if (turn !== this.#newest) return source.close();
      this.#play(source);
    } catch (thrown) {
      if (turn === this.#newest) this.#refuse(asSourceError(thrown, selection.kind));
    } finally {
      this.#opening--;
      this.#update();
    }
  }

  #open({ kind, deviceId, file }: AudioSelection): Promise<AudioSource> {
    if (kind === 'music' && this.#openMusic) return this.#openMusic(this.context);
    if (kind === 'built-in' || kind === 'music') return this.#builtIn.open();
    if (kind === 'microphone') return openMicrophone(this.context, deviceId);
    if (kind === 'system') return openSystemAudio(this.context);
    return openAudioFile(this.context, file);
  }

  #play(source: AudioSource): void {
    this.#crossfade.play(source);
    this.#playing = source;
    source.onLost(() => {
      if (this.#playing === source) this.#fallBack(source);
    });
  }

  /** Keeps what plays, says why, and passes the reason on to who asked. */
  #refuse(error: AudioSourceError): never {
    this.#problem = error;
    this.#report(error.message);
    throw error;
  }

  /** A source ended by itself: the music plays until it is back. */
  #fallBack(source: AudioSource): void {
    this.#problem = lostSource(source);
    this.#report(this.#problem.message);
    if (source.deviceId !== undefined) this.#awaitReturn(source.deviceId, source.label);
    void this.playHome().catch(() => {});
  }

  #awaitReturn(deviceId: string, label: string): void {
    this.#stopWaiting = awaitReturn({ deviceId, label }, (device) => {
      this.#report(`${device.label} is back.`);
      void this.select({ kind: 'microphone', deviceId: device.deviceId }).catch(() => {});
    });
  }

  #facts(): AudioFacts {
    return {
      kind: this.#playing.kind,
      label: this.#playing.label,
      opening: this.#opening > 0,
      running: this.context.state === 'running',
      unlocked: this.#wake.unlocked,
      problem: this.#problem,
    };
  }

  #update(): void {
    this.#state = audioState(this.#facts());
    for (const listener of this.#listeners) listener(this.#state);
  }
}

/**
 * The audio context with its sources. The instrument's own music, or the built-in track, begins by
 * itself as soon as it is ready and the browser lets sound begin.
 * @throws DOMException where the browser has no Web Audio.
 */
export function createAudioInput(options: AudioInputOptions): AudioInput {
  const input = new AudioGraph(options);
  input.playHome().catch(() => {}); // reported already
  return input;
}
