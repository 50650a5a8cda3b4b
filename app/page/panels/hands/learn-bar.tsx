import { Press } from '../../controls/press.tsx';
import { useSession } from '../../session-context.ts';

/** What is being learnt, in the place of the notices. */
export function LearnBar() {
  const { hands, hand, instrument } = useSession();
  const { targets, desk, learn } = hands;
  const { learning, routing, waiting, latest } = learn;
  const isRouting = routing.value !== null;
  const [next] = waiting.value;
  const made = latest.value;
  const pointAtRow = () => {
    const { store } = instrument;
    hand.params.peek().forEach((id, i) => {
      const kind = store.declarations[store.indexOf(id)]?.kind ?? 'number';
      learn.point({ target: `hand.${i + 1}`, kind });
    });
  };
  const text = isRouting
    ? 'Click the control that it is to move.'
    : next
      ? `Move a control for ${targets.label(next.target)}${waiting.value.length > 1 ? `, then ${waiting.value.length - 1} more` : ''}.`
      : made
        ? `${made.control} of ${made.device} plays ${targets.label(made.target)}. Click another.`
        : 'Learn: click one or more controls of the page, then move as many of your controller.';
  return (
    <div class="learn-bar" role="status">
      <p>{text}</p>
      {!isRouting && (
        <>
          <Press onPress={pointAtRow}>Row in hand</Press>
          <Press disabled={!desk.canUndo.value} onPress={() => desk.undo()}>
            Undo
          </Press>
        </>
      )}
      <Press
        cap="Esc"
        onPress={() => {
          learning.value = false;
          routing.value = null;
        }}
      >
        Done
      </Press>
    </div>
  );
}
