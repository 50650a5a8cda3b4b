import { describe, expect, it } from 'vitest';
import { createControlBus } from '../../../../engine/control/control-bus.ts';
import type { ParamChange } from '../../../../engine/params/param-store.ts';

describe('createControlBus', () => {
  it('gives every change once, in order, and tells listeners at once', () => {
    const bus = createControlBus();
    const heard: string[] = [];
    const forget = bus.onSend(({ id }) => heard.push(id));
    const into: ParamChange[] = [{ id: 'old', value: 0, sender: 'test' }];
    bus.send({ id: 'x', value: 1, sender: 'test' });
    bus.send({ id: 'y', value: 2, sender: 'test' });
    expect(heard).toEqual(['x', 'y']);
    bus.drain(into);
    expect(into.map(({ id }) => id)).toEqual(['x', 'y']);
    bus.drain(into);
    expect(into).toEqual([]);
    forget();
    bus.send({ id: 'z', value: 3, sender: 'test' });
    expect(heard).toEqual(['x', 'y']);
  });
});
