import { useSession } from '../session-context.ts';
import { inWords } from './format.ts';
import { Menu } from './menu.tsx';

/** A choice from a list. */
export function Select(props: {
  readonly id: string;
  readonly label?: string;
  /** Names of the values as the page shows them, in the order of the choices. */
  readonly names?: readonly string[];
  readonly class?: string;
  readonly onChoose?: () => void;
}) {
  const { id, onChoose } = props;
  const { params, send } = useSession();
  const spec = send.declaration(id);
  const names = props.names ?? spec.choices.map(inWords);
  const index = params.of(id).value;
  const choose = (value: number) => {
    send.set(id, value);
    onChoose?.();
  };
  return (
    <Menu
      label={props.label ?? spec.label}
      role="listbox"
      class={props.class ?? ''}
      title={spec.about || undefined}
      learn={id}
      face={<span class="menu-face">{names[index]}</span>}
    >
      {names.map((name, value) => (
        <button
          key={name}
          type="button"
          class="option"
          role="option"
          tabIndex={-1}
          aria-selected={value === index}
          data-closes
          onClick={() => choose(value)}
        >
          {name}
        </button>
      ))}
    </Menu>
  );
}
