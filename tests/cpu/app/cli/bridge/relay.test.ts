import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openBridge } from '../../../../../app/cli/bridge/relay.mjs';
import { readOsc, writeOsc } from '../../../../../engine/control/osc/osc-packet.ts';

type Bridge = Awaited<ReturnType<typeof openBridge>>;

let bridge: Bridge | null = null;
afterEach(async () => {
  await bridge?.close();
  bridge = null;
});

const open = () => openBridge({ oscPort: 0, pagePort: 0, reply: null });

function connect({ pagePort }: Bridge, origin: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${pagePort}`, { origin });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

describe('the bridge', () => {
  it('brings OSC from UDP to the page, and back to who sent it', async () => {
    bridge = await open();
    const page = await connect(bridge, 'http://localhost:5173');
    const surface = createSocket('udp4');
    const arrived = new Promise<Buffer>((resolve) => page.once('message', resolve));
    surface.send(writeOsc('/deck/a/level', [0.5]), bridge.oscPort, '127.0.0.1');
    expect(readOsc(new Uint8Array(await arrived))).toEqual([
      { address: '/deck/a/level', values: [0.5] },
    ]);
    const answered = new Promise<Buffer>((resolve) => surface.once('message', resolve));
    page.send(writeOsc('/deck/b/level', [0.25]));
    expect(readOsc(new Uint8Array(await answered))[0]?.address).toBe('/deck/b/level');
    surface.close();
  });

  it('tells pages of Link as words', async () => {
    bridge = await open();
    const page = await connect(bridge, 'http://127.0.0.1:4000');
    const word = new Promise<string>((resolve) =>
      page.once('message', (data) => resolve(String(data))),
    );
    bridge.tell({ link: { bpm: 121, beat: 3.5 } });
    expect(JSON.parse(await word)).toEqual({ link: { bpm: 121, beat: 3.5 } });
  });

  it('turns pages of other machines away', async () => {
    bridge = await open();
    await expect(connect(bridge, 'https://elsewhere.example')).rejects.toThrow(/401/);
  });
});
