import { expect, it } from 'vitest';
import { createControlBus } from '../../../../engine/control/control-bus.ts';
import { silentLevels } from '../../../../engine/core/audio-levels.ts';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import { defineModel } from '../../../../engine/inference/picture-net.ts';
import { number, trigger } from '../../../../engine/params/declaration.ts';
import { createParamStore } from '../../../../engine/params/param-store.ts';
import { createNetDirections } from '../../../../engine/session/net-directions.ts';

const params = {
  amount: number('Amount', { default: 0.25, smoothing: 0 }),
  learn: trigger('Learn'),
};
const net = defineModel({
  name: 'test',
  label: 'Test',
  about: 'A net for a test',
  priority: 1,
  rate: 1,
  standIn: 'black',
  params,
  createDirector: () => ({
    direct(now, { show }) {
      show.strength = now.param('amount');
      show.learn = now.param('learn') > 0;
    },
  }),
  outputSize: (picture) => picture,
  load: () => Promise.reject(new Error('It is not played.')),
});

it('tells a net of its parameters, and of a trigger in the frame that it is hit', () => {
  const store = createParamStore();
  store.declare('test', params);
  const directions = createNetDirections([net], store, createControlBus());
  const frame = (id?: string, value = 1) => {
    store.apply(id ? [{ id, value, sender: 'test' }] : [], 1 / 60);
    directions.direct({ index: 0 } as FrameTime, silentLevels());
    return directions.byNet.get('test')?.show;
  };
  expect(frame()).toMatchObject({ strength: 0.25, learn: false });
  expect(frame('test.learn')).toMatchObject({ learn: true });
  expect(frame('test.amount', 0.5)).toMatchObject({ strength: 0.5, learn: false });
});
