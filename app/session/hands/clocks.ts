import {
  type ClockPosition,
  createMidiClockIn,
  type MidiClockIn,
} from '../../../engine/control/midi/clock-in.ts';
import { createMidiClockOut } from '../../../engine/control/midi/clock-out.ts';
import type { MidiOutputPort } from '../../../engine/control/midi/ports.ts';
import type { FrameTime } from '../../../engine/core/frame-time.ts';
import type { Seconds } from '../../../engine/core/units.ts';
import type { ParamStore } from '../../../engine/params/param-store.ts';
import type { BridgeLink } from './bridge-link.ts';

/** Other machines' clocks, followed and led as the parameters under `clock.` say. */
export interface Clocks {
  readonly midi: MidiClockIn;
  /** Where the clock is that is followed, or null while none is. The same object each time. */
  position(): ClockPosition | null;
  /** Leads others, if it is to; call it every frame. */
  lead(time: FrameTime): void;
}

/** What clocks are made with. */
export interface ClocksOptions {
  readonly store: ParamStore;
  readonly now: () => Seconds;
  readonly outputs: () => readonly MidiOutputPort[];
  readonly link: () => BridgeLink['link'];
}

/** A clock that is surer than this is followed. */
const SURE = 0.5;

/** The clocks of a session. */
export function createClocks({ store, now, outputs, link }: ClocksOptions): Clocks {
  const midi = createMidiClockIn();
  const out = createMidiClockOut((byte, at) => {
    for (const output of outputs()) output.send([byte], at);
  });
  const at = (id: string) => store.target(store.indexOf(id));
  const linked: ClockPosition = { beat: 0, beatPhase: 0, bpm: 0, running: true, confidence: 1 };
  let isLeading = false;

  const followLink = (time: Seconds): ClockPosition | null => {
    const news = link();
    if (!news) return null;
    linked.bpm = news.bpm;
    linked.beat = Math.max(0, news.beat + ((time - news.at) * news.bpm) / 60);
    linked.beatPhase = linked.beat - Math.floor(linked.beat);
    return linked;
  };
  return {
    midi,
    position() {
      if (at('clock.follow') < 0.5) return null;
      // Pictures run ahead of the sound by the same trim and nudge as behind the ear.
      const time = now() + at('transport.trim');
      const clock = midi.at(time);
      const position = clock.running && clock.confidence > SURE ? clock : followLink(time);
      if (!position) return null;
      position.beat = Math.max(0, position.beat + at('transport.nudge'));
      position.beatPhase = position.beat - Math.floor(position.beat);
      return position;
    },
    lead(time) {
      const isWanted = at('clock.lead') > 0.5;
      if (isWanted) out.frame(now(), time);
      else if (isLeading) out.stop();
      isLeading = isWanted;
    },
  };
}
