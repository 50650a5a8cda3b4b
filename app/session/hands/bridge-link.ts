import { type ReadonlySignal, signal } from '@preact/signals';
import type { Seconds } from '../../../engine/core/units.ts';

/** The connection to `npm run bridge`: OSC, and Ableton Link where the bridge has it. */
export interface BridgeLink {
  readonly phase: ReadonlySignal<'off' | 'asking' | 'on' | 'failed'>;
  /** Tempo, beat and time of the newest word from Link, or null. */
  readonly link: { readonly bpm: number; readonly beat: number; readonly at: Seconds } | null;
  connect(): void;
  /** Sends a packet of OSC. */
  send(packet: Uint8Array<ArrayBuffer>): void;
  dispose(): void;
}

/** Where the bridge listens. */
export const BRIDGE_ADDRESS = 'ws://127.0.0.1:9123';

interface LinkNews {
  readonly link?: { readonly bpm: number; readonly beat: number };
}

/** A link that is off. @param take takes packets of OSC */
export function createBridgeLink(options: {
  readonly take: (packet: Uint8Array, time: Seconds) => void;
  readonly say: (text: string) => void;
  readonly now: () => Seconds;
}): BridgeLink {
  const { take, say, now } = options;
  const phase = signal<'off' | 'asking' | 'on' | 'failed'>('off');
  let socket: WebSocket | null = null;
  let link: BridgeLink['link'] = null;

  const hear = (data: unknown) => {
    if (data instanceof ArrayBuffer) return take(new Uint8Array(data), now());
    try {
      const news = JSON.parse(String(data)) as LinkNews;
      if (news.link) link = { ...news.link, at: now() };
    } catch {
      // Not a word of the bridge's.
    }
  };
  return {
    phase,
    get link() {
      return link;
    },
    connect() {
      if (phase.value === 'asking' || phase.value === 'on') return;
      phase.value = 'asking';
      socket = new WebSocket(BRIDGE_ADDRESS);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => {
        phase.value = 'on';
        say('The bridge is connected: OSC plays.');
      };
      socket.onmessage = ({ data }) => hear(data);
      socket.onclose = () => {
        const wasOn = phase.value === 'on';
        phase.value = wasOn ? 'off' : 'failed';
        link = null;
        say(wasOn ? 'The bridge is gone.' : 'There is no bridge; start it with "npm run bridge".');
      };
    },
    send(packet) {
      if (phase.value === 'on') socket?.send(packet);
    },
    dispose: () => socket?.close(),
  };
}
