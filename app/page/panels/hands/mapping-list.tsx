import {
  BINDING_CURVES,
  BINDING_MODES,
  type Binding,
  conflicts,
} from '../../../../engine/control/mapping/binding.ts';
import { ENCODINGS } from '../../../../engine/control/mapping/relative.ts';
import { TAKEOVER_MODES } from '../../../../engine/control/mapping/takeover.ts';
import { messageOf } from '../../../../engine/core/errors.ts';
import { inWords } from '../../controls/format.ts';
import { Press } from '../../controls/press.tsx';
import { useSession } from '../../session-context.ts';

const QUANTISED = [0, 1, 4, 16] as const;
const QUANTISED_WORDS = { 0: 'At once', 1: 'Beat', 4: 'Bar', 16: '4 bars' } as const;

/** A choice in the browser's own list: a long row of them stays light. */
function Pick<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly values: readonly Value[];
  readonly words?: (value: Value) => string;
  readonly onPick: (value: Value) => void;
}) {
  const { label, value, values, words = inWords, onPick } = props;
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onPick(event.currentTarget.value as Value)}
    >
      {values.map((one) => (
        <option key={one} value={one}>
          {words(one)}
        </option>
      ))}
    </select>
  );
}

function Range({ binding }: { readonly binding: Binding }) {
  const { hands } = useSession();
  const end = (side: 'from' | 'to') => (
    <input
      type="number"
      min={0}
      max={100}
      aria-label={side === 'from' ? 'Lowest, in percent' : 'Highest, in percent'}
      value={Math.round(binding[side] * 100)}
      onChange={(event) => {
        const share = Math.min(100, Math.max(0, Number(event.currentTarget.value))) / 100;
        hands.desk.edit(binding, { [side]: share });
      }}
    />
  );
  return (
    <span class="binding-range">
      {end('from')}
      {end('to')}
      <Press
        title="Turn it over"
        label="Invert"
        onPress={() => hands.desk.edit(binding, { from: binding.to, to: binding.from })}
      >
        ⇄
      </Press>
    </span>
  );
}

function Line(props: { readonly binding: Binding; readonly isConflict: boolean }) {
  const { binding, isConflict } = props;
  const { hands } = useSession();
  const { desk, targets, learn } = hands;
  const device = hands.midi.devices.value.find(({ name }) => name === binding.device);
  const control = device?.profile.byControl.get(binding.control)?.name ?? binding.control;
  const isValue = binding.mode === 'value';
  return (
    <li class="binding" data-latest={learn.latest.value === binding} data-conflict={isConflict}>
      <span class="binding-source" title={`${binding.device}, ${binding.control}`}>
        {control} <span class="aside">{binding.device}</span>
      </span>
      <span class="binding-target" title={binding.target}>
        {targets.label(binding.target)}
        {binding.page !== null && <span class="aside"> page {binding.page + 1}</span>}
        {isConflict && <span class="binding-conflict"> shares its control</span>}
      </span>
      <span class="binding-how">
        <Pick
          label="What it does"
          value={binding.mode}
          values={BINDING_MODES}
          onPick={(mode) => desk.edit(binding, { mode })}
        />
        {isValue && (
          <>
            <Pick
              label="How it takes over"
              value={binding.takeover}
              values={TAKEOVER_MODES}
              onPick={(takeover) => desk.edit(binding, { takeover })}
            />
            <Pick
              label="Curve"
              value={binding.curve}
              values={BINDING_CURVES}
              onPick={(curve) => desk.edit(binding, { curve })}
            />
            <Pick
              label="How it tells its turns"
              value={binding.encoding}
              values={ENCODINGS}
              onPick={(encoding) => desk.edit(binding, { encoding })}
            />
            <Range binding={binding} />
          </>
        )}
        {!isValue && (
          <Pick
            label="When it takes effect"
            value={String(binding.quantise)}
            values={QUANTISED.map(String)}
            words={(beats) => QUANTISED_WORDS[Number(beats) as 0 | 1 | 4 | 16]}
            onPick={(beats) => desk.edit(binding, { quantise: Number(beats) })}
          />
        )}
      </span>
      <Press
        class="binding-remove"
        label="Remove this mapping"
        onPress={() => desk.remove(binding)}
      >
        ×
      </Press>
    </li>
  );
}

function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** What is mapped to what, and how. */
export function MappingList() {
  const session = useSession();
  const { hands, instrument } = session;
  const { desk } = hands;
  const { bindings } = desk.mapping.value;
  const shared = conflicts(bindings);
  const takeProfile = (text: string, name: string) => {
    const profile = hands.profiles.add(text, name);
    instrument.notices.say(`${profile.name}: ${profile.all.length} controls are known.`);
    if (hands.midi.phase.value === 'on') void hands.midi.connect();
  };
  const load = async (file: File | undefined) => {
    if (!file) return;
    try {
      const text = await file.text();
      if (/"bindings"\s*:/.test(text)) desk.load(text, file.name);
      else takeProfile(text, file.name);
    } catch (thrown) {
      instrument.notices.say(messageOf(thrown));
    }
  };
  return (
    <section>
      <div class="hands-row">
        <Press
          cap="L"
          onPress={() => {
            session.handsShown.value = false;
            hands.learn.learning.value = true;
          }}
        >
          Learn
        </Press>
        <Press disabled={!desk.canUndo.value} onPress={() => desk.undo()}>
          Undo
        </Press>
        <Press onPress={() => desk.redo()}>Redo</Press>
        <Press onPress={() => save(desk.write(), 'phosphene-mapping.json')}>Save</Press>
        <label
          class="press file"
          title="A mapping that was saved here, a controller's profile, or a mapping of Mixxx"
        >
          Load
          <input
            type="file"
            accept=".json,.xml,application/json"
            onChange={(event) => void load(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
      {bindings.length === 0 && (
        <p class="aside">
          Nothing is mapped. Press Learn, click a control of the page, and move a control of your
          controller.
        </p>
      )}
      <ul class="bindings">
        {bindings.map((binding, i) => (
          <Line
            key={`${binding.device}${binding.control}${binding.target}${i}`}
            binding={binding}
            isConflict={shared.has(binding)}
          />
        ))}
      </ul>
    </section>
  );
}
