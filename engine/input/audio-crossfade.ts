import type { Seconds, Unit01 } from '../core/units.ts';
import type { AudioSource } from './audio-source.ts';

/** Length of the crossfade from one source to the next: short, and without a click. */
export const SOURCE_CROSSFADE: Seconds = 0.06;

/** Moves a gain to `to` in a straight line from where it is. */
export function rampGain(param: AudioParam, to: Unit01, now: Seconds, length: Seconds): void {
  param.cancelScheduledValues(now);
  param.setValueAtTime(param.value, now);
  param.linearRampToValueAtTime(to, now + length);
}

/** Plays one source at a time into the bus, and into the monitor what may be heard. */
export interface SourceCrossfade {
  /** Fades `source` in and what played before out, which is then closed. */
  play(source: AudioSource): void;
  dispose(): void;
}

/** A crossfade into `bus` (all sources) and `monitor` (the audible ones). */
export function createSourceCrossfade(
  context: AudioContext,
  bus: AudioNode,
  monitor: AudioNode,
): SourceCrossfade {
  let current: { source: AudioSource; fade: GainNode } | undefined;
  const retire = (old: { source: AudioSource; fade: GainNode }) => {
    rampGain(old.fade.gain, 0, context.currentTime, SOURCE_CROSSFADE);
    setTimeout(() => {
      old.source.close();
      old.fade.disconnect();
    }, SOURCE_CROSSFADE * 2000);
  };
  return {
    play(source) {
      const fade = new GainNode(context, { gain: 0 });
      source.output.connect(fade).connect(bus);
      if (source.audible) fade.connect(monitor);
      rampGain(fade.gain, 1, context.currentTime, SOURCE_CROSSFADE);
      if (current) retire(current);
      current = { source, fade };
    },
    dispose() {
      current?.source.close();
      current?.fade.disconnect();
      current = undefined;
    },
  };
}
