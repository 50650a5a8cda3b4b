import { effects } from '../../../engine/effects/registry.ts';
import type { PictureNet } from '../../../engine/inference/picture-net.ts';
import type { ChainName } from '../../../engine/session/param-places.ts';
import { SLOTS_PER_CHAIN } from '../../../engine/session/session-params.ts';
import { choiceName, slotAddress } from '../../session/hand.ts';
import { KeyCap } from '../controls/key-cap.tsx';
import { ParamControl } from '../controls/param-control.tsx';
import { Press } from '../controls/press.tsx';
import { useSession } from '../session-context.ts';
import { DroppedPicture } from './dropped-picture.tsx';

const LABELS = new Map(effects.map(({ name, label }) => [name, label]));

function Tab({ chain, slot }: { readonly chain: ChainName; readonly slot: number }) {
  const { send, params, hand, instrument } = useSession();
  const unit = hand.unit.value;
  const isChosen = unit.net === undefined && unit.chain === chain && unit.slot === slot;
  const name =
    slot === 0
      ? instrument.scenes[params.of(`deck.${chain}.scene`).value]?.label
      : LABELS.get(choiceName(send, params, slotAddress(chain, slot)));
  return (
    <Press
      class={name ? 'tab' : 'tab tab-empty'}
      pressed={isChosen}
      label={name ?? `Effect ${slot}: empty`}
      onPress={() => hand.takeUnit({ chain, slot })}
    >
      {slot > 0 && <span class="tab-slot">{slot}</span>}
      {name}
    </Press>
  );
}

/** The tab of a net that every deck can show. */
function NetTab({ net: { name, label } }: { readonly net: PictureNet }) {
  const { hand } = useSession();
  return (
    <Press class="tab" pressed={hand.unit.value.net === name} onPress={() => hand.takeNet(name)}>
      {label}
    </Press>
  );
}

/** Opens the panel of the instrument's own music. */
function MusicTab() {
  const { musicShown } = useSession();
  return (
    <Press
      class="tab"
      title="The instrument's own music: what it plays and how. On the keyboard: P."
      pressed={musicShown}
      onPress={() => {
        musicShown.value = !musicShown.value;
      }}
    >
      Music
    </Press>
  );
}

/** The parameters of what is in hand: a deck's scene, or an effect. */
export function Parameters() {
  const { hand, instrument } = useSession();
  const { chain, net } = hand.unit.value;
  const ids = hand.params.value;
  const slots = Array.from({ length: SLOTS_PER_CHAIN + 1 }, (_, i) => i);
  return (
    <section class="parameters" data-hue={chain} aria-label="Parameters in hand">
      <header>
        <h2 class="parameters-owner">{chain === 'master' ? 'Master' : chain.toUpperCase()}</h2>
        <fieldset class="tabs" aria-label="Unit in hand">
          {slots
            .filter((slot) => chain !== 'master' || slot > 0)
            .map((slot) => (
              <Tab key={`${chain}${slot}`} chain={chain} slot={slot} />
            ))}
          {instrument.nets
            .filter(({ params }) => params)
            .map((one) => (
              <NetTab key={one.name} net={one} />
            ))}
          <MusicTab />
        </fieldset>
        <span class="parameters-keys" aria-hidden="true">
          <KeyCap cap="," />
          <KeyCap cap="." />
          <KeyCap cap="↑" />
          <KeyCap cap="↓" />
        </span>
      </header>
      <div class="parameters-grid">
        {net === 'style' && <DroppedPicture />}
        {ids.map((id) => (
          <ParamControl key={id} id={id} />
        ))}
        {ids.length === 0 && (
          <p class="empty">This slot is empty. Choose an effect in the chain.</p>
        )}
      </div>
    </section>
  );
}
