import { useEffect, useRef } from 'preact/hooks';
import { toggleFullScreen } from '../../session/full-screen.ts';
import { ViewCanvas } from '../controls/view-canvas.tsx';
import { useSession } from '../session-context.ts';

const VIEW = { kind: 'programme' } as const;
const NO_FULL_SCREEN =
  'The browser does not give the full screen now; click the page and press Enter again.';

/** What stands in the picture's place while there is none. */
function Face() {
  const { status } = useSession();
  const { value } = status;
  if (value.kind === 'ready') return null;
  if (value.kind === 'starting') {
    return (
      <div class="face">
        <strong>Building the picture</strong>
        <span>Shaders are being compiled; the first time takes longest.</span>
      </div>
    );
  }
  if (value.kind === 'lost') {
    return (
      <div class="face face-low" role="status">
        <span>
          The graphics device was lost. It is being brought back; sound and controls go on.
        </span>
      </div>
    );
  }
  return (
    <div class="face" role="status">
      <strong>{value.kind === 'refused' ? 'The picture has to wait' : 'No picture'}</strong>
      <span>{value.message}</span>
      <span>Sound and controls work.</span>
    </div>
  );
}

/** Why the programme stands still or is dark, where the performer can't overlook it. */
function Tags() {
  const { params } = useSession();
  const isFrozen = params.of('master.freeze').value > 0.5;
  const isBlack = params.of('master.blackout').value > 0.5;
  return (
    <div class="tags" role="status">
      {isFrozen && <span>Frozen</span>}
      {isBlack && <span class="tag-danger">Blackout</span>}
    </div>
  );
}

function SoundHint() {
  const { sound } = useSession();
  if (sound?.state.value.status !== 'waiting for a click') return null;
  return <div class="hint">Click or press any key for sound</div>;
}

/** The programme: what the audience sees. */
export function Programme() {
  const session = useSession();
  const box = useRef<HTMLDivElement>(null);
  const fill = async () => {
    if (box.current && !(await toggleFullScreen(box.current))) {
      session.instrument.notices.say(NO_FULL_SCREEN);
    }
  };
  useEffect(() => {
    session.onFullScreen = () => void fill();
  });
  return (
    <section class="programme" aria-label="Programme">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter and a button do the same */}
      <div ref={box} class="programme-view" onDblClick={() => void fill()}>
        <ViewCanvas view={VIEW} fit="contain" label="The programme" />
        <Tags />
        <Face />
        <SoundHint />
      </div>
    </section>
  );
}
