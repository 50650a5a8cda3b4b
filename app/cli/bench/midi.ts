import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'puppeteer';
import { quantile } from '../../../engine/core/numeric.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { currentCommit } from '../headless/commit.ts';
import { fakeMidi, installFakeMidi } from '../headless/fake-midi-access.ts';
import { openHeadlessPage } from '../headless/open-page.ts';
import { type FloodResult, measureFlood } from '../measure/midi-flood.ts';
import { measureSound, type SoundFigures } from '../measure/midi-sound.ts';
import { SetupError, say } from '../setup/say.mjs';

const usage = `npm run bench -- midi [--events N] [--notes N] [--page NAME] [--software]
                        [--out FILE] [--json]

  --events N   controller moves that are measured (300)
  --notes N    keys whose sound is measured (40)
  --page NAME  measures on one page alone: show (as it is played), small (the smallest show), or
               bare (without a graphics device, whose software leaves the page no time)
  --software   draws on the processor even where there is a GPU
  --out FILE   writes the results there too
  --json       prints one line of JSON a case`;

/** Messages a second of the flood, and its length. */
const FLOOD = { perSecond: 5000, seconds: 10 } as const;
const DEVICE = 'APC mini mk2 Control';
const KEY = 'bench';
/** A keyboard whose keys are free to play. */
const PIANO = { name: 'Bench Piano', key: 'piano' } as const;

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

/** Leaves a browser without WebGPU. */
function takeGraphicsAway(): void {
  Object.defineProperty(navigator, 'gpu', { value: undefined });
}

/** Connects the controllers of a page, and waits until they are there. */
async function connect(page: Page, graphics: boolean): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const kind = (window as unknown as BenchWindow).phosphene?.status.value.kind;
      return kind !== undefined && kind !== 'starting' && (kind === 'ready' || !wanted);
    },
    { timeout: 120_000 },
    graphics,
  );
  await fakeMidi.plug(page, DEVICE, KEY);
  await fakeMidi.plug(page, PIANO.name, PIANO.key);
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

function countOf(name: string, text: string | undefined, otherwise: number): number {
  const count = Number(text ?? otherwise);
  if (Number.isInteger(count) && count >= 10 && count <= 10_000) return count;
  throw new SetupError(
    `${name} must be a whole number from 10 to 10000.`,
    `use ${name} ${otherwise}`,
  );
}

function parseWords(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const options = {
      events: text,
      notes: text,
      page: text,
      out: text,
      software: flag,
      json: flag,
    };
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage}`);
  }
}

/** What cases are measured on; the smallest show leaves the page its own time on any machine. */
const PAGES = ['show', 'small', 'bare'] as const;
const SMALLEST = '&size=16x16&detail=0.001';

/** Lines of figures, as they come. */
function createReport(json: boolean) {
  const lines: string[] = [];
  return {
    lines,
    tell(name: string, figures: SoundFigures | Figures | FloodResult, setting: object) {
      lines.push(JSON.stringify({ bench: 'midi', case: name, ...figures, ...setting }));
      const late =
        'framesLate' in figures
          ? `${figures.framesLate} frames late`
          : `${figures.notesLate} of ${figures.notes} notes late`;
      const spoken = `${name}: p50 ${figures.p50} ms, p95 ${figures.p95} ms, ${late}`;
      const script =
        'jsP50' in figures
          ? `; script ${figures.jsP50} ms (p99 ${figures.jsP99}), quiet ` +
            `${figures.quiet.jsP50} ms (p99 ${figures.quiet.jsP99}); ` +
            `interval quiet ${figures.quiet.p50} ms (p99 ${figures.quiet.p99}), ` +
            `with one hand ${figures.hand.p50} ms (p99 ${figures.hand.p99})`
          : '';
      console.log(json ? lines.at(-1) : spoken + script);
    },
  };
}

/** Opens the page with a controller, has it measured, and closes it. */
async function onPage(
  { query = '', software, graphics }: { query?: string; software: boolean; graphics: boolean },
  measure: (page: Page, setting: object) => Promise<void>,
): Promise<void> {
  const opened = await openHeadlessPage({
    path: `index.html?thumbnails=off&seed=1${query}`,
    software,
    before: graphics ? [installFakeMidi] : [installFakeMidi, takeGraphicsAway],
    probe: PROBE,
  });
  try {
    const { page } = opened;
    await Promise.race([connect(page, graphics), opened.failed]);
    const setting = {
      adapter: await page.evaluate(() => {
        const { value } = (window as unknown as BenchWindow).phosphene.status;
        return value.kind === 'ready' ? { ...value.adapter } : null;
      }),
      processor: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads`,
      commit: currentCommit(),
    };
    await Promise.race([measure(page, setting), opened.failed]);
  } finally {
    await opened.close();
  }
}

/** What is to be measured. */
function readOrder(args: readonly string[]) {
  const words = parseWords(args);
  const { page, out, software = false, json = false } = words;
  if (page && !PAGES.some((name) => name === page)) {
    throw new SetupError(`there is no page called "${page}".`, `use one of: ${PAGES.join(', ')}.`);
  }
  return {
    events: countOf('--events', words.events, 300),
    notes: countOf('--notes', words.notes, 40),
    pages: PAGES.filter((name) => !page || name === page),
    out,
    software,
    json,
  };
}

/**
 * `bench midi`: from a move of a controller to the frame, from a key to its sound, and frames in a
 * flood of messages.
 */
export default async function benchMidi(args: readonly string[]): Promise<void> {
  const { events, notes, pages, out, software, json } = readOrder(args);
  const report = createReport(json);
  const flood = { key: KEY, perSecond: FLOOD.perSecond, seconds: FLOOD.seconds };
  const measureBoth = (where: string) => async (page: Page, setting: object) => {
    say(`measuring frames in a flood of messages, ${where} …`);
    const name = `flood of ${FLOOD.perSecond} messages a second, ${where}`;
    report.tell(name, await measureFlood(page, flood), setting);
    say(`measuring from a key to the first sample of its sound, ${where} …`);
    report.tell(`key to sound, ${where}`, await measureSound(page, PIANO.key, notes), setting);
  };
  const usual = software ? '&size=192x108&detail=0.02' : '';
  const measures = {
    show: () =>
      onPage({ query: usual, software, graphics: true }, async (page, setting) => {
        say('measuring from a moved fader to the submitted frame …');
        report.tell('event to frame', await measureEvents(page, events), setting);
      }),
    small: () =>
      onPage({ query: SMALLEST, software, graphics: true }, measureBoth('smallest show')),
    bare: () => onPage({ software, graphics: false }, measureBoth('no picture')),
  };
  for (const name of pages) await measures[name]();
  if (out) {
    const file = resolve(process.env.INIT_CWD ?? process.cwd(), out);
    writeFileSync(file, `${report.lines.join('\n')}\n`);
  }
}
