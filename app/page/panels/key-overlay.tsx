import { useEffect, useRef } from 'preact/hooks';
import { type KeyBinding, type KeyGroup, keyMap } from '../../../engine/control/key-map.ts';
import { KeyCap } from '../controls/key-cap.tsx';
import { Press } from '../controls/press.tsx';
import { useSession } from '../session-context.ts';

const GROUPS: readonly KeyGroup[] = ['Decks', 'Crossfade', 'Parameter in hand', 'Master', 'Page'];
/** What the mouse and the touch screen do, which no key shows. */
const BY_HAND = [
  ['Drag', 'Turn a control; with Shift, finely'],
  ['Wheel', 'Turn the control in hand'],
  ['Double-click', 'Back to the default; the crossfader to its centre'],
  ['Tab', 'Walk through all controls'],
  ['Drop', 'A video, image or sound file onto the page plays it'],
] as const;

function Line({ binding }: { readonly binding: KeyBinding }) {
  const { caps, does, withShift } = binding;
  const isRange = caps.length === 2 && caps[0] === '1';
  return (
    <div class="key-line">
      <dt>
        {caps.map((cap, place) => (
          <span key={`${cap}${place}`}>
            {isRange && place === 1 && ' to '}
            <KeyCap cap={cap} />
          </span>
        ))}
      </dt>
      <dd>
        {does}
        {withShift && <span class="aside"> Shift: {withShift}</span>}
      </dd>
    </div>
  );
}

/** All keys, over the page. */
export function KeyOverlay() {
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const isShown = session.keysShown.value;
  useEffect(() => {
    if (isShown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isShown]);
  const hide = () => {
    session.keysShown.value = false;
  };
  return (
    <dialog
      ref={dialog}
      class="keys"
      aria-label="Keys"
      onClose={hide}
      onKeyDown={(event) => {
        // The dialog closes by itself; the instrument must not take it for half a panic.
        if (event.key === 'Escape') event.stopPropagation();
      }}
      onClick={(event) => event.target === dialog.current && hide()}
    >
      <header>
        <h2>Keys</h2>
        <Press cap="?" onPress={hide}>
          Close
        </Press>
      </header>
      <div class="key-groups">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {keyMap
                .filter((binding) => binding.group === group)
                .map((binding) => (
                  <Line key={binding.does} binding={binding} />
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>By hand</h3>
          <dl>
            {BY_HAND.map(([move, does]) => (
              <div key={move} class="key-line">
                <dt>{move}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </dialog>
  );
}
