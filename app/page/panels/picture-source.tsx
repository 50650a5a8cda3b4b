import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { CameraDevice } from '../../../engine/input/camera.ts';
import type { VideoSelection } from '../../../engine/input/video-input.ts';
import { type SourceEntry, SourceMenu } from '../controls/source-menu.tsx';
import { ViewCanvas } from '../controls/view-canvas.tsx';
import { useSession } from '../session-context.ts';

const VIEW = { kind: 'picture' } as const;

/** What is shown when nothing needs to be said about a source. */
const QUIET = ['playing', 'opening'];

/** The picture that goes in: what it is, how it looks, and what else can be chosen. */
export function PictureSource() {
  const { picture, pictureState } = useSession();
  const cameras = useMemo(() => signal<readonly CameraDevice[]>([]), []);
  const state = pictureState.value;
  // A refusal is in the state and on the notice line already.
  const open = (selection: VideoSelection) => void picture.select(selection).catch(() => {});
  const findCameras = () =>
    void picture
      .devices()
      .then((found) => {
        cameras.value = found;
      })
      .catch(() => {});

  const { kind, label } = state;
  const cameraEntries: SourceEntry[] =
    cameras.value.length === 0
      ? [{ key: 'camera', name: 'Camera', chosen: false, open: () => open({ kind: 'camera' }) }]
      : cameras.value.map(({ id, label: name }) => ({
          key: id || name,
          name,
          chosen: kind === 'camera' && label === name,
          open: () => open({ kind: 'camera', ...(id ? { deviceId: id } : {}) }),
        }));
  const entries: SourceEntry[] = [
    {
      key: 'demo',
      name: 'Dancer (demo)',
      chosen: kind === 'demo',
      open: () => open({ kind: 'demo' }),
    },
    ...cameraEntries,
    {
      key: 'file',
      name: 'Video or image file',
      chosen: kind === 'file' || kind === 'image',
      accept: 'video/*,image/*',
      openFile: (file) => open({ kind: file.type.startsWith('image/') ? 'image' : 'file', file }),
    },
    {
      key: 'screen',
      name: 'Screen or window',
      chosen: kind === 'screen',
      open: () => open({ kind: 'screen' }),
    },
  ];
  const isQuiet = QUIET.includes(state.status);
  return (
    <fieldset class="source" aria-label="Picture">
      <div class="source-view">
        <ViewCanvas view={VIEW} label="The picture that goes in" />
      </div>
      <SourceMenu
        label="Picture source"
        entries={entries}
        onOpen={findCameras}
        face={
          <span class="source-face" title={state.message || label}>
            <span class="source-kind">{isQuiet ? 'Picture' : `Picture: ${state.status}`}</span>
            <span class="source-name">{state.status === 'opening' ? 'Opening' : label}</span>
          </span>
        }
      />
    </fieldset>
  );
}
