import type { ControlBus } from '../control/control-bus.ts';
import type { FrameTime } from '../core/frame-time.ts';
import { createCrossfadeRunner } from '../mixer/crossfade-runner.ts';
import { DECKS } from '../mixer/deck.ts';
import type { ParamChange, ParamStore } from '../params/param-store.ts';
import { SLOTS_PER_CHAIN } from './session-params.ts';
import { createTapTempo } from './tap-tempo.ts';

/** Senders of changes that follow from others; a log leaves them out and replay makes them anew. */
export const DERIVED_SENDERS: ReadonlySet<string> = new Set([
  'transition',
  'panic',
  'tap',
  'track',
  'director',
  'ear',
]);

/** Turns triggers (go, panic, tap) into moves of parameters. */
export interface MixerControl {
  /** Watches the frame's changes: a hand on the crossfader ends a running transition. */
  before(changes: readonly ParamChange[]): void;
  /** Sends what follows from the frame's triggers; it arrives in the next frame. */
  after(time: FrameTime): void;
}

/** The control of one session's mixer. */
export function createMixerControl(store: ParamStore, bus: ControlBus): MixerControl {
  const runner = createCrossfadeRunner();
  const tapTempo = createTapTempo();
  const index = (id: string) => store.indexOf(id);
  const places = {
    crossfade: index('mixer.crossfade'),
    beats: index('mixer.beats'),
    go: index('mixer.go'),
    panic: index('master.panic'),
    tap: index('transport.tap'),
  };
  const send = (id: string, value: number, sender: string) => bus.send({ id, value, sender });

  const panic = () => {
    runner.stop();
    const place = store.target(places.crossfade);
    send('mixer.crossfade', place < 0.5 ? 0 : 1, 'panic');
    send('mixer.blend', 0, 'panic');
    send('mod.on', 0, 'panic');
    send('loops.clear', 1, 'panic');
    send('master.blackout', 0, 'panic');
    send('master.freeze', 0, 'panic');
    send('master.brightness', 1, 'panic');
    send('master.flashLimit', 1, 'panic');
    for (const deck of DECKS) send(`deck.${deck}.level`, 1, 'panic');
    for (const chain of ['master', ...DECKS.map((deck) => `deck.${deck}`)]) {
      for (let i = 1; i <= SLOTS_PER_CHAIN; i++) send(`${chain}.fx${i}`, 0, 'panic');
    }
  };

  return {
    before(changes) {
      for (let i = 0; i < changes.length; i++) {
        const change = changes[i];
        if (change?.id === 'mixer.crossfade' && !DERIVED_SENDERS.has(change.sender)) runner.stop();
      }
    },
    after(time) {
      const { snapshot } = store;
      if (snapshot.hit(places.panic)) panic();
      if (snapshot.hit(places.tap)) {
        const tempo = tapTempo.tap(time.seconds);
        if (tempo !== null) {
          // A hand that taps leads: the track's own tempo would overwrite it in the next frame.
          send('transport.follow', 0, 'tap');
          send('transport.tempo', tempo, 'tap');
        }
      }
      if (snapshot.hit(places.go)) {
        runner.go(time.beat, snapshot.at(places.beats), store.target(places.crossfade));
      }
      const place = runner.at(time.beat);
      if (place !== null) send('mixer.crossfade', place, 'transition');
    },
  };
}
