import { formatLength } from '../controls/format.ts';
import { Press } from '../controls/press.tsx';
import { useSession } from '../session-context.ts';
import { PictureSource } from './picture-source.tsx';
import { SoundSource } from './sound-source.tsx';
import { Transport } from './transport.tsx';

const WORDS = { idle: 'Record', starting: 'Starting', recording: '', finishing: 'Saving' } as const;

function Record() {
  const { recording } = useSession();
  const { phase, seconds } = recording.face.value;
  return (
    <Press
      class="record"
      learn="do.record"
      cap="R"
      pressed={phase === 'recording'}
      label={phase === 'recording' ? 'Stop the recording' : 'Record'}
      title="Records the programme with its sound to an MP4 file"
      onPress={() => recording.toggle()}
    >
      <i class="record-dot" aria-hidden="true" />
      <span class="record-text">
        {phase === 'recording' ? formatLength(seconds) : WORDS[phase]}
      </span>
    </Press>
  );
}

function Windows() {
  const session = useSession();
  return (
    <fieldset class="windows" aria-label="Windows">
      <Press
        cap="O"
        label="Second window"
        title="Second window, for a projector"
        pressed={session.secondWindow}
        onPress={() => session.toggleSecondWindow()}
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2 3.5h8v6H2zM6 9.5v3h8v-6h-4" />
        </svg>
      </Press>
      <Press
        cap="↵"
        label="Full screen"
        title="Programme on the full screen"
        onPress={() => session.onFullScreen()}
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2 6V3h3M11 3h3v3M14 10v3h-3M5 13H2v-3" />
        </svg>
      </Press>
      <Press
        cap="M"
        label="Hands"
        title="Controllers, mapping, modulation and snapshots"
        pressed={session.handsShown}
        onPress={() => {
          session.handsShown.value = !session.handsShown.value;
        }}
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 4h10M3 8h10M3 12h10M6 2.5v3M10 6.5v3M5 10.5v3" />
        </svg>
      </Press>
      <Press
        cap="?"
        label="Keys"
        title="All keys"
        pressed={session.keysShown}
        onPress={() => {
          session.keysShown.value = !session.keysShown.value;
        }}
      >
        Keys
      </Press>
    </fieldset>
  );
}

/** Time, sources and outputs. */
export function TopBar() {
  return (
    <header class="top">
      <h1 class="wordmark">Phosphene</h1>
      <Transport />
      <PictureSource />
      <SoundSource />
      <Record />
      <Windows />
    </header>
  );
}
