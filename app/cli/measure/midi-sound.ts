import type { Page } from 'puppeteer';
import { quantile } from '../../../engine/core/numeric.ts';
import type { LiveSession } from '../../session/live-session.ts';

type BenchWindow = Window & {
  readonly phosphene: LiveSession;
  readonly fakeMidi: { play(id: string, bytes: readonly number[]): void };
};

/** From keys to their sound, in milliseconds above the output latency. */
export interface SoundFigures {
  readonly p50: number;
  readonly p95: number;
  readonly notes: number;
  /** Notes that took longer than {@link GOAL}. */
  readonly notesLate: number;
  /** From the audio clock's time at the event to the first sample: the share of our own graph. */
  readonly graphP50: number;
  readonly graphP95: number;
  /** What the browser says it needs from there to the loudspeaker. */
  readonly outputLatencyMs: number;
}

/** The goal of a live note. */
const GOAL = 20;
/** What is louder than this (-80 dB) is sound. */
const THRESHOLD = 1e-4;
/** Silence before a sound that makes it the first sample of a note. */
const SILENCE_SECONDS = 0.05;

/** A processor that tells when silence has come, and which sample ended it. */
const TAP = `
registerProcessor('bench-tap', class extends AudioWorkletProcessor {
  quiet = 0;
  process([input]) {
    const length = input[0]?.length ?? 128;
    for (let i = 0; i < length; i++) {
      const isLoud = input.some((channel) => Math.abs(channel[i]) > ${THRESHOLD});
      if (!isLoud) {
        if (++this.quiet === ${SILENCE_SECONDS} * sampleRate) this.port.postMessage(null);
        continue;
      }
      if (this.quiet >= ${SILENCE_SECONDS} * sampleRate) {
        this.port.postMessage((currentFrame + i) / sampleRate);
      }
      this.quiet = 0;
    }
    return true;
  }
});`;

/** Keys come from another thread, as a device's do, so that they wait for the page's frames. */
const KEYS = `
onmessage = ({ data }) =>
  setTimeout(() => postMessage(performance.timeOrigin + performance.now()), data);`;

/**
 * Strikes keys of a controller in moments when the music's melody rests, all other parts muted, and
 * looks for the first sample of each in what is recorded.
 * @param key the fake device that has the keys
 */
export async function measureSound(page: Page, key: string, count: number): Promise<SoundFigures> {
  await page.waitForFunction(
    () => {
      const { sound } = (window as unknown as BenchWindow).phosphene;
      return sound?.state.value.kind === 'music' && sound.input.audioSeconds() !== null;
    },
    { timeout: 120_000 },
  );
  const { all, graph, outputLatency } = await page.evaluate(
    async (device, notes, tapCode, keyCode) => {
      const { phosphene, fakeMidi: midi } = window as unknown as BenchWindow;
      const { instrument, send, sound } = phosphene;
      if (!sound) throw new Error('there is no sound');
      const context = sound.input.context;
      const outputLatency = context.outputLatency || 0;
      const addressOf = (code: string) =>
        URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      for (const part of ['drums', 'bass', 'chords', 'pad', 'arpeggio']) {
        send.set(`music.${part}.mute`, 1);
      }
      send.set('music.mix.reverb', 0);
      send.set('music.mix.delay', 0);
      send.set('music.density', 0);
      await context.audioWorklet.addModule(addressOf(tapCode));
      const tap = new AudioWorkletNode(context, 'bench-tap');
      sound.input.bus.connect(tap).connect(context.destination);
      let isQuiet = false;
      let heard: (at: number) => void = () => {};
      tap.port.onmessage = ({ data }: MessageEvent<number | null>) => {
        isQuiet = data === null;
        if (data !== null) heard(data);
      };
      const keys = new Worker(addressOf(keyCode));
      const all: number[] = [];
      const graph: number[] = [];
      const rests = () => {
        const { nextNote } = instrument.music;
        const beats = nextNote[nextNote.length - 1] ?? 0;
        return isQuiet && (beats * 60) / (instrument.time?.tempoBpm ?? 120) > 1;
      };
      const strike = (pitch: number) =>
        new Promise<void>((resolve) => {
          let began = 0;
          let clock = 0;
          const giveUp = setTimeout(resolve, 1500);
          keys.onmessage = ({ data }: MessageEvent<number>) => {
            began = data - performance.timeOrigin;
            clock = context.currentTime;
            midi.play(device, [0x90, pitch, 100]);
          };
          heard = (at) => {
            if (began === 0) return;
            clearTimeout(giveUp);
            const out = context.getOutputTimestamp();
            const heardAt = (out.performanceTime ?? 0) + (at - (out.contextTime ?? 0)) * 1000;
            all.push(heardAt - began - outputLatency * 1000);
            graph.push((at - clock) * 1000);
            resolve();
          };
          keys.postMessage(5 + ((pitch * 37) % 23));
        });
      const deadline = performance.now() + 150_000;
      for (let i = 0; all.length < notes && performance.now() < deadline; i++) {
        while (!rests() && performance.now() < deadline) await pause(20);
        const pitch = 60 + (i % 12);
        await strike(pitch);
        heard = () => {};
        midi.play(device, [0x80, pitch, 0]);
        await pause(100);
      }
      tap.disconnect();
      keys.terminate();
      return { all, graph, outputLatency };
    },
    key,
    count,
    TAP,
    KEYS,
  );
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  return {
    p50: rounded(quantile(all, 0.5)),
    p95: rounded(quantile(all, 0.95)),
    notes: all.length,
    notesLate: all.filter((time) => time > GOAL).length,
    graphP50: rounded(quantile(graph, 0.5)),
    graphP95: rounded(quantile(graph, 0.95)),
    outputLatencyMs: rounded(outputLatency * 1000),
  };
}
