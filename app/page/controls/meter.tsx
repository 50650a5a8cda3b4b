import { useEffect, useRef } from 'preact/hooks';
import type { SessionSound } from '../../session/sound.ts';
import { useSession } from '../session-context.ts';

/** Lowest level on the scale, in decibels of full scale. */
const BOTTOM = -60;
/** Share of the peak mark's height that it loses a tick. */
const FALL = 0.012;

/** The level of the sound that goes in, with a mark at its recent peak. */
export function Meter({ sound }: { readonly sound: SessionSound }) {
  const { ticks } = useSession();
  const bar = useRef<HTMLDivElement>(null);
  const { levelText } = sound.state.value;
  useEffect(() => {
    let peak = 0;
    let shown = -1;
    return ticks.onTick(() => {
      const level = Math.max(0, Math.min(1, 1 - sound.input.level() / BOTTOM));
      peak = Math.max(level, peak - FALL);
      if (level === shown && peak <= level) return;
      shown = level;
      bar.current?.style.setProperty('--level', level.toFixed(3));
      bar.current?.style.setProperty('--peak', peak.toFixed(3));
    });
  }, [sound, ticks]);
  return (
    <div ref={bar} class="meter" role="img" aria-label={levelText} title={levelText}>
      <i class="meter-level" />
      <i class="meter-peak" />
    </div>
  );
}
