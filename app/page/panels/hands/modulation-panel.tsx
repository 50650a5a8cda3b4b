import { useSignal } from '@preact/signals';
import { NO_ROUTE, ROUTES } from '../../../../engine/params/modulation/modulation.ts';
import { Fader } from '../../controls/fader.tsx';
import { ParamControl } from '../../controls/param-control.tsx';
import { Press } from '../../controls/press.tsx';
import { Select } from '../../controls/select.tsx';
import { Switch } from '../../controls/switch.tsx';
import { useSession } from '../../session-context.ts';

const NUMBERS = Array.from({ length: ROUTES }, (_, i) => i + 1);

function Route({ number }: { readonly number: number }) {
  const session = useSession();
  const { params, send, instrument, hands } = session;
  const labels = ['None', ...instrument.modulation.sources.map(({ label }) => label)];
  const id = `mod.route${number}`;
  const target = send.declaration(`${id}.target`).choices[params.of(`${id}.target`).value];
  return (
    <li class="route">
      <Select id={`${id}.source`} label={`Source of route ${number}`} names={labels} />
      <Press
        class="route-target"
        title="Point at the control that it moves"
        onPress={() => {
          session.handsShown.value = false;
          hands.learn.routing.value = number;
        }}
      >
        {target === NO_ROUTE ? 'Point at a control' : target}
      </Press>
      <Fader id={`${id}.depth`} label={`Depth of route ${number}`} form="bar" />
      <Press
        label={`Remove route ${number}`}
        onPress={() => {
          send.set(`${id}.source`, 0);
          send.set(`${id}.target`, 0);
          send.set(`${id}.depth`, 0);
        }}
      >
        ×
      </Press>
    </li>
  );
}

/** Sources, and what they move. */
export function ModulationPanel() {
  const { params, send, instrument } = useSession();
  const { sources } = instrument.modulation;
  const shown = useSignal(0);
  const source = sources[shown.value];
  const used = NUMBERS.filter((number) => params.of(`mod.route${number}.source`).value > 0);
  const free = NUMBERS.find((number) => !used.includes(number));
  const add = () => {
    if (free === undefined) return;
    send.set(`mod.route${free}.source`, shown.value + 1);
    send.set(`mod.route${free}.depth`, 0.25);
  };
  return (
    <>
      <section>
        <h3>Sources</h3>
        <fieldset class="sources" aria-label="Source">
          {sources.map(({ name, label }, i) => (
            <Press
              key={name}
              class="tab"
              pressed={shown.value === i}
              onPress={() => {
                shown.value = i;
              }}
            >
              {label}
            </Press>
          ))}
        </fieldset>
        <div class="hands-params">
          {source &&
            Object.keys(source.params).map((param) => (
              <ParamControl key={`${source.name}${param}`} id={`mod.${source.name}.${param}`} />
            ))}
        </div>
      </section>
      <section>
        <h3>Routes</h3>
        <div class="hands-row">
          <Switch id="mod.on" />
          <Press disabled={free === undefined} onPress={add}>
            Route {source?.label} to a control
          </Press>
        </div>
        <ul class="routes">
          {used.map((number) => (
            <Route key={number} number={number} />
          ))}
        </ul>
      </section>
    </>
  );
}
