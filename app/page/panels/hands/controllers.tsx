import type { MidiDevice } from '../../../../engine/control/midi/midi-hands.ts';
import { PAGES } from '../../../session/hands/hand-actions.ts';
import { ParamControl } from '../../controls/param-control.tsx';
import { Press } from '../../controls/press.tsx';
import { useSession } from '../../session-context.ts';

const MIDI_WORDS = {
  off: 'Controllers are not connected yet. The browser will ask you.',
  asking: 'Asking the browser …',
  on: '',
  refused: 'There is no MIDI. The line below says why.',
} as const;

const BRIDGE_WORDS = {
  off: 'OSC comes over a bridge on this machine: npm run bridge',
  asking: 'Looking for the bridge …',
  on: 'OSC plays: every parameter has its address, as /deck/a/level.',
  failed: 'There is no bridge. Start it with npm run bridge.',
} as const;

function Device({ device }: { readonly device: MidiDevice }) {
  const { hands } = useSession();
  const { name, profile, isThere, hasOutput } = device;
  const count = hands.desk.mapping.value.bindings.filter((one) => one.device === name).length;
  const page = hands.pages.of(name);
  const lights = profile.all.some((control) => control.lights.length > 0);
  return (
    <li class="device" data-on={isThere}>
      <i class="lamp" aria-hidden="true" />
      <span class="device-name">{name}</span>
      <span class="aside">
        {isThere ? profile.name : 'unplugged'}
        {isThere && page > 0 && `, page ${page + 1}`}
        {isThere && lights && !hasOutput && ', no lights: it takes nothing'}
      </span>
      <span class="device-count">{count} mapped</span>
      {profile.source.note && <span class="device-note aside">{profile.source.note}</span>}
    </li>
  );
}

function Pages() {
  const { hands } = useSession();
  return (
    <div class="field">
      <span class="row-label">Page</span>
      <fieldset class="segments" aria-label="Page of all controllers">
        {Array.from({ length: PAGES }, (_, page) => (
          <Press
            key={page}
            pressed={hands.pages.common.value === page}
            title="What is learnt on a page after the first is live on that page alone"
            onPress={() => hands.pages.turnAll(page)}
          >
            {page + 1}
          </Press>
        ))}
      </fieldset>
    </div>
  );
}

/** Devices, pages, the bridge, and clocks. */
export function Controllers() {
  const { hands } = useSession();
  const phase = hands.midi.phase.value;
  const bridge = hands.bridge.phase.value;
  return (
    <>
      <section>
        <h3>MIDI</h3>
        {phase !== 'on' && (
          <div class="hands-row">
            <Press disabled={phase === 'asking'} onPress={() => void hands.midi.connect()}>
              Connect controllers
            </Press>
            <span class="aside">{MIDI_WORDS[phase]}</span>
          </div>
        )}
        {phase === 'on' && hands.midi.devices.value.length === 0 && (
          <p class="aside">Nothing is plugged in. It is taken as soon as it is.</p>
        )}
        {phase === 'on' && hands.midi.dark.value && (
          <div class="hands-row">
            <Press onPress={() => void hands.midi.connect()}>Allow sysex</Press>
            <span class="aside">
              {hands.midi.dark.value.name} stays dark until the browser allows it messages of its
              maker’s own.
            </span>
          </div>
        )}
        <ul class="devices">
          {hands.midi.devices.value.map((device) => (
            <Device key={device.name} device={device} />
          ))}
        </ul>
        <Pages />
      </section>
      <section>
        <h3>OSC</h3>
        <div class="hands-row">
          <Press
            disabled={bridge === 'asking' || bridge === 'on'}
            onPress={() => hands.bridge.connect()}
          >
            Connect bridge
          </Press>
          <span class="aside">{BRIDGE_WORDS[bridge]}</span>
        </div>
      </section>
      <section>
        <h3>Clock</h3>
        <div class="hands-params">
          {['clock.follow', 'clock.lead', 'transport.nudge', 'transport.trim'].map((id) => (
            <ParamControl key={id} id={id} />
          ))}
        </div>
      </section>
    </>
  );
}
