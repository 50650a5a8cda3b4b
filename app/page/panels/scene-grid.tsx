import { useMemo } from 'preact/hooks';
import type { SceneDefinition } from '../../../engine/stage/scene.ts';
import { KeyCap } from '../controls/key-cap.tsx';
import { keepFocus } from '../controls/press.tsx';
import { ViewCanvas } from '../controls/view-canvas.tsx';
import { useSession } from '../session-context.ts';

/** Scenes that have a key. */
const KEYS = 9;
/** A thumbnail is drawn in turn with the others: it keeps its picture when the window changes. */
const PIXELS = { width: 192, height: 108 };

function Tile({ scene, place }: { readonly scene: SceneDefinition; readonly place: number }) {
  const { params, send, hand } = useSession();
  const view = useMemo(() => ({ kind: 'scene', scene: scene.name }) as const, [scene.name]);
  const isOnA = params.of('deck.a.scene').value === place;
  const isOnB = params.of('deck.b.scene').value === place;
  const load = () => {
    send.set(`deck.${hand.deck}.scene`, place);
    hand.takeUnit({ chain: hand.deck, slot: 0 });
  };
  return (
    <button
      type="button"
      class="tile"
      data-scene={scene.name}
      data-learn="hand.scene"
      data-learn-value={place}
      title={scene.about}
      aria-label={`Load ${scene.label} into the deck in hand`}
      onMouseDown={keepFocus}
      onClick={load}
    >
      <span class="tile-view">
        <ViewCanvas view={view} pixels={PIXELS} label={scene.label} />
        <span class="tile-decks" aria-hidden="true">
          {isOnA && <i data-hue="a">A</i>}
          {isOnB && <i data-hue="b">B</i>}
        </span>
      </span>
      <span class="tile-name">
        {place < KEYS && <KeyCap cap={String(place + 1)} />}
        {scene.label}
      </span>
    </button>
  );
}

/** Every scene as a live picture. */
export function SceneGrid() {
  const { instrument, hand } = useSession();
  return (
    <section class="scenes" aria-label="Scenes" data-hue={hand.deckSignal}>
      <h2>
        Scenes <span class="aside">into {hand.deckSignal.value.toUpperCase()}</span>
      </h2>
      <div class="tiles">
        {instrument.scenes.map((scene, place) => (
          <Tile key={scene.name} scene={scene} place={place} />
        ))}
      </div>
    </section>
  );
}
