import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { type AdapterDescription, adapterName } from '../../../engine/gpu/adapter.ts';
import { useSession } from '../session-context.ts';
import { LearnBar } from './hands/learn-bar.tsx';

/** What is said of an adapter; software is named, since it explains what is seen. */
function describe(adapter: AdapterDescription): string {
  if (!adapter.software) return adapterName(adapter);
  const name = /swiftshader/i.test(`${adapter.architecture} ${adapter.description}`)
    ? 'SwiftShader'
    : adapterName(adapter);
  return `Software graphics: ${name} — fewer particles, slower`;
}

function FrameRate() {
  const { ticks } = useSession();
  const rate = useMemo(() => signal(''), []);
  useEffect(
    () =>
      ticks.onTick(() => {
        const perSecond = ticks.framesPerSecond;
        rate.value = `${perSecond.toFixed(perSecond < 10 ? 1 : 0)} fps`;
      }),
    [ticks, rate],
  );
  return <span class="rate">{rate}</span>;
}

function Graphics() {
  const { status } = useSession();
  const { value } = status;
  const text = {
    starting: 'Graphics: starting',
    lost: 'Graphics: lost, coming back',
    refused: 'Graphics: refused by the browser',
    unavailable: 'Graphics: none',
    ready: '',
  }[value.kind];
  return <span class="graphics">{value.kind === 'ready' ? describe(value.adapter) : text}</span>;
}

/** What of the nets is still on its way: a file is large, and kernels take time to compile. */
function NetsOnTheirWay() {
  const { instrument, ticks } = useSession();
  const text = useMemo(() => signal(''), []);
  useEffect(
    () =>
      ticks.onTick(() => {
        const coming = instrument.nets.flatMap(({ name, label }) => {
          const state = instrument.gpu?.nets.state(name);
          if (state?.stage !== 'loading') return [];
          const { arrived } = state;
          const part = arrived < 1 ? `${Math.floor(arrived * 100)} % loaded` : 'being prepared';
          return [`${label}: ${part}`];
        });
        text.value = coming.join(', ');
      }),
    [instrument, ticks, text],
  );
  return <span class="nets">{text}</span>;
}

function LostFrames() {
  const { dropped, phase } = useSession().recording.face.value;
  if (phase !== 'recording' || dropped === 0) return null;
  const frames = dropped === 1 ? '1 frame' : `${dropped} frames`;
  return <span class="lost-frames">The recording lost {frames}</span>;
}

/** What the instrument has to say, and on what it runs. */
export function StatusLine() {
  const { notice, hands } = useSession();
  const { value } = notice;
  const isPointing = hands.learn.learning.value || hands.learn.routing.value !== null;
  return (
    <footer class="status">
      {isPointing ? (
        <LearnBar />
      ) : (
        <p class="notice" role="status" aria-live="polite" title={value?.text}>
          {value && <span key={value.number}>{value.text}</span>}
        </p>
      )}
      <LostFrames />
      <NetsOnTheirWay />
      <Graphics />
      <FrameRate />
    </footer>
  );
}
