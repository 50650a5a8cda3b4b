import puppeteer, { type Browser } from 'puppeteer';
import { findChromium } from './setup/chromium.mjs';

/** What stands in for a camera and a microphone, and what else the browser is told. */
export interface ChromiumOptions {
  /** A `.y4m` or `.mjpeg` file that plays as the camera, in a loop. */
  readonly fakeVideo?: string;
  /** A `.wav` file that plays as the microphone, in a loop. */
  readonly fakeAudio?: string;
  /** Further command line switches of Chromium. */
  readonly extraArgs?: readonly string[];
  /**
   * How long one call to the browser may take, in milliseconds; 0 for as long as it takes. Without
   * it {@link CALL_TIMEOUT_MS}.
   */
  readonly callTimeoutMs?: number;
}

/**
 * Usual limit of a call to the browser. On a software GPU a page's first
 * frame compiles every shader, which takes far longer than Puppeteer's own limit expects.
 */
const CALL_TIMEOUT_MS = 300_000;

const commonArgs = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--autoplay-policy=no-user-gesture-required',
];

/** SwiftShader for WebGPU, WebGL and the page itself: the same picture on every machine. */
const softwareArgs = [
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
];

const hardwareArgs = ['--ignore-gpu-blocklist', '--enable-features=Vulkan', '--use-angle=vulkan'];

/**
 * The switches under which Chromium has WebGPU without a screen: on the software GPU, or on the
 * machine's own with `PHOSPHENE_GPU=hardware`.
 */
export function chromiumArgs(options: ChromiumOptions = {}): string[] {
  const { fakeVideo, fakeAudio, extraArgs = [] } = options;
  const args = [...commonArgs];
  args.push(...(process.env.PHOSPHENE_GPU === 'hardware' ? hardwareArgs : softwareArgs));
  if (fakeVideo !== undefined || fakeAudio !== undefined) {
    args.push('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream');
  }
  if (fakeVideo !== undefined) args.push(`--use-file-for-fake-video-capture=${fakeVideo}`);
  if (fakeAudio !== undefined) args.push(`--use-file-for-fake-audio-capture=${fakeAudio}`);
  return [...args, ...extraArgs];
}

/**
 * Starts a Chromium without a window that has WebGPU. Its user closes it by `browser.close()`.
 * @throws {Error} naming the remedy when there is no Chromium, or it does not start
 */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  return puppeteer.launch({
    executablePath: await findChromium(),
    headless: true,
    args: chromiumArgs(options),
    protocolTimeout: options.callTimeoutMs ?? CALL_TIMEOUT_MS,
  });
}
