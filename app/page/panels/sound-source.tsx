import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { AudioSelection } from '../../../engine/input/audio-input.ts';
import type { AudioDevice } from '../../../engine/input/microphone.ts';
import type { SessionSound } from '../../session/sound.ts';
import { Meter } from '../controls/meter.tsx';
import { type SourceEntry, SourceMenu } from '../controls/source-menu.tsx';
import { Volume } from '../controls/volume.tsx';
import { useSession } from '../session-context.ts';
import { SpectrumStrip } from './spectrum-strip.tsx';

/** The face of the sound in two words, when it does not simply play. */
const FACES: Readonly<Record<string, string>> = {
  'waiting for a click': 'waiting',
  loading: 'loading',
  interrupted: 'paused',
};

function useEntries(sound: SessionSound): { entries: SourceEntry[]; find: () => void } {
  const microphones = useMemo(() => signal<readonly AudioDevice[]>([]), []);
  const { kind, label } = sound.state.value;
  // A refusal is in the state and on the notice line already.
  const open = (selection: AudioSelection) => void sound.input.select(selection).catch(() => {});
  const found = microphones.value;
  const devices: readonly AudioDevice[] =
    found.length === 0 ? [{ deviceId: '', label: 'Microphone' }] : found;
  return {
    find: () =>
      void sound.input
        .devices()
        .then((all) => {
          microphones.value = all;
        })
        .catch(() => {}),
    entries: [
      {
        key: 'music',
        name: 'Generated music',
        chosen: kind === 'music',
        open: () => open({ kind: 'music' }),
      },
      {
        key: 'built-in',
        name: 'Built-in track',
        chosen: kind === 'built-in',
        open: () => open({ kind: 'built-in' }),
      },
      ...devices.map((device) => ({
        key: device.deviceId || device.label,
        name: device.label,
        chosen: kind === 'microphone' && label === device.label,
        open: () =>
          open({ kind: 'microphone', ...(device.deviceId ? { deviceId: device.deviceId } : {}) }),
      })),
      {
        key: 'file',
        name: 'Audio file',
        chosen: kind === 'file',
        accept: 'audio/*',
        openFile: (file) => open({ kind: 'file', file }),
      },
      {
        key: 'system',
        name: 'Sound of the computer',
        chosen: kind === 'system',
        open: () => open({ kind: 'system' }),
      },
    ],
  };
}

function Sound({ sound }: { readonly sound: SessionSound }) {
  const { entries, find } = useEntries(sound);
  const { status, label, message } = sound.state.value;
  const face = FACES[status] ?? (status === 'playing' ? '' : status);
  return (
    <fieldset class="source source-sound" aria-label="Sound">
      <SourceMenu
        label="Sound source"
        entries={entries}
        onOpen={find}
        face={
          <span class="source-face" title={message || label}>
            <span class="source-kind">{face ? `Sound: ${face}` : 'Sound'}</span>
            <span class="source-name">{label}</span>
          </span>
        }
      />
      <div class="source-levels">
        <SpectrumStrip />
        <Meter sound={sound} />
      </div>
      <Volume sound={sound} />
    </fieldset>
  );
}

/** The sound that goes in: what it is, how loud, and what else can be chosen. */
export function SoundSource() {
  const { sound } = useSession();
  if (sound) return <Sound sound={sound} />;
  return <div class="source source-sound source-none">This browser has no Web Audio</div>;
}
