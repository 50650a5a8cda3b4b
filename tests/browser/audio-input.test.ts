import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer';
import { build, createServer, type Plugin } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../app/cli/setup/static-server.mjs';
import type { createHearingWorker } from '../../app/session/create-hearing-worker.ts';
import type { audioLayout, audioSlot } from '../../engine/features/audio/layout.ts';
import type { createLiveAnalysis } from '../../engine/features/audio/live-analysis.ts';
import type { createAudioInput } from '../../engine/input/audio-input.ts';
import type { createBuiltInSource } from '../../engine/input/built-in-track/built-in-source.ts';
import type {
  builtInTrack,
  OPENING_BARS,
} from '../../engine/input/built-in-track/built-in-track.ts';
import { launchChromium, openPage } from '../support/chromium.ts';

/** What the page under test lays open. */
interface Probe {
  createAudioInput: typeof createAudioInput;
  createLiveAnalysis: typeof createLiveAnalysis;
  createHearingWorker: typeof createHearingWorker;
  audioLayout: typeof audioLayout;
  audioSlot: typeof audioSlot;
  createBuiltInSource: typeof createBuiltInSource;
  OPENING_BARS: typeof OPENING_BARS;
  builtInTrack: typeof builtInTrack;
}

declare global {
  interface Window {
    probe: Probe;
    input: ReturnType<typeof createAudioInput>;
    notices: string[];
    /** Streams that the page was given, newest last. */
    streams: MediaStream[];
    wait(what: () => boolean): Promise<void>;
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = `
export { createAudioInput } from '/engine/input/audio-input.ts';
export { createLiveAnalysis } from '/engine/features/audio/live-analysis.ts';
export { createHearingWorker } from '/app/session/create-hearing-worker.ts';
export { audioLayout, audioSlot } from '/engine/features/audio/layout.ts';
export { createBuiltInSource } from '/engine/input/built-in-track/built-in-source.ts';
export { builtInTrack, OPENING_BARS } from '/engine/input/built-in-track/built-in-track.ts';
`;
const entry = `import * as probe from 'virtual:probe'; window.probe = probe;`;
const html = (script: string) =>
  `<!doctype html><link rel="icon" href="data:,"><script type="module" src="${script}"></script>`;

/** Gives the probe's modules, and its page to the development server. */
const probePlugin: Plugin = {
  name: 'audio-probe',
  resolveId: (id) => (/^\/?virtual:/.test(id) ? `\0${id.replace(/^\//, '')}` : undefined),
  load: (id) => (id === '\0virtual:probe' ? source : id === '\0virtual:entry' ? entry : undefined),
  configureServer(server) {
    server.middlewares.use('/probe.html', (_, response) => {
      response.setHeader('Content-Type', 'text/html').end(html('/@id/__x00__virtual:entry'));
    });
  },
};

/** The page from the development server, without the headers that let it share memory. */
async function serveDev() {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [probePlugin],
    server: { port: 0, hmr: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
  const [local = ''] = server.resolvedUrls?.local ?? [];
  return { address: `${local}probe.html`, close: () => server.close() };
}

/** The page built, with the headers. */
async function serveBuilt() {
  const folder = await mkdtemp(join(tmpdir(), 'audio-probe-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [probePlugin],
    worker: { format: 'es' },
    build: {
      outDir: folder,
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { probe: 'virtual:entry' },
        output: { entryFileNames: 'probe.js' },
      },
    },
  });
  await writeFile(join(folder, 'index.html'), html('/probe.js'));
  const served = await serve({ folder, port: 0 });
  const close = async () => {
    await served.close();
    await rm(folder, { recursive: true });
  };
  return { address: served.address, close };
}

let browser: Browser;
let built: Awaited<ReturnType<typeof serveBuilt>>;
let dev: Awaited<ReturnType<typeof serveDev>>;

beforeAll(async () => {
  [browser, built, dev] = await Promise.all([
    launchChromium({
      extraArgs: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    }),
    serveBuilt(),
    serveDev(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([built?.close(), dev?.close()]);
});

/** Opens the probe's page with an input that has begun. */
async function openInput(address: string) {
  const opened = await openPage(browser, address);
  await opened.page.evaluate(async () => {
    window.notices = [];
    window.streams = [];
    window.wait = async (what) => {
      for (let i = 0; i < 600 && !what(); i++) await new Promise((done) => setTimeout(done, 50));
      if (!what()) throw new Error(`waited in vain for ${what}`);
    };
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      window.streams.push(stream);
      return stream;
    };
    const input = window.probe.createAudioInput({ report: (text) => window.notices.push(text) });
    window.input = input;
    input.unlock();
    await window.wait(() => input.state.status === 'playing');
  });
  return opened;
}

/** A second of what the analysis hears: the largest of some features. */
function hear(page: Page) {
  return page.evaluate(async () => {
    const { input, probe, wait } = window;
    const analysis = await probe.createLiveAnalysis(input.context, {
      create: probe.createHearingWorker,
      report: (text) => window.notices.push(text),
    });
    input.bus.connect(analysis.node);
    const into = new Float32Array(probe.audioLayout.length);
    const rms = probe.audioSlot('rms').offset;
    const count = probe.audioSlot('onset').offset + 1;
    const centroid = probe.audioSlot('spectral-centroid').offset;
    const tempo = probe.audioSlot('tempo').offset;
    let [reads, loudest, onsets, brightest] = [0, 0, 0, 0];
    const end = input.context.currentTime + 1.5;
    const latest = end + 8; // a worker starts late on a busy machine
    await wait(() => {
      if (analysis.read(into)) reads++;
      loudest = Math.max(loudest, into[rms] ?? 0);
      onsets = into[count] ?? 0;
      brightest = Math.max(brightest, into[centroid] ?? 0);
      const now = input.context.currentTime;
      return now > latest || (now > end && brightest > 0 && (into[tempo] ?? 0) > 0);
    });
    const bpm = into[tempo] ?? 0;
    analysis.dispose();
    return { reads, loudest, onsets, brightest, bpm, isolated: crossOriginIsolated };
  });
}

describe.each([
  ['built, with shared memory', () => built.address, true],
  ['on the development server, by messages', () => dev.address, false],
] as const)('the live analysis %s', (_, address, isolated) => {
  it('hears the built-in track', async () => {
    const { page, errors } = await openInput(address());
    const heard = await hear(page);
    expect(heard.isolated).toBe(isolated);
    expect(heard.reads).toBeGreaterThan(10);
    expect(heard.loudest).toBeGreaterThan(0.05);
    expect(heard.onsets).toBeGreaterThanOrEqual(2);
    // By the worker, which has loaded its net.
    expect(heard.brightest).toBeGreaterThan(100);
    expect(heard.bpm).toBeGreaterThan(30);
    expect(await page.evaluate(() => window.notices)).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('goes on after a suspension', async () => {
    const { page } = await openInput(address());
    await page.evaluate(async () => {
      const { context } = window.input;
      await context.suspend();
      await window.wait(() => context.state === 'running');
    });
    expect((await hear(page)).reads).toBeGreaterThan(10);
    await page.close();
  });
});

describe('the built-in source', () => {
  it('goes on from its opening into the whole loop sample by sample', async () => {
    const { page } = await openPage(browser, built.address);
    const result = await page.evaluate(async () => {
      const sampleRate = 16000;
      const context = new OfflineAudioContext(2, 20 * sampleRate, sampleRate);
      const workers: Worker[] = [];
      window.Worker = class extends Worker {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          workers.push(this);
        }
      };
      const source = window.probe.createBuiltInSource(context as unknown as AudioContext);
      const opened = await source.open();
      opened.output.connect(context.destination);
      const whole = await new Promise<MessageEvent<Float32Array[]>>((resolve) => {
        workers[0]?.addEventListener('message', resolve);
      });
      await new Promise((done) => setTimeout(done, 100));
      const expected = whole.data[0] ?? new Float32Array();
      const seam = (expected.length * window.probe.OPENING_BARS) / window.probe.builtInTrack.bars;
      const heard = (await context.startRendering()).getChannelData(0);
      const difference = heard.map((sample, i) => Math.abs(sample - (expected[i] ?? 0)));
      return {
        seam,
        end: heard.length,
        worst: difference.reduce((a, b) => Math.max(a, b)),
        loud: heard.reduce((a, b) => Math.max(a, b)),
      };
    });
    expect(result.seam).toBeLessThan(result.end - 16000);
    expect(result.loud).toBeGreaterThan(0.1);
    expect(result.worst).toBeLessThan(0.002);
    await page.close();
  });
});

describe('the audio input', () => {
  let page: Page;
  const state = () => page.evaluate(() => window.input.state);

  beforeAll(async () => {
    ({ page } = await openInput(built.address));
  });

  it('plays the built-in track and tells where it is', async () => {
    const first = await page.evaluate(() => window.input.builtInBeats());
    await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
    const [later, seconds] = await page.evaluate(() => [
      window.input.builtInBeats(),
      window.input.audioSeconds(),
    ]);
    expect(await state()).toMatchObject({ kind: 'built-in', status: 'playing', message: '' });
    expect(later).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY);
    expect(seconds).toBeGreaterThan(0);
  });

  it('opens a microphone with nothing done to its sound, and names it', async () => {
    const settings = await page.evaluate(async () => {
      const [device] = await window.input.devices();
      await window.input.select({ kind: 'microphone', deviceId: device?.deviceId ?? '' });
      return window.streams.at(-1)?.getAudioTracks()[0]?.getSettings();
    });
    expect(settings).toMatchObject({
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    });
    const { kind, levelText, status } = await state();
    expect({ kind, status }).toEqual({ kind: 'microphone', status: 'playing' });
    expect(levelText).toMatch(/^Microphone: .*Fake/);
    const loudest = await page.evaluate(async () => {
      let level = -120;
      await window.wait(() => {
        level = Math.max(level, window.input.level());
        return level > -40;
      });
      return level;
    });
    expect(loudest).toBeGreaterThan(-40);
  });

  it('falls back when the microphone is unplugged and takes it back when it returns', async () => {
    await page.evaluate(async () => {
      window.notices.length = 0;
      window.streams.at(-1)?.getAudioTracks()[0]?.dispatchEvent(new Event('ended'));
      await window.wait(() => window.input.state.kind === 'built-in');
    });
    expect(await state()).toMatchObject({ kind: 'built-in', status: 'lost' });
    const notices = await page.evaluate(async () => {
      navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
      await window.wait(() => window.input.state.kind === 'microphone');
      return window.notices;
    });
    expect(notices[0]).toContain('plug it in again');
    expect(notices[1]).toContain('is back');
    expect(await state()).toMatchObject({ kind: 'microphone', status: 'playing', message: '' });
  });

  it.each([
    ['NotAllowedError', 'denied', 'allow the microphone'],
    ['NotReadableError', 'busy', 'close the other program'],
    ['OverconstrainedError', 'lost', 'plug it in'],
  ])('says %s in plain words and keeps what played', async (name, status, remedy) => {
    const message = await page.evaluate(async (errorName) => {
      await window.input.select({ kind: 'built-in' });
      const { mediaDevices } = navigator;
      const { getUserMedia } = mediaDevices;
      mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', errorName));
      const refusal = await window.input.select({ kind: 'microphone' }).catch(String);
      mediaDevices.getUserMedia = getUserMedia;
      return String(refusal);
    }, name);
    expect(message).toContain(remedy);
    const after = await state();
    expect(after).toMatchObject({ kind: 'built-in', status });
    expect(message).toContain(after.message);
  });

  it('plays a file, and refuses one that holds no sound', async () => {
    const [playing, refusal] = await page.evaluate(async () => {
      const samples = new Int16Array(9600).map((_, i) => 12000 * Math.sin(i / 20));
      const header = new DataView(new ArrayBuffer(44));
      const text = (at: number, word: string) => {
        [...word].forEach((letter, i) => {
          header.setUint8(at + i, letter.charCodeAt(0));
        });
      };
      text(0, 'RIFF');
      header.setUint32(4, 36 + samples.byteLength, true);
      text(8, 'WAVEfmt ');
      header.setUint32(16, 16, true);
      header.setUint16(20, 1, true);
      header.setUint16(22, 1, true);
      header.setUint32(24, 48000, true);
      header.setUint32(28, 96000, true);
      header.setUint16(32, 2, true);
      header.setUint16(34, 16, true);
      text(36, 'data');
      header.setUint32(40, samples.byteLength, true);
      await window.input.select({ kind: 'file', file: new File([header, samples], 'tone.wav') });
      await window.wait(() => window.input.level() > -20);
      const state = { ...window.input.state };
      const broken = new File(['not a sound'], 'notes.txt', { type: 'text/plain' });
      const error = await window.input.select({ kind: 'file', file: broken }).catch(String);
      return [state, String(error)] as const;
    });
    expect(playing).toMatchObject({ kind: 'file', label: 'tone.wav', status: 'playing' });
    expect(refusal).toContain('"notes.txt" must hold sound');
    expect(await state()).toMatchObject({ kind: 'file', label: 'tone.wav', status: 'failed' });
    expect(await page.evaluate(() => window.input.level())).toBeGreaterThan(-20);
  });

  it('explains a shared screen that brings no sound', async () => {
    const message = await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d');
      navigator.mediaDevices.getDisplayMedia = async () => canvas.captureStream();
      return String(await window.input.select({ kind: 'system' }).catch(String));
    });
    expect(message).toContain('tick "Also share audio"');
    expect(await state()).toMatchObject({ kind: 'file', status: 'failed' });
  });

  it('takes the sound of a shared screen and lets its picture go', async () => {
    const left = await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d');
      const stream = canvas.captureStream();
      const tone = new MediaStreamAudioDestinationNode(window.input.context);
      const oscillator = new OscillatorNode(window.input.context);
      oscillator.connect(tone);
      oscillator.start();
      for (const track of tone.stream.getAudioTracks()) stream.addTrack(track);
      navigator.mediaDevices.getDisplayMedia = async () => stream;
      await window.input.select({ kind: 'system' });
      await window.wait(() => window.input.level() > -20);
      return stream.getVideoTracks().map((track) => track.readyState);
    });
    expect(left).toEqual(['ended']);
    expect(await state()).toMatchObject({ kind: 'system', status: 'playing' });
  });

  it('changes the volume of the room and not of the bus', async () => {
    const levels = await page.evaluate(async () => {
      const { input } = window;
      await input.select({ kind: 'built-in' });
      input.setVolume(0);
      await window.wait(() => input.monitor.gain.value === 0);
      await window.wait(() => input.level() > -30);
      return { gain: input.monitor.gain.value, level: input.level() };
    });
    expect(levels.gain).toBe(0);
    expect(levels.level).toBeGreaterThan(-30);
  });

  it('frees everything', async () => {
    const closed = await page.evaluate(async () => {
      await window.input.dispose();
      return window.input.context.state;
    });
    expect(closed).toBe('closed');
    await page.close();
  });
});
