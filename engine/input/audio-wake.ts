import type { Seconds } from '../core/units.ts';

/** Keeps a context running through suspensions and interruptions. */
export interface AudioWake {
  /** Whether sound was allowed at least once. */
  readonly unlocked: boolean;
  /** To be called from a click, key or touch: browsers let sound begin only there. */
  unlock(): void;
  dispose(): void;
}

const FIRST_RETRY: Seconds = 0.25;
const LAST_RETRY: Seconds = 8;

/**
 * Resumes `context` when it may sound, and again with growing patience whenever the system has
 * stopped it (a call came in, the output changed). `onState` hears of every change.
 * @source Web Audio API 1.1, AudioContextState: suspended, running, closed, interrupted.
 */
export function keepAwake(context: AudioContext, onState: () => void): AudioWake {
  let unlocked = context.state === 'running';
  let wait = FIRST_RETRY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const running = () => context.state === 'running';

  const resume = () => {
    clearTimeout(timer);
    if (running() || context.state === 'closed') return;
    // Unlike a refusal, a pause by the system is worth asking again about.
    context.resume().catch(() => {});
    if (!unlocked) return;
    timer = setTimeout(resume, wait * 1000);
    wait = Math.min(LAST_RETRY, wait * 2);
  };
  const changed = () => {
    if (running()) {
      unlocked = true;
      wait = FIRST_RETRY;
    }
    resume();
    onState();
  };

  context.addEventListener('statechange', changed);
  resume();
  return {
    get unlocked() {
      return unlocked;
    },
    unlock() {
      wait = FIRST_RETRY;
      resume();
    },
    dispose() {
      clearTimeout(timer);
      context.removeEventListener('statechange', changed);
    },
  };
}
