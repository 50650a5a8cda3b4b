import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useSession } from '../session-context.ts';

const AUDIO_NAME = /\.(wav|flac|mp3|m4a|aac|ogg|oga|opus|aiff?)$/i;

/** From this share of the page's width on, a dropped picture becomes a style. */
const STYLE_SIDE = 2 / 3;

/** Files that are dropped on the page play at once; pictures on its right become styles. */
export function DropTarget() {
  const { picture, sound, instrument, droppedStyle } = useSession();
  const isOver = useMemo(() => signal(false), []);
  useEffect(() => {
    const abort = new AbortController();
    const { signal: ended } = abort;
    const play = (file: File, asStyle: boolean) => {
      const isSound = file.type.startsWith('audio/') || AUDIO_NAME.test(file.name);
      const kind = file.type.startsWith('image/') ? 'image' : 'file';
      if (asStyle && kind === 'image') {
        void droppedStyle.take(file);
        return;
      }
      // What can't be played is told on the notice line by the input itself.
      if (!isSound) picture.select({ kind, file }).catch(() => {});
      else if (sound) sound.input.select({ kind: 'file', file }).catch(() => {});
      else instrument.notices.say('This browser has no Web Audio: the file can’t be heard.');
    };
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      isOver.value = true;
    };
    window.addEventListener('dragover', onDrag, { signal: ended });
    window.addEventListener(
      'dragleave',
      (event) => {
        if (!event.relatedTarget) isOver.value = false;
      },
      { signal: ended },
    );
    window.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        isOver.value = false;
        const asStyle = event.clientX > STYLE_SIDE * window.innerWidth;
        for (const file of event.dataTransfer?.files ?? []) play(file, asStyle);
      },
      { signal: ended },
    );
    return () => abort.abort();
  }, [picture, sound, instrument, droppedStyle, isOver]);
  if (!isOver.value) return null;
  return (
    <div class="drop" aria-hidden="true">
      <span>Drop a video, an image or a sound to play it</span>
      <span>Drop a picture here to paint like it</span>
    </div>
  );
}
