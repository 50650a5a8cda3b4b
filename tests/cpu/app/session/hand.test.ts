import { describe, expect, it } from 'vitest';
import { createHand } from '../../../../app/session/hand.ts';
import { createParamSignals } from '../../../../app/session/param-signals.ts';
import { createControlBus } from '../../../../engine/control/control-bus.ts';
import { createParamSender } from '../../../../engine/control/param-sender.ts';
import { choice, number } from '../../../../engine/params/declaration.ts';
import { createParamStore, type ParamChange } from '../../../../engine/params/param-store.ts';

const EFFECTS = ['none', 'bloom', 'trail'];

function openHand() {
  const store = createParamStore();
  for (const deck of ['a', 'b']) {
    store.declare(`deck.${deck}`, { scene: choice('Scene', ['fluid', 'swarm']) });
    store.declare(`deck.${deck}.fluid`, {
      swirl: number('Swirl', { default: 0.5 }),
      ink: number('Ink', { default: 0.5 }),
    });
    store.declare(`deck.${deck}.swarm`, { speed: number('Speed', { default: 0.5 }) });
  }
  for (const chain of ['deck.a', 'deck.b', 'master']) {
    store.declare(chain, {
      fx1: choice('Effect 1', EFFECTS),
      fx2: choice('Effect 2', EFFECTS),
    });
    store.declare(`${chain}.fx.bloom`, { mix: number('Mix', { default: 1 }) });
    store.declare(`${chain}.fx.trail`, { mix: number('Mix', { default: 1 }) });
  }
  store.declare('style', { neon: number('Neon', { default: 0 }) });
  const bus = createControlBus();
  const params = createParamSignals(store);
  const send = createParamSender({ store, bus, sender: 'page' });
  const hand = createHand(store, send, params);
  const changes: ParamChange[] = [];
  const frame = () => {
    bus.drain(changes);
    store.apply(changes, 1);
    params.refresh();
  };
  return { hand, send, frame, value: (id: string) => params.of(id).value };
}

describe('the hand', () => {
  it('begins with the scene of deck A and its first parameter', () => {
    const { hand } = openHand();
    expect(hand.deck).toBe('a');
    expect(hand.params.value).toEqual(['deck.a.fluid.swirl', 'deck.a.fluid.ink']);
    expect(hand.param).toBe('deck.a.fluid.swirl');
  });

  it('walks round the parameters, from one that is not among them too', () => {
    const { hand } = openHand();
    hand.walk(1);
    expect(hand.param).toBe('deck.a.fluid.ink');
    hand.walk(1);
    expect(hand.param).toBe('deck.a.fluid.swirl');
    hand.walk(-1);
    expect(hand.param).toBe('deck.a.fluid.ink');
    hand.takeParam('deck.b.swarm.speed');
    hand.walk(1);
    expect(hand.param).toBe('deck.a.fluid.swirl');
  });

  it('follows the scene that is loaded into its deck', () => {
    const { hand, send, frame } = openHand();
    hand.takeDeck('b');
    send.set('deck.b.scene', 1);
    frame();
    expect(hand.params.value).toEqual(['deck.b.swarm.speed']);
  });

  it('takes an effect of the master without letting go of its deck', () => {
    const { hand, send, frame } = openHand();
    hand.takeDeck('b');
    send.set('master.fx2', 2);
    frame();
    hand.takeUnit({ chain: 'master', slot: 2 });
    expect(hand.params.value).toEqual(['master.fx.trail.mix']);
    expect(hand.deck).toBe('b');
  });

  it('takes the parameters of a net, and its deck’s again when that is taken', () => {
    const { hand } = openHand();
    hand.takeDeck('b');
    hand.takeNet('style');
    expect(hand.params.value).toEqual(['style.neon', 'nets.share']);
    expect(hand.deck).toBe('b');
    hand.takeDeck('b');
    expect(hand.param).toBe('deck.b.fluid.swirl');
  });

  it('has no parameter in hand when a slot is empty', () => {
    const { hand } = openHand();
    hand.takeUnit({ chain: 'a', slot: 1 });
    expect(hand.param).toBeNull();
    hand.walk(1);
    expect(hand.param).toBeNull();
  });

  it('turns a slot on with an effect, off, and on again with what was in it', () => {
    const { hand, send, frame, value } = openHand();
    hand.toggleSlot(1, 'deck');
    frame();
    expect(value('deck.a.fx1')).toBe(EFFECTS.indexOf('bloom'));
    send.set('deck.a.fx1', 2);
    frame();
    hand.toggleSlot(1, 'deck');
    frame();
    expect(value('deck.a.fx1')).toBe(0);
    hand.toggleSlot(1, 'deck');
    frame();
    expect(value('deck.a.fx1')).toBe(2);
    hand.toggleSlot(2, 'master');
    frame();
    expect(value('master.fx2')).toBe(EFFECTS.indexOf('trail'));
  });
});
