import type { Page } from 'puppeteer';
import type { LiveSession } from '../../session/live-session.ts';
import { openHeadlessPage } from '../headless/open-page.ts';

/** How notes came while the page drew as much as it could. */
export interface LiveTiming {
  readonly seconds: number;
  readonly notes: number;
  /** Notes that came to the audio thread after they should have begun. */
  readonly late: number;
  /** The least time by which a note came before its beginning, in ms. */
  readonly leastAheadMs: number;
  readonly framesPerSecond: number;
  /** The longest time between two frames, in ms. */
  readonly longestFrameMs: number;
  /** Seconds that the audio thread rendered in a second. */
  readonly audioPace: number;
  /** Voices when it ended. */
  readonly voices: number;
}

type SessionWindow = Window & { readonly phosphene: LiveSession };

/** The fullest music, beside two decks and all thumbnails on a software GPU. */
const SETTINGS: Readonly<Record<string, number | string>> = {
  'music.genre': 'trance',
  'music.energy': 1,
  'music.density': 0.8,
  'music.tension': 0.8,
  'transport.tempo': 140,
  'mixer.crossfade': 0.5,
};
/** Seconds in which shaders are compiled and the form comes to where parts play. */
const WARM_UP = 20;

/** Runs the performer's page at the full load of a software GPU and counts late notes. */
export async function measureLiveTiming(seconds: number): Promise<LiveTiming> {
  const opened = await openHeadlessPage({
    path: 'index.html?seed=3',
    software: true,
    before: [beforePage],
  });
  try {
    await opened.page.waitForFunction(
      () => {
        const { phosphene } = window as unknown as SessionWindow;
        return phosphene?.status.value.kind === 'ready' && phosphene.sound?.music;
      },
      { timeout: 120_000 },
    );
    await opened.page.evaluate(play, SETTINGS);
    const timing = await Promise.race([watch(opened.page, seconds), opened.failed]);
    const { notes, late, leastAhead, voices, frames, longest, pace } = timing;
    return {
      seconds,
      notes,
      late,
      leastAheadMs: leastAhead * 1000,
      framesPerSecond: frames / seconds,
      longestFrameMs: longest,
      audioPace: pace,
      voices,
    };
  } finally {
    await opened.close();
  }
}

/** Something that runs before the page does: with it, functions that are sent there may have names. */
function beforePage(): void {}

function play(settings: Readonly<Record<string, number | string>>): void {
  const { instrument, send } = (window as unknown as SessionWindow).phosphene;
  for (const [id, value] of Object.entries(settings)) {
    const { choices = [] } = instrument.store.declarations[instrument.store.indexOf(id)] ?? {};
    send.set(id, typeof value === 'string' ? choices.indexOf(value) : value);
  }
}

/** Notes and frames over some time, after a warm-up. */
function watch(page: Page, seconds: number) {
  return page.evaluate(
    async (warmUp, span) => {
      const { sound, afterFrame } = (window as unknown as SessionWindow).phosphene;
      if (!sound?.music) throw new Error('the music does not play.');
      const { music } = sound;
      const { context } = sound.input;
      const wait = (time: number) => new Promise<void>((done) => setTimeout(done, time * 1000));
      await wait(warmUp);
      music.takeTiming();
      const begin = performance.now();
      const heard = context.currentTime;
      let [frames, longest, last] = [0, 0, begin];
      const end = afterFrame(() => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        frames += 1;
      });
      await wait(span);
      end();
      const seconds = (performance.now() - begin) / 1000;
      const pace = (context.currentTime - heard) / seconds;
      return { ...music.takeTiming(), voices: music.voices, frames, longest, pace };
    },
    WARM_UP,
    seconds,
  );
}
