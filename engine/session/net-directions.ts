import type { ControlBus } from '../control/control-bus.ts';
import type { AudioLevels } from '../core/audio-levels.ts';
import { fail } from '../core/errors.ts';
import type { FrameTime } from '../core/frame-time.ts';
import {
  type NetDirection,
  type NetDirector,
  type NetNow,
  type PictureNet,
  shownWholly,
} from '../inference/picture-net.ts';
import type { ParamStore } from '../params/param-store.ts';

/** What the nets of a session are told. */
export interface NetDirections {
  /** By the net's name; the same objects for good, rewritten every frame. */
  readonly byNet: ReadonlyMap<string, NetDirection>;
  /** What directs a net, or null where nothing does. */
  director(net: string): NetDirector | null;
  /** Decides what nets are told in this frame. */
  direct(time: FrameTime, audio: Readonly<AudioLevels>): void;
}

interface Directed {
  readonly net: string;
  readonly director: NetDirector;
  readonly direction: NetDirection;
  readonly now: { time: FrameTime; audio: Readonly<AudioLevels> } & Pick<NetNow, 'param' | 'send'>;
}

function readerOf({ name, params = {} }: PictureNet, store: ParamStore): NetNow['param'] {
  const places = new Map(
    Object.entries(params).map(([id, { kind }]) => {
      return [id, { place: store.indexOf(`${name}.${id}`), isTrigger: kind === 'trigger' }];
    }),
  );
  return (id) => {
    const known = places.get(id);
    if (known?.isTrigger) return store.snapshot.hit(known.place) ? 1 : 0;
    if (known) return store.snapshot.at(known.place);
    return fail({
      subject: `The parameter "${id}" of the net "${name}"`,
      constraint: 'be declared',
      got: [...places.keys()].join(', ') || 'none',
      remedy: `add it to params in models/${name}/model.ts`,
    });
  };
}

/** Directs the nets that have a director, by parameters that were declared. */
export function createNetDirections(
  nets: readonly PictureNet[],
  store: ParamStore,
  bus: ControlBus,
): NetDirections {
  const directed: Directed[] = [];
  const byNet = new Map<string, NetDirection>();
  for (const net of nets) {
    const director = net.createDirector?.();
    if (!director) continue;
    const numbers = Object.fromEntries(
      Object.entries(net.numbers ?? {}).map(([name, count]) => [name, new Float32Array(count)]),
    );
    const direction: NetDirection = { numbers, show: shownWholly() };
    const now: Directed['now'] = {
      time: null as unknown as FrameTime,
      audio: null as unknown as AudioLevels,
      param: readerOf(net, store),
      send: (name, value) => bus.send({ id: `${net.name}.${name}`, value, sender: 'director' }),
    };
    byNet.set(net.name, direction);
    directed.push({ net: net.name, director, direction, now });
  }
  return {
    byNet,
    director: (name) => directed.find(({ net }) => net === name)?.director ?? null,
    direct(time, audio) {
      for (let i = 0; i < directed.length; i++) {
        const one = directed[i];
        if (!one) continue;
        one.now.time = time;
        one.now.audio = audio;
        one.director.direct(one.now, one.direction);
      }
    },
  };
}
