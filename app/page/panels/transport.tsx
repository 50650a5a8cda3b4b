import { useEffect, useRef } from 'preact/hooks';
import { audioSlot } from '../../../engine/features/audio/layout.ts';
import { useFace } from '../controls/fader.tsx';
import { inWords } from '../controls/format.ts';
import { Menu } from '../controls/menu.tsx';
import { ParamControl } from '../controls/param-control.tsx';
import { Press } from '../controls/press.tsx';
import { Switch } from '../controls/switch.tsx';
import { useSession } from '../session-context.ts';

const BEATS = [0, 1, 2, 3];
const FOLLOWING = ['source', 'multiple', 'nudge', 'lock', 'trim'].map(
  (name) => `transport.${name}`,
);
/** Mouse travel over the whole range of tempos, in pixels: slow enough to hit a tempo. */
const TEMPO = { span: 900 };
/** How bright the lamp of the beat still is at the beat's end. */
const AFTERGLOW = 0.35;

/** Four lamps, one a beat of the bar: the only thing on the page that blinks. */
function BeatLamps() {
  const { instrument, ticks } = useSession();
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const lamps = [...(row.current?.children ?? [])] as HTMLElement[];
    const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)');
    return ticks.onTick(() => {
      const { time } = instrument;
      if (!time) return;
      const beat = ((Math.floor(time.beat) % 4) + 4) % 4;
      const glow = isCalm.matches ? 1 : 1 - (1 - AFTERGLOW) * time.beatPhase;
      for (let i = 0; i < lamps.length; i++) {
        lamps[i]?.style.setProperty('--glow', i === beat ? glow.toFixed(2) : '0');
      }
    });
  }, [instrument, ticks]);
  return (
    <div ref={row} class="beats" role="img" aria-label="Beat of the bar">
      {BEATS.map((beat) => (
        <i key={beat} />
      ))}
    </div>
  );
}

function Tempo() {
  const session = useSession();
  const { spec, value, text, inHand, turning } = useFace(session, 'transport.tempo', TEMPO);
  const follow = session.params.of('transport.follow');
  // A track or an ear that is followed would take the tempo back at once.
  const onPointerDown = (event: PointerEvent) => {
    if (follow.peek() > 0.5) session.send.set('transport.follow', 0);
    turning.onPointerDown(event);
  };
  return (
    <div
      class="tempo"
      role="slider"
      tabIndex={0}
      aria-label="Tempo"
      aria-valuemin={spec.min}
      aria-valuemax={spec.max}
      aria-valuenow={value}
      aria-valuetext={text}
      data-param="transport.tempo"
      data-in-hand={inHand}
      title="Tempo: drag, wheel or tap; a double-click resets it"
      {...turning}
      onPointerDown={onPointerDown}
    >
      <span>{text}</span>
    </div>
  );
}

const { offset: beatAt } = audioSlot('beat');
const CONFIDENCE = 3; // its place among the beat's numbers

/** How sure the ear is of the beat: a line that fills. */
function Confidence() {
  const { instrument, ticks } = useSession();
  const line = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      ticks.onTick(() => {
        const sure = instrument.features[beatAt + CONFIDENCE] ?? 0;
        line.current?.style.setProperty('--sure', sure.toFixed(2));
      }),
    [instrument, ticks],
  );
  return (
    <span
      ref={line}
      class="sure"
      role="img"
      aria-label="How sure the ear is of the beat"
      title="How sure the ear is of the beat"
    />
  );
}

/** How the transport follows: behind a button that names what it follows and how sure that is. */
function Following() {
  const { params, send } = useSession();
  const { choices } = send.declaration('transport.source');
  const face = (
    <span class="following">
      {inWords(choices[params.of('transport.source').value] ?? '')}
      <Confidence />
    </span>
  );
  return (
    <Menu label="How the beat is followed" role="dialog" class="following-button" face={face}>
      <div class="following-settings">
        {FOLLOWING.map((id) => (
          <ParamControl key={id} id={id} />
        ))}
      </div>
    </Menu>
  );
}

/** Beat, tempo and tap. */
export function Transport() {
  const { send } = useSession();
  return (
    <fieldset class="transport" aria-label="Transport">
      <BeatLamps />
      <Tempo />
      <Press
        cap="T"
        learn="transport.tap"
        title={send.declaration('transport.tap').about}
        onPress={() => {
          send.set('transport.follow', 0);
          send.hit('transport.tap');
        }}
      >
        Tap
      </Press>
      <Switch id="transport.follow" label="Follow" />
      <Following />
    </fieldset>
  );
}
