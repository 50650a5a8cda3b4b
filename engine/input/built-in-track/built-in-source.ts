import type { Beats, Seconds } from '../../core/units.ts';
import type { AudioSource } from '../audio-source.ts';
import type { StereoPcm } from './built-in-track.ts';
import { builtInTrack } from './form.ts';
import { type LoadingTrack, loadBuiltInTrack } from './load-built-in-track.ts';

/** The built-in track as a source: rendered once, opened as often as wanted. */
export interface BuiltInSource {
  readonly kind: 'built-in';
  readonly label: string;
  /**
   * Begins the track from its first bar.
   * @throws InstrumentError when it can't be rendered.
   */
  open(): Promise<AudioSource>;
  /** Where the track opened last is in its loop; null before any was. */
  beats(): Beats | null;
}

/** Time that a change of buffers is planned ahead. */
const AHEAD: Seconds = 0.1;

/** Plays buffers of which each is the beginning of the next, and knows where it is. */
class TrackPlayer implements AudioSource {
  readonly kind = 'built-in';
  readonly label = builtInTrack.title;
  readonly output: GainNode;
  readonly audible = true;
  readonly #context: AudioContext;
  readonly #players: AudioBufferSourceNode[] = [];
  /** What loops, since when, and what looped before that. */
  readonly #loops: { readonly start: Seconds; readonly length: Seconds }[] = [];
  #closed = false;

  constructor(context: AudioContext, first: AudioBuffer) {
    this.#context = context;
    this.output = new GainNode(context);
    this.#loop(first, context.currentTime, 0);
  }

  onLost(): void {}

  /** Goes over to `whole`, of which the buffer that plays is the beginning, where that ends next. */
  goOnWith(whole: AudioBuffer): void {
    const { start, length } = this.#loops[0] ?? { start: 0, length: whole.duration };
    if (this.#closed) return;
    const rounds = Math.max(1, Math.ceil((this.#context.currentTime + AHEAD - start) / length));
    const change = start + rounds * length;
    this.#players[0]?.stop(change);
    this.#loop(whole, change, length);
  }

  /** Seconds into the loop now. */
  position(): Seconds {
    const now = this.#context.currentTime;
    const loop = this.#loops.findLast(({ start }, i) => i === 0 || now >= this.#begins(i, start));
    return loop ? Math.max(0, now - loop.start) % loop.length : 0;
  }

  close(): void {
    this.#closed = true;
    for (const player of this.#players) player.stop();
    this.output.disconnect();
  }

  /** A later loop begins after what came before it, of which it takes the place. */
  #begins(index: number, start: Seconds): Seconds {
    return start + (this.#loops[index - 1]?.length ?? 0);
  }

  #loop(buffer: AudioBuffer, when: Seconds, offset: Seconds): void {
    const player = new AudioBufferSourceNode(this.#context, { buffer, loop: true });
    player.connect(this.output);
    player.start(when, offset);
    this.#players.push(player);
    this.#loops.push({ start: when - offset, length: buffer.duration });
  }
}

function toBuffer({ sampleRate, channels }: StereoPcm): AudioBuffer {
  const buffer = new AudioBuffer({ length: channels[0].length, numberOfChannels: 2, sampleRate });
  channels.forEach((samples, channel) => {
    buffer.copyToChannel(samples, channel);
  });
  return buffer;
}

/** The built-in track on `context`; it is rendered when it is first opened. */
export function createBuiltInSource(context: AudioContext): BuiltInSource {
  let loading: LoadingTrack | undefined;
  let whole: AudioBuffer | undefined;
  let player: TrackPlayer | undefined;

  const openPart = async () => {
    loading ??= loadBuiltInTrack(context.sampleRate);
    const { opening, whole: rest } = loading;
    const opened = new TrackPlayer(context, toBuffer(await opening));
    rest.then(
      (pcm) => {
        whole ??= toBuffer(pcm);
        opened.goOnWith(whole);
      },
      () => {}, // the opening goes on
    );
    return opened;
  };

  return {
    kind: 'built-in',
    label: builtInTrack.title,
    async open() {
      try {
        player = whole ? new TrackPlayer(context, whole) : await openPart();
        return player;
      } catch (thrown) {
        loading = undefined; // to be tried again
        throw thrown;
      }
    },
    beats: () => (player ? (player.position() * builtInTrack.tempoBpm) / 60 : null),
  };
}
