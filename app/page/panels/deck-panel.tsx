import { computed, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { DeckName } from '../../../engine/mixer/deck.ts';
import { Fader } from '../controls/fader.tsx';
import { KeyCap } from '../controls/key-cap.tsx';
import { keepFocus } from '../controls/press.tsx';
import { ViewCanvas } from '../controls/view-canvas.tsx';
import { useSession } from '../session-context.ts';
import { EffectChain } from './effect-chain.tsx';

const VIEWS = {
  a: { kind: 'deck', deck: 'a' },
  b: { kind: 'deck', deck: 'b' },
} as const;

/** Share of the programme below which a deck is not on air. */
const AUDIBLE = 0.005;

/** Where a deck stands: heard by the audience, or waiting. */
function useStand(deck: DeckName) {
  const { params, instrument } = useSession();
  return useMemo(() => {
    const crossfade = params.of('mixer.crossfade');
    const scene = params.of(`deck.${deck}.scene`);
    const share = computed(() => (deck === 'a' ? 1 - crossfade.value : crossfade.value));
    return {
      isOnAir: computed(() => share.value > AUDIBLE),
      air: computed(() => (share.value > AUDIBLE ? 'On air' : 'Preview')),
      share: computed(() => `${Math.round(share.value * 100)}%`),
      sceneLabel: computed(() => instrument.scenes[scene.value]?.label ?? ''),
    };
  }, [params, instrument, deck]);
}

/** Says that a scene is not there yet; the one before it plays until then. */
function Loading({ deck }: { readonly deck: DeckName }) {
  const { instrument, params, ticks } = useSession();
  const isLoading = useMemo(() => signal(false), []);
  useEffect(() => {
    const chosen = params.of(`deck.${deck}.scene`);
    return ticks.onTick(() => {
      const { gpu, scenes } = instrument;
      const playing = gpu?.decks[deck].slot.playing?.name;
      isLoading.value = gpu !== null && playing !== scenes[chosen.peek()]?.name;
    });
  }, [instrument, params, ticks, deck, isLoading]);
  return isLoading.value ? <span class="deck-loading">loading</span> : null;
}

/** One deck: its picture before it is on air, its light and its effects. */
export function DeckPanel({ deck }: { readonly deck: DeckName }) {
  const { hand } = useSession();
  const { isOnAir, air, share, sceneLabel } = useStand(deck);
  const isInHand = useMemo(() => computed(() => hand.deckSignal.value === deck), [hand, deck]);
  const name = deck.toUpperCase();
  return (
    <section class={`deck deck-${deck}`} data-hue={deck} aria-label={`Deck ${name}`}>
      <button
        type="button"
        class="deck-face"
        data-learn={deck === 'a' ? 'do.deck.1' : 'do.deck.2'}
        aria-pressed={isInHand}
        aria-keyshortcuts={name}
        aria-label={`Take deck ${name} in hand`}
        title={`Take deck ${name} in hand: scenes go there`}
        onMouseDown={keepFocus}
        onClick={() => hand.takeDeck(deck)}
      >
        <span class="deck-head">
          <KeyCap cap={name} />
          <span class="deck-scene">
            {sceneLabel}
            <Loading deck={deck} />
          </span>
          <span class="deck-air" data-on={isOnAir}>
            {air} <span>{share}</span>
          </span>
        </span>
        <span class="deck-view" data-on={isOnAir}>
          <ViewCanvas view={VIEWS[deck]} label={`Picture of deck ${name}`} />
        </span>
      </button>
      <div class="deck-level">
        <span class="row-label">Level</span>
        <Fader id={`deck.${deck}.level`} label={`Level of deck ${name}`} form="bar" />
      </div>
      <EffectChain chain={deck} />
    </section>
  );
}
