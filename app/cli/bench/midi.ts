import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'puppeteer';
import { quantile } from '../../../engine/core/numeric.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { currentCommit } from '../headless/commit.ts';
import { fakeMidi, installFakeMidi } from '../headless/fake-midi-access.ts';
import { openHeadlessPage } from '../headless/open-page.ts';
import { SetupError, say } from '../setup/say.mjs';

const usage = `npm run bench -- midi [--events N] [--software] [--out FILE] [--json]

  --events N   controller moves that are measured (300)
  --software   draws on the processor even where there is a GPU
  --out FILE   writes the results there too
  --json       prints one line of JSON a case`;

/** Messages a second of the flood, and its length; software draws a few frames a second. */
const FLOOD = { perSecond: 5000, seconds: { hardware: 3, software: 10 } } as const;
/** A frame that takes longer than this many of the usual interval is late. */
const LATE = 1.2;
const DEVICE = 'APC mini mk2 Control';
const KEY = 'bench';

/** Resolves once the session knows whether it has a GPU, and says whether it has a real one. */
const PROBE = `new Promise((resolve) => {
  const look = () => {
    const status = window.phosphene?.status.value;
    if (!status || status.kind === 'starting') return setTimeout(look, 50);
    resolve(status.kind === 'ready' && !status.adapter.software);
  };
  look();
})`;

type BenchWindow = Window & {
  readonly phosphene: LiveSession;
  readonly fakeMidi: { play(id: string, bytes: readonly number[]): void };
};

interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly framesLate: number;
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** Connects the controllers of a page, and waits until they are there. */
async function connect(page: Page): Promise<void> {
  await page.waitForFunction(
    () => (window as unknown as BenchWindow).phosphene?.status.value.kind === 'ready',
    { timeout: 120_000 },
  );
  await fakeMidi.plug(page, DEVICE, KEY);
  await page.evaluate(async () => {
    const { hands } = (window as unknown as BenchWindow).phosphene;
    await hands.midi.connect();
  });
}

/** From the event of a moved fader to the frame that was submitted with it. */
async function measureEvents(page: Page, count: number): Promise<Figures> {
  const { waits, late } = await page.evaluate(
    async (key, events) => {
      const { phosphene, fakeMidi: midi } = window as unknown as BenchWindow;
      const { instrument, send } = phosphene;
      const id = 'mixer.crossfade';
      const index = instrument.store.indexOf(id);
      send.set(id, 0);
      const waits: number[] = [];
      let late = 0;
      for (let i = 0; i < events; i++) {
        await new Promise((resolve) => setTimeout(resolve, 20 + ((i * 37) % 23)));
        const wanted = (i % 2) + 1;
        const frames = instrument.time?.index ?? 0;
        const started = performance.now();
        midi.play(key, [0xb0, 56, wanted]);
        await new Promise<void>((resolve) => {
          const end = phosphene.afterFrame(() => {
            if (Math.abs(instrument.store.target(index) - wanted / 127) > 1e-6) return;
            waits.push(performance.now() - started);
            if ((instrument.time?.index ?? 0) > frames + 1) late += 1;
            end();
            resolve();
          });
        });
      }
      return { waits, late };
    },
    KEY,
    count,
  );
  return {
    p50: rounded(quantile(waits, 0.5)),
    p95: rounded(quantile(waits, 0.95)),
    framesLate: late,
  };
}

/** Times between frames, quiet or in a flood of messages. */
function intervals(
  page: Page,
  perSecond: number,
  seconds: number,
): Promise<{ all: number[]; kept: boolean }> {
  return page.evaluate(
    async (key, rate, length) => {
      const { phosphene, fakeMidi: midi } = window as unknown as BenchWindow;
      const all: number[] = [];
      let last = performance.now();
      const end = phosphene.afterFrame(() => {
        const now = performance.now();
        all.push(now - last);
        last = now;
      });
      const started = performance.now();
      let sent = 0;
      while (performance.now() - started < length * 1000) {
        const due = Math.floor(((performance.now() - started) / 1000) * rate);
        for (; sent < due; sent++) midi.play(key, [0xb0, 56, sent % 100]);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      end();
      const { store } = phosphene.instrument;
      if (rate > 0) midi.play(key, [0xb0, 56, (sent + 1) % 100]);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const value = store.target(store.indexOf('mixer.crossfade'));
      return { all: all.slice(2), kept: Math.abs(value - ((sent + 1) % 100) / 127) < 0.05 };
    },
    KEY,
    perSecond,
    seconds,
  );
}

async function measureFlood(page: Page, seconds: number) {
  const quiet = await intervals(page, 0, seconds);
  const flood = await intervals(page, FLOOD.perSecond, seconds);
  const usual = rounded(quantile(quiet.all, 0.5));
  const late = (all: readonly number[]) => all.filter((time) => time > LATE * usual).length;
  return {
    p50: rounded(quantile(flood.all, 0.5)),
    p95: rounded(quantile(flood.all, 0.95)),
    framesLate: late(flood.all),
    frames: flood.all.length,
    quiet: {
      p50: usual,
      p95: rounded(quantile(quiet.all, 0.95)),
      framesLate: late(quiet.all),
      frames: quiet.all.length,
    },
    lastValueKept: flood.kept,
  };
}

function parseWords(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const options = { events: text, out: text, software: flag, json: flag };
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage}`);
  }
}

/** `bench midi`: from a move of a controller to the frame, alone and in a flood of messages. */
export default async function benchMidi(args: readonly string[]): Promise<void> {
  const words = parseWords(args);
  const events = Number(words.events ?? 300);
  if (!(Number.isInteger(events) && events >= 10 && events <= 10_000)) {
    throw new SetupError('--events must be a whole number from 10 to 10000.', 'use --events 300');
  }
  const software = words.software ?? false;
  const opened = await openHeadlessPage({
    path: `index.html?thumbnails=off&seed=1${software ? '&size=192x108&detail=0.02' : ''}`,
    software,
    before: installFakeMidi,
    probe: PROBE,
  });
  const lines: string[] = [];
  try {
    const { page } = opened;
    await Promise.race([connect(page), opened.failed]);
    const setting = {
      adapter: await page.evaluate(() => {
        const { value } = (window as unknown as BenchWindow).phosphene.status;
        return value.kind === 'ready' ? { ...value.adapter } : null;
      }),
      commit: currentCommit(),
    };
    const tell = (name: string, figures: Figures) => {
      lines.push(JSON.stringify({ bench: 'midi', case: name, ...figures, ...setting }));
      const { p50, p95, framesLate } = figures;
      const spoken = `${name}: p50 ${p50} ms, p95 ${p95} ms, ${framesLate} frames late`;
      console.log(words.json ? lines.at(-1) : spoken);
    };
    say('measuring from a moved fader to the submitted frame …');
    tell('event to frame', await measureEvents(page, events));
    say('measuring frames in a flood of messages …');
    const seconds = FLOOD.seconds[setting.adapter?.software ? 'software' : 'hardware'];
    tell(`flood of ${FLOOD.perSecond} messages a second`, await measureFlood(page, seconds));
    say('no live note is played yet, so that there is nothing to measure from event to sound.');
  } finally {
    await opened.close();
  }
  if (words.out) {
    const file = resolve(process.env.INIT_CWD ?? process.cwd(), words.out);
    writeFileSync(file, `${lines.join('\n')}\n`);
  }
}
