import { fromTravel, toTravel } from '../../../engine/params/declaration.ts';
import type { LiveSession } from '../../session/live-session.ts';

/** What makes a control turn: give these to its element. */
export interface Turning {
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(event: PointerEvent): void;
  onPointerCancel(event: PointerEvent): void;
  onWheel(event: WheelEvent): void;
  onDblClick(event: MouseEvent): void;
  onKeyDown(event: KeyboardEvent): void;
  onFocus(): void;
}

/** How a control turns. */
export interface TurningOptions {
  /** Pixels of the mouse for the whole travel; the control's own width without it. */
  readonly span?: number;
  /** Value on a double-click; the default without it. */
  readonly rest?: number;
  /** Called when a hand begins to turn it. */
  readonly onGrab?: () => void;
  /** Whether arrows to the left and right turn it; the crossfader leaves them to the keyboard. */
  readonly arrows?: boolean;
}

/** Shift divides movement by this. */
const FINE = 10;
/** Share of the travel of one notch of the wheel, and of one press of an arrow. */
const STEP = 0.02;
const PAGE_STEP = 0.1;

/** Steps of the keys that turn a focused control. */
const KEY_STEPS: Readonly<Record<string, number>> = {
  ArrowUp: STEP,
  ArrowRight: STEP,
  ArrowDown: -STEP,
  ArrowLeft: -STEP,
  PageUp: PAGE_STEP,
  PageDown: -PAGE_STEP,
};

interface Drag {
  x: number;
  y: number;
  travel: number;
  span: number;
}

/** Lets a parameter be dragged, wheeled, stepped and reset on an element. */
export function turn(session: LiveSession, id: string, options: TurningOptions = {}): Turning {
  const { send, hand } = session;
  const spec = send.declaration(id);
  const rest = options.rest ?? spec.default;
  let drag: Drag | null = null;

  const end = (event: PointerEvent) => {
    drag = null;
    const element = event.currentTarget as Element;
    element.removeAttribute('data-turning');
  };
  const keyTurns = (event: KeyboardEvent): boolean => {
    const step = KEY_STEPS[event.key];
    if (step !== undefined) send.nudge(id, event.shiftKey ? step / FINE : step);
    else if (event.key === 'Home') send.set(id, spec.min);
    else if (event.key === 'End') send.set(id, spec.max);
    else if (event.key === 'Backspace' || event.key === 'Delete') send.set(id, rest);
    else return false;
    return true;
  };
  return {
    onPointerDown(event) {
      if (event.button !== 0) return;
      const element = event.currentTarget as HTMLElement;
      element.setPointerCapture(event.pointerId);
      element.setAttribute('data-turning', '');
      const span = options.span ?? Math.max(80, element.clientWidth);
      drag = { x: event.clientX, y: event.clientY, travel: toTravel(spec, send.value(id)), span };
      options.onGrab?.();
    },
    onPointerMove(event) {
      if (!drag) return;
      const moved = event.clientX - drag.x - (event.clientY - drag.y);
      drag.x = event.clientX;
      drag.y = event.clientY;
      if (moved === 0) return;
      const share = moved / drag.span / (event.shiftKey ? FINE : 1);
      drag.travel = Math.min(1, Math.max(0, drag.travel + share));
      send.set(id, fromTravel(spec, drag.travel));
    },
    onPointerUp: end,
    onPointerCancel: end,
    onWheel(event) {
      // Only what is in hand: a page that is being scrolled must not turn what it passes.
      if (hand.param !== id || event.ctrlKey) return;
      event.preventDefault();
      const step = -Math.sign(event.deltaY || event.deltaX) * STEP;
      send.nudge(id, event.shiftKey ? step / FINE : step);
    },
    onDblClick: () => send.set(id, rest),
    onKeyDown(event) {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (options.arrows === false && event.key.startsWith('Arrow')) return;
      if (keyTurns(event)) event.preventDefault();
    },
    onFocus: () => hand.takeParam(id),
  };
}
