import { type ErrorParts, InstrumentError } from '../core/errors.ts';

/** Where sound can come from. */
export type AudioSourceKind = 'music' | 'built-in' | 'microphone' | 'file' | 'system';

/** Why a source could not be had, for the page to choose a face by. */
export type AudioProblem = 'denied' | 'busy' | 'lost' | 'failed';

/** A source that plays into `output`. */
export interface AudioSource {
  readonly kind: AudioSourceKind;
  /** The name that its user knows it by. */
  readonly label: string;
  /** Of a microphone: what to look for when it was unplugged. */
  readonly deviceId?: string;
  readonly output: AudioNode;
  /** Whether it goes to the speakers: not what the room or the screen already plays. */
  readonly audible: boolean;
  /** Calls `listener` when the source ends by itself: unplugged, or sharing stopped. */
  onLost(listener: () => void): void;
  close(): void;
}

/** A source that could not be opened, in plain words with the remedy. */
export class AudioSourceError extends InstrumentError {
  readonly problem: AudioProblem;

  constructor(problem: AudioProblem, parts: ErrorParts, options?: ErrorOptions) {
    super(parts, options);
    this.name = 'AudioSourceError';
    this.problem = problem;
  }
}

/** Says that a source has ended by itself, and what happens next. */
export function lostSource({ kind, label }: Pick<AudioSource, 'kind' | 'label'>): AudioSourceError {
  const microphone = kind === 'microphone';
  return new AudioSourceError('lost', {
    subject: label,
    constraint: microphone ? 'stay plugged in' : 'stay shared',
    got: microphone ? 'its removal' : 'an end of sharing',
    remedy: microphone
      ? 'plug it in again and it is taken back; the instrument plays its own music meanwhile'
      : 'choose it again to share anew; the instrument plays its own music meanwhile',
  });
}

/** A source that is the sound of a media stream; it closes the stream when it is closed. */
export function streamSource(
  context: AudioContext,
  stream: MediaStream,
  about: Pick<AudioSource, 'kind' | 'label' | 'deviceId'>,
): AudioSource {
  const output = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
  const [track] = stream.getAudioTracks();
  const abort = new AbortController();
  return {
    ...about,
    output,
    audible: false,
    onLost: (listener) => track?.addEventListener('ended', listener, { signal: abort.signal }),
    close() {
      abort.abort();
      output.disconnect();
      for (const each of stream.getTracks()) each.stop();
    },
  };
}

/** A source that repeats a buffer for ever. It begins with the first sample at `startTime`. */
export function loopSource(
  context: AudioContext,
  buffer: AudioBuffer,
  about: Pick<AudioSource, 'kind' | 'label'>,
): AudioSource & { readonly startTime: number } {
  const output = new AudioBufferSourceNode(context, { buffer, loop: true });
  const startTime = context.currentTime;
  output.start(startTime);
  return {
    ...about,
    output,
    startTime,
    audible: true,
    onLost() {},
    close() {
      output.stop();
      output.disconnect();
    },
  };
}
