import { Press } from '../controls/press.tsx';
import { useSession } from '../session-context.ts';

/** Takes a picture file as a style. */
function StyleFile() {
  const { droppedStyle } = useSession();
  const pick = (event: Event) => {
    const field = event.currentTarget as HTMLInputElement;
    const [file] = field.files ?? [];
    field.value = '';
    if (file) void droppedStyle.take(file);
  };
  return (
    <label class="param style-file" title="Any picture as a style; or drop one on the page">
      <span class="fader-label">A picture as a style</span>
      <input type="file" accept="image/*" onChange={pick} />
    </label>
  );
}

const FACES = {
  dropped: {
    text: 'Refine',
    title: 'Fits the style to its picture in the background, for some seconds',
  },
  refining: { text: 'Stop', title: 'Back to the style as it was dropped' },
  refined: { text: 'As dropped', title: 'Back to the style as it was dropped' },
} as const;

/** The picture that was dropped: its name, how far its style is fitted to it, and what to do next. */
function Dropped() {
  const { droppedStyle } = useSession();
  const { value } = droppedStyle.state;
  if (value.phase === 'none') return null;
  const { phase, name, done } = value;
  const { text, title } = FACES[phase];
  const press = () => (phase === 'dropped' ? droppedStyle.refine() : droppedStyle.unrefine());
  return (
    <div class="param dropped" data-phase={phase}>
      <span class="fader-label dropped-name" title={name}>
        {name}
      </span>
      <Press title={title} onPress={press}>
        {text}
        {phase === 'refining' && <progress value={done} aria-label="Steps that are done" />}
      </Press>
    </div>
  );
}

/** Pictures as styles: takes one, and refines what it became. */
export function DroppedPicture() {
  return (
    <>
      <StyleFile />
      <Dropped />
    </>
  );
}
