import { Fader } from '../controls/fader.tsx';
import { Press } from '../controls/press.tsx';
import { Switch } from '../controls/switch.tsx';
import { ViewCanvas } from '../controls/view-canvas.tsx';
import { useSession } from '../session-context.ts';
import { EffectChain } from './effect-chain.tsx';

const PIXELS = { width: 16, height: 16 };
const INDICATOR = { kind: 'indicator' } as const;

/** What happens to the programme as a whole. */
export function Master() {
  const { send } = useSession();
  return (
    <section class="master" data-hue="master" aria-label="Master">
      <h2>Master</h2>
      <div class="deck-level">
        <span class="row-label">Light</span>
        <Fader id="master.brightness" label="Brightness of the programme" form="bar" />
      </div>
      <div class="master-row">
        <Switch id="master.freeze" cap="F" />
        <Switch id="master.blackout" cap="K" class="danger" />
        <Press
          class="danger"
          learn="master.panic"
          cap="Esc"
          title={`${send.declaration('master.panic').about}. On the keyboard: Esc twice.`}
          onPress={() => send.hit('master.panic')}
        >
          Panic
        </Press>
      </div>
      <div class="master-row">
        <Switch id="master.flashLimit" />
        <span class="indicator" title="How hard the flash limiter works now">
          <ViewCanvas view={INDICATOR} pixels={PIXELS} label="How hard the flash limiter works" />
        </span>
      </div>
      <EffectChain chain="master" />
    </section>
  );
}
