import { effects } from '../../../engine/effects/registry.ts';
import type { ChainName } from '../../../engine/session/param-places.ts';
import { SLOTS_PER_CHAIN } from '../../../engine/session/session-params.ts';
import { choiceName, slotAddress } from '../../session/hand.ts';
import { Fader } from '../controls/fader.tsx';
import { Press } from '../controls/press.tsx';
import { Select } from '../controls/select.tsx';
import { useSession } from '../session-context.ts';

const CAPS = ['Z', 'X', 'C', 'V'];
const NAMES = ['No effect', ...effects.map((effect) => effect.label)];
const SLOTS = Array.from({ length: SLOTS_PER_CHAIN }, (_, i) => i + 1);

function Slot({ chain, slot }: { readonly chain: ChainName; readonly slot: number }) {
  const { send, params, hand } = useSession();
  const id = slotAddress(chain, slot);
  const effect = choiceName(send, params, id);
  const isOn = params.of(id).value > 0;
  const unit = hand.unit.value;
  const isInHand = unit.chain === chain && unit.slot === slot;
  const prefix = id.slice(0, id.lastIndexOf('.'));
  const cap = CAPS[slot - 1] ?? '';
  const owner = chain === 'master' ? 'the master' : `deck ${chain.toUpperCase()}`;
  return (
    <div class="slot" data-on={isOn} data-in-hand={isInHand}>
      <Press
        class="slot-lamp"
        learn={`do.effect.${chain}.${slot}`}
        pressed={isOn}
        label={`Effect ${slot} of ${owner} on or off`}
        title={`On or off: ${chain === 'master' ? `Shift ${cap}` : cap}`}
        onPress={() => hand.toggle(chain, slot)}
      >
        {slot}
      </Press>
      <Select
        id={id}
        label={`Effect ${slot} of ${owner}`}
        names={NAMES}
        class="slot-effect"
        onChoose={() => hand.takeUnit({ chain, slot })}
      />
      {isOn ? (
        <Fader
          key={effect}
          id={`${prefix}.fx.${effect}.mix`}
          label={`Mix of effect ${slot} of ${owner}`}
          form="bar"
        />
      ) : (
        <span class="slot-rest" />
      )}
      <Press
        class="slot-edit"
        label={`Parameters of effect ${slot} of ${owner}`}
        title="Show its parameters"
        disabled={!isOn}
        pressed={isInHand}
        onPress={() => hand.takeUnit({ chain, slot })}
      >
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d="M2 3.5h8M2 8.5h8M4.5 2v3M8 7v3" />
        </svg>
      </Press>
    </div>
  );
}

/** The chain of effects behind a deck or the mix. */
export function EffectChain({ chain }: { readonly chain: ChainName }) {
  return (
    <fieldset class="chain" aria-label="Effects">
      {SLOTS.map((slot) => (
        <Slot key={slot} chain={chain} slot={slot} />
      ))}
    </fieldset>
  );
}
