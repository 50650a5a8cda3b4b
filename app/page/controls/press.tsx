import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { KeyCap } from './key-cap.tsx';

/** What a button shows and does. */
export interface PressProps {
  readonly children: ComponentChildren;
  readonly onPress: (event: MouseEvent) => void;
  /** The key that does the same. */
  readonly cap?: string;
  readonly class?: string;
  /** What it does, where its face does not say so. */
  readonly label?: string;
  readonly title?: string;
  /** For switches. */
  readonly pressed?: boolean | ReadonlySignal<boolean>;
  readonly disabled?: boolean;
  /** What a controller learns that is pointed here: a parameter or an action. */
  readonly learn?: string;
}

/** Keeps the focus where it is: Space stays the instrument's after a click. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

/** A button. Only Tab gives it the keyboard's focus. */
export function Press(props: PressProps) {
  const { children, onPress, cap, label, title, pressed, disabled, learn } = props;
  return (
    <button
      type="button"
      class={`press ${props.class ?? ''}`}
      aria-label={label}
      aria-pressed={pressed}
      aria-keyshortcuts={cap}
      title={title}
      disabled={disabled}
      data-learn={learn}
      onMouseDown={keepFocus}
      onClick={onPress}
    >
      {children}
      {cap && <KeyCap cap={cap} />}
    </button>
  );
}
