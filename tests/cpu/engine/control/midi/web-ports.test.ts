import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  installFakeMidi,
  type SentMidi,
} from '../../../../../app/cli/headless/fake-midi-access.ts';
import type { MidiPorts } from '../../../../../engine/control/midi/ports.ts';
import { openWebMidi } from '../../../../../engine/control/midi/web-ports.ts';

interface Fake {
  plug(name: string, id: string): void;
  unplug(id: string): void;
  play(id: string, bytes: readonly number[]): void;
  sent(id: string): SentMidi[];
}

let fake: Fake;
let ports: MidiPorts;

beforeAll(async () => {
  const window = { document: {} } as { fakeMidi?: Fake };
  vi.stubGlobal('window', window);
  vi.stubGlobal('navigator', {});
  installFakeMidi();
  fake = window.fakeMidi as Fake;
  fake.plug('Box', 'one');
  ports = await openWebMidi({ sysex: false });
});

afterAll(async () => {
  await ports.close();
  vi.unstubAllGlobals();
});

/** What a while later has arrived: a fake's news come late, as Chromium's do. */
const later = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('the ports of the browser', () => {
  it('bring bytes with their time, from every port once', async () => {
    const heard: [string, number[]][] = [];
    const end = ports.onMessage((port, bytes, time) => {
      expect(time).toBeGreaterThan(0);
      heard.push([port.name, [...Array.from(bytes)]]);
    });
    fake.play('one', [0xb0, 1, 2]);
    expect(heard).toEqual([['Box', [0xb0, 1, 2]]]);
    end();
    fake.play('one', [0xb0, 1, 3]);
    expect(heard).toHaveLength(1);
  });

  it('tell of a device that goes and comes back once each, and hear it again', async () => {
    let changes = 0;
    const heard: number[][] = [];
    const ends = [
      ports.onChange(() => {
        changes += 1;
      }),
      ports.onMessage((_, bytes) => heard.push([...Array.from(bytes)])),
    ];
    for (let i = 0; i < 3; i++) {
      fake.unplug('one');
      await later();
      expect(ports.inputs).toEqual([]);
      fake.plug('Box', 'one');
      await later();
      expect(ports.inputs.map(({ name }) => name)).toEqual(['Box']);
      fake.play('one', [0x90, 60, i]);
    }
    expect(heard).toEqual([0, 1, 2].map((i) => [0x90, 60, i]));
    // An input and an output each way: never more often than ports came and went.
    expect(changes).toBeLessThanOrEqual(12);
    for (const end of ends) end();
  });

  it('send what they are given at its time, and lose what goes to a port that went', async () => {
    const [output] = ports.outputs;
    fake.sent('one');
    output?.send([0x90, 1, 2], 123);
    expect(fake.sent('one')).toEqual([{ bytes: [0x90, 1, 2], at: 123_000 }]);
    fake.unplug('one');
    expect(() => output?.send([0x90, 1, 2])).not.toThrow();
    await later();
    expect(ports.outputs).toEqual([]);
  });
});
