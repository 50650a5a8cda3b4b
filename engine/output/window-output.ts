import type { FrameDriver } from '../clock/frame-driver.ts';
import type { Size } from '../core/units.ts';
import type { CanvasOutputs } from './canvas-outputs.ts';
import { canvasSize, resizeCanvas } from './canvas-size.ts';

/** The channel on which a page that has just been loaded asks for output windows left over. */
export const OUTPUT_CHANNEL = 'phosphene output';
/** What an output window says to the page that opened it when it is ready to be drawn into. */
export const OUTPUT_READY = 'phosphene output ready';

/** The second window: the programme and nothing else, for a projector. */
export interface WindowOutput {
  /** Whether a window is there. */
  readonly isOpen: boolean;
  /** Opens the window, or closes it. To be called from a click or a key. */
  toggle(): void;
  /** Fits the canvas anew, after the size of the programme has changed. */
  resize(): void;
  /** Calls back when a window has come or gone. */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** What the second window needs from its session. */
export interface WindowOutputOptions {
  /** The performer's window. */
  readonly page: Window;
  /** Address of the output page. */
  readonly address: string;
  readonly outputs: CanvasOutputs;
  readonly driver: FrameDriver;
  /** Size of the programme, or null while there is none. */
  readonly programmeSize: () => Size | null;
  /** Takes notices in plain words. */
  readonly report: (message: string) => void;
  /** Called with every window that is taken on, so that keys count there too. */
  readonly onWindow?: (output: Window) => void;
}

const FEATURES = 'popup,width=960,height=540';
const BLOCKED =
  'The browser blocked the second window: click the sign at the end of the address bar, allow ' +
  'pop-ups for this page, and open it again.';

/** A window that is being drawn into. */
interface Attached {
  readonly window: Window;
  resize(): void;
  end(): void;
}

/** Draws into a window's canvas until `end`. */
function attach(output: Window, options: WindowOutputOptions): Attached | null {
  const { outputs, driver, programmeSize } = options;
  const old = output.document.querySelector('canvas');
  if (!old) return null;
  // A canvas that a page before this one has drawn into belongs to that page's device.
  const canvas = old.cloneNode() as HTMLCanvasElement;
  const resize = () => {
    const box = { width: output.innerWidth, height: output.innerHeight };
    resizeCanvas(canvas, canvasSize(box, output.devicePixelRatio, programmeSize()));
  };
  resize();
  old.replaceWith(canvas);
  const remove = outputs.add(canvas, { kind: 'programme' }, { fit: 'contain' });
  driver.addWindow(output);
  output.addEventListener('resize', resize);
  return {
    window: output,
    resize,
    end() {
      output.removeEventListener('resize', resize);
      driver.removeWindow(output);
      remove();
    },
  };
}

/**
 * The second window, on the same device as the page: a same-origin pop-up that says when it is
 * ready. After a reload of the performer's page the window that is still there is taken on again.
 */
export function createWindowOutput(options: WindowOutputOptions): WindowOutput {
  const { page, address, report } = options;
  const listeners = new Set<() => void>();
  let attached: Attached | null = null;

  const changed = () => {
    for (const listener of listeners) listener();
  };
  const detach = () => {
    if (!attached) return;
    attached.end();
    attached = null;
    changed();
  };
  const take = (output: Window) => {
    detach();
    attached = attach(output, options);
    if (!attached) return;
    output.addEventListener('pagehide', () => attached?.window === output && detach());
    options.onWindow?.(output);
    changed();
  };
  const onMessage = ({ data, origin, source }: MessageEvent) => {
    if (data === OUTPUT_READY && origin === page.location.origin && source) take(source as Window);
  };

  page.addEventListener('message', onMessage);
  const channel = new BroadcastChannel(OUTPUT_CHANNEL);
  channel.postMessage('who is there');
  return {
    get isOpen() {
      return attached !== null;
    },
    toggle() {
      if (attached) attached.window.close();
      else if (!page.open(address, 'phosphene-output', FEATURES)) report(BLOCKED);
    },
    resize: () => attached?.resize(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      page.removeEventListener('message', onMessage);
      channel.close();
      attached?.window.close();
      detach();
    },
  };
}
