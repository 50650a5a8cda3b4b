import type { Input, Output } from 'webmidi';
import { messageOf } from '../../core/errors.ts';
import type { MidiOutputPort, MidiPort, MidiPorts } from './ports.ts';

/** Why there is no MIDI, in words for the performer. */
function reasonOf(thrown: unknown): string {
  const message = messageOf(thrown);
  if (/not supported|requestMIDIAccess is not/i.test(message)) {
    return 'This browser has no MIDI; use Chrome, Edge or Firefox.';
  }
  if (/permission|denied|NotAllowed|Security/i.test(message)) {
    return 'The browser was not allowed to use MIDI; allow it beside the address, then try again.';
  }
  return `There is no MIDI on this machine: ${message}`;
}

const toOutput = (output: Output): MidiOutputPort => ({
  id: output.id,
  name: output.name,
  send(bytes, at) {
    // The port may have gone since it was listed: what is sent then is lost, and repainted later.
    try {
      output.send([...bytes], at === undefined ? {} : { time: at * 1000 });
    } catch {}
  },
});

/**
 * Opens the browser's MIDI; call it on a click or key.
 * @param options.sysex asks for messages of makers' own, which browsers ask the user about
 * @throws Error in plain words when there is none
 */
export async function openWebMidi(options: { readonly sysex: boolean }): Promise<MidiPorts> {
  const { WebMidi } = await import('webmidi');
  try {
    await WebMidi.enable({ sysex: options.sysex });
  } catch (thrown) {
    throw new Error(reasonOf(thrown), { cause: thrown });
  }
  const messages = new Set<Parameters<MidiPorts['onMessage']>[0]>();
  const changes = new Set<() => void>();
  const heard = new Map<string, { readonly port: Input; readonly end: () => void }>();

  // The bytes are taken from the port itself: webmidi would take every message apart for sixteen
  // channels, which in a flood of messages costs more than a frame has.
  const hear = (input: Input) => {
    // Its types are those of an older browser's MIDI.
    const access = WebMidi.interface as unknown as MIDIAccess;
    const source = access.inputs.get(input.id);
    if (!source) return;
    const port: MidiPort = { id: input.id, name: input.name };
    source.onmidimessage = ({ data, timeStamp }) => {
      if (!data) return;
      for (const listener of messages) listener(port, data, timeStamp / 1000);
    };
    const end = () => {
      source.onmidimessage = null;
    };
    heard.set(input.id, { port: input, end });
  };
  let known = '';
  // One port comes and goes in several events: what counts is which are there now.
  const refresh = () => {
    for (const [id, { port, end }] of heard) {
      if (WebMidi.inputs.includes(port)) continue;
      end();
      heard.delete(id);
    }
    for (const input of WebMidi.inputs) if (!heard.has(input.id)) hear(input);
    const now = [...WebMidi.inputs, ...WebMidi.outputs].map(({ id }) => id).join('\n');
    if (now === known) return;
    known = now;
    for (const listener of changes) listener();
  };
  WebMidi.addListener('portschanged', refresh);
  refresh();
  return {
    get inputs() {
      return WebMidi.inputs.map(({ id, name }) => ({ id, name }));
    },
    get outputs() {
      return WebMidi.outputs.map(toOutput);
    },
    sysex: options.sysex,
    onMessage(listener) {
      messages.add(listener);
      return () => messages.delete(listener);
    },
    onChange(listener) {
      changes.add(listener);
      return () => changes.delete(listener);
    },
    async close() {
      WebMidi.removeListener('portschanged', refresh);
      for (const { end } of heard.values()) end();
      heard.clear();
      await WebMidi.disable();
    },
  };
}
