import { messageOf } from '../core/errors.ts';
import { type CameraDevice, listCameras, openCamera } from './camera.ts';
import type { PulledImage } from './picture.ts';
import { openScreen } from './screen-capture.ts';
import { explainVideoFile, type NamedBlob, openVideoFile } from './video-file.ts';
import { openImage } from './video-image.ts';
import { awaitCamera } from './video-return.ts';
import {
  lostVideoSource,
  type VideoProblem,
  type VideoSource,
  VideoSourceError,
  type VideoSourceKind,
} from './video-source.ts';

/** What to look at. */
export interface VideoSelection {
  readonly kind: VideoSourceKind;
  /** Of a camera; the browser's choice without it. */
  readonly deviceId?: string;
  /** Needed for the kinds `file` and `image`; an image is known by its type. */
  readonly file?: NamedBlob;
}

/** The face of the picture: what is shown, and what is wrong if something is. */
export interface VideoInputState {
  /** What is shown now, which after a problem is not what was asked for. */
  readonly kind: VideoSourceKind;
  readonly label: string;
  readonly status: 'playing' | 'opening' | VideoProblem;
  /** Plain words with the remedy; empty when all is well. */
  readonly message: string;
}

/** The picture that goes into the instrument, before it reaches the GPU. */
export interface VideoInput {
  readonly state: VideoInputState;
  /** Calls `listener` after every change of `state`; the result ends that. */
  onChange(listener: () => void): () => void;
  /**
   * Changes the source. What was shown goes on when the new one can't be had. The last call wins.
   * @throws VideoSourceError (a rejection) in plain words, which `state` and `report` give too
   */
  select(selection: VideoSelection): Promise<void>;
  /** The cameras. */
  devices(): Promise<readonly CameraDevice[]>;
  /** The image of this frame; null: show the demo source. */
  pull(): PulledImage | null;
  dispose(): void;
}

/** What the input needs from outside. */
export interface VideoInputOptions {
  /** Takes notices in plain words. */
  readonly report: (message: string) => void;
}

const DEMO: VideoSource = {
  kind: 'demo',
  label: 'Dancer',
  pull: () => null,
  pause: '',
  onLost() {},
  onPause() {},
  close() {},
};

function open({ kind, deviceId, file }: VideoSelection): Promise<VideoSource> {
  if (kind === 'demo') return Promise.resolve(DEMO);
  if (kind === 'camera') return openCamera(deviceId);
  if (kind === 'screen') return openScreen();
  if (!file) throw explainVideoFile('none', 'no file');
  return kind === 'image' || file.type.startsWith('image/') ? openImage(file) : openVideoFile(file);
}

/** Anything that was thrown, as an error with a problem and a remedy. */
function asSourceError(thrown: unknown, kind: VideoSourceKind): VideoSourceError {
  if (thrown instanceof VideoSourceError) return thrown;
  const got = messageOf(thrown);
  const parts = { subject: `The source "${kind}"`, constraint: 'open', got };
  const remedy = 'choose another source';
  return new VideoSourceError('failed', { ...parts, remedy }, { cause: thrown });
}

class Input implements VideoInput {
  readonly devices = listCameras;
  readonly #report: (message: string) => void;
  readonly #listeners = new Set<() => void>();
  #playing: VideoSource = DEMO;
  #problem: VideoSourceError | null = null;
  #opening = 0;
  #newest = 0;
  #stopWaiting = () => {};
  #state: VideoInputState = { kind: 'demo', label: DEMO.label, status: 'playing', message: '' };

  constructor({ report }: VideoInputOptions) {
    this.#report = report;
  }

  get state(): VideoInputState {
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async select(selection: VideoSelection): Promise<void> {
    this.#stopWaiting();
    this.#problem = null;
    const turn = ++this.#newest;
    this.#opening++;
    this.#update();
    try {
      const source = await open(selection);
      if (turn !== this.#newest) return source.close();
      this.#play(source);
    } catch (thrown) {
      if (turn === this.#newest) this.#refuse(asSourceError(thrown, selection.kind));
    } finally {
      this.#opening--;
      this.#update();
    }
  }

  pull(): PulledImage | null {
    return this.#playing.pull();
  }

  dispose(): void {
    this.#newest++;
    this.#stopWaiting();
    this.#listeners.clear();
    this.#playing.close();
    this.#playing = DEMO;
  }

  #play(source: VideoSource): void {
    const before = this.#playing;
    this.#playing = source;
    before.close();
    source.onPause(() => {
      if (this.#playing !== source) return;
      if (source.pause) this.#report(source.pause);
      this.#update();
    });
    source.onLost(() => {
      if (this.#playing === source) this.#fallBack(source);
    });
  }

  /** Keeps what is shown, says why, and passes the reason on to who asked. */
  #refuse(error: VideoSourceError): never {
    this.#problem = error;
    this.#report(error.message);
    throw error;
  }

  /** A source ended by itself: the demo source is shown until it is back. */
  #fallBack(source: VideoSource): void {
    this.#problem = lostVideoSource(source);
    this.#play(DEMO);
    this.#report(this.#problem.message);
    if (source.deviceId !== undefined) this.#awaitReturn(source.deviceId, source.label);
    this.#update();
  }

  #awaitReturn(id: string, label: string): void {
    this.#stopWaiting = awaitCamera({ id, label }, (camera) => {
      this.#report(`${camera.label} is back.`);
      this.select({ kind: 'camera', deviceId: camera.id }).catch(() => {}); // reported already
    });
  }

  #update(): void {
    const { kind, label, pause } = this.#playing;
    this.#state = {
      kind,
      label,
      status: this.#opening > 0 ? 'opening' : (this.#problem?.problem ?? 'playing'),
      message: this.#problem?.message ?? pause,
    };
    for (const listener of this.#listeners) listener();
  }
}

/** The picture's sources. The demo source is shown until another is chosen. */
export function createVideoInput(options: VideoInputOptions): VideoInput {
  return new Input(options);
}
