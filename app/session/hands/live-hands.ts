import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createGamepadReader } from '../../../engine/control/gamepad.ts';
import { createGestureLoops, type GestureLoops } from '../../../engine/control/gesture-loops.ts';
import { createHandHistory, type HandHistory } from '../../../engine/control/hand-history.ts';
import type { Binding } from '../../../engine/control/mapping/binding.ts';
import type { ControlEvent } from '../../../engine/control/mapping/control-event.ts';
import { createLearner, type LearnTarget } from '../../../engine/control/mapping/learner.ts';
import { createMapper, type Mapper } from '../../../engine/control/mapping/mapper.ts';
import { type ClockPosition, createMidiClockIn } from '../../../engine/control/midi/clock-in.ts';
import { createMidiClockOut } from '../../../engine/control/midi/clock-out.ts';
import { lightState } from '../../../engine/control/midi/light-states.ts';
import { createOscFeedback } from '../../../engine/control/osc/osc-feedback.ts';
import { createOscHands } from '../../../engine/control/osc/osc-hands.ts';
import { createQuantiser } from '../../../engine/control/quantiser.ts';
import type { FrameTime } from '../../../engine/core/frame-time.ts';
import type { Seconds } from '../../../engine/core/units.ts';
import { LOOP_BARS } from '../../../engine/session/hand-params.ts';
import type { Instrument } from '../../../engine/session/instrument.ts';
import { createSnapshots, type Snapshots } from '../../../engine/session/snapshots.ts';
import type { Hand } from '../hand.ts';
import { type BridgeLink, createBridgeLink } from './bridge-link.ts';
import { type ActionContext, createHandTargets, type HandTargets } from './hand-actions.ts';
import { type Kept, readKept } from './kept.ts';
import { createMappingDesk, type MappingDesk } from './mapping-desk.ts';
import { createMidiLink, type MidiLink } from './midi-link.ts';
import { createOwnProfiles, type OwnProfiles } from './own-profiles.ts';

/** All hands of a session beside mouse and keyboard, with what they keep and repeat. */
export interface LiveHands {
  readonly midi: MidiLink;
  readonly bridge: BridgeLink;
  readonly desk: MappingDesk;
  readonly profiles: OwnProfiles;
  readonly targets: HandTargets;
  readonly snapshots: Snapshots;
  readonly loops: GestureLoops;
  readonly history: HandHistory;
  /** Page of every controller. */
  readonly page: ReadonlySignal<number>;
  setPage(page: number): void;
  /** Whether what is pointed at is learnt. */
  readonly learning: Signal<boolean>;
  /** What waits to be learnt, and the binding that was made last. */
  readonly waiting: ReadonlySignal<readonly LearnTarget[]>;
  readonly latest: ReadonlySignal<Binding | null>;
  /** Adds a target to what waits; while a route waits for its target, it is that. */
  point(target: LearnTarget): void;
  /** Number of the modulation route that waits for something to be pointed at, or null. */
  readonly routing: Signal<number | null>;
  /** Where another machine's clock is, or null while none is followed. */
  clockPosition(): ClockPosition | null;
  /** Plays a move of a control, as any device makes it. */
  play(event: ControlEvent, sender: 'midi' | 'osc' | 'gamepad'): void;
  /** What is due at the start of a frame, and after it. */
  frameStart(time: FrameTime): void;
  afterFrame(): void;
  dispose(): void;
}

/** What hands are made with. */
export interface LiveHandsOptions {
  readonly instrument: Instrument;
  readonly hand: Hand;
  readonly kept: Kept;
  readonly now: () => Seconds;
  readonly gamepads: () => readonly (Gamepad | null)[];
  readonly command: ActionContext['command'];
  readonly isRecording: () => boolean;
}

const SNAPSHOTS = 'snapshots';
/** A clock that is surer than this is followed. */
const SURE = 0.5;

function keepSnapshots({ instrument, kept }: LiveHandsOptions): Snapshots {
  const { store, bus, notices } = instrument;
  const snapshots = createSnapshots(store, bus);
  readKept(kept, SNAPSHOTS, (text) => snapshots.read(JSON.parse(text), SNAPSHOTS), notices.say);
  snapshots.bank.onChange(() => kept.set(SNAPSHOTS, JSON.stringify(snapshots.write())));
  return snapshots;
}

/** Loops are recorded and cleared by parameters, so that any hand can. */
function listenForLoops({ instrument }: LiveHandsOptions, loops: GestureLoops): () => void {
  const { store, bus } = instrument;
  return bus.onSend(({ id, value }) => {
    if (value < 0.5) return;
    if (id === 'loops.clear') loops.clear();
    else if (id === 'loops.record') {
      loops.record(Number(LOOP_BARS[store.target(store.indexOf('loops.bars'))] ?? 1));
    }
  });
}

/** Makes the hands of a session. */
export function createLiveHands(options: LiveHandsOptions): LiveHands {
  const { instrument, hand, kept, now, gamepads } = options;
  const { store, bus, notices } = instrument;
  const page = signal(0);
  const learning = signal(false);
  const routing = signal<number | null>(null);
  const waiting = signal<readonly LearnTarget[]>([]);
  const latest = signal<Binding | null>(null);
  const desk = createMappingDesk(kept, notices.say);
  const profiles = createOwnProfiles(kept, notices.say);
  const pageOf = () => page.value;
  const setPage = (next: number) => {
    page.value = next;
    midi.hands?.relight();
  };
  const targets = createHandTargets({
    ...options,
    store,
    pageOf,
    setPage: (_, next) => setPage(next),
  });
  const quantiser = createQuantiser();
  const mapperOf = (sender: string): Mapper =>
    createMapper({ store, bus, sender, targets, pageOf, quantise: quantiser.at });
  const mappers = { midi: mapperOf('midi'), osc: mapperOf('osc'), gamepad: mapperOf('gamepad') };
  const use = (bindings: readonly Binding[]) => {
    for (const mapper of Object.values(mappers)) mapper.use(bindings);
    midi.hands?.relight();
  };
  const learner = createLearner({
    bindings: () => desk.mapping.value.bindings,
    change: (bindings) => desk.change(bindings),
    amend: (bindings) => desk.change(bindings, 'amend'),
    encodingOf: ({ device, control }) => {
      const profile = midi.devices.value.find(({ name }) => name === device)?.profile;
      return profile?.byControl.get(control)?.encoding ?? null;
    },
    pageOf: () => (page.value === 0 ? null : page.value),
  });
  /** @returns whether a move is learnt and not played */
  const learn = (event: ControlEvent): boolean => {
    if (!learning.value) return false;
    if (learner.take(event)) {
      waiting.value = learner.waiting;
      const made = learner.latest;
      latest.value = made?.binding ?? null;
      const [before] = made?.replaced ?? [];
      if (before)
        notices.say(`That control was on ${targets.label(before.target)}; undo brings it back.`);
    } else if (learner.latest) latest.value = learner.latest.binding;
    return waiting.value.length > 0;
  };
  const play: LiveHands['play'] = (event, sender) => {
    if (learn(event)) mappers[sender].pass(event);
    else mappers[sender].play(event);
  };

  const clockIn = createMidiClockIn();
  const clockOut = createMidiClockOut((byte, at) => {
    for (const output of midi.hands?.outputs ?? []) output.send([byte], at);
  });
  let isLeading = false;
  const at = (id: string) => store.target(store.indexOf(id));
  const lead = (time: FrameTime) => {
    const wanted = at('clock.lead') > 0.5 && midi.hands !== null;
    if (wanted) clockOut.frame(now(), time);
    else if (isLeading) clockOut.stop();
    isLeading = wanted;
  };

  const midi: MidiLink = createMidiLink({
    kept,
    say: notices.say,
    async open(sysex, names) {
      const [{ openWebMidi }, { createMidiHands }, { profileFor, profileLibrary }, { bindingsOf }] =
        await Promise.all([
          import('../../../engine/control/midi/web-ports.ts'),
          import('../../../engine/control/midi/midi-hands.ts'),
          import('../../../engine/control/midi/profile-library.ts'),
          import('../../../engine/control/midi/profile.ts'),
        ]);
      return createMidiHands({
        ports: await openWebMidi({ sysex }),
        profileFor: (port) => profileFor(port, [...profiles.all, ...profileLibrary]),
        mapper: mappers.midi,
        learn,
        bindings: () => desk.mapping.value.bindings,
        introduce: (device, profile) => desk.introduce(device, () => bindingsOf(profile, device)),
        lightOf: (binding) =>
          lightState(binding, {
            store,
            targets,
            isOn: (action) => targets.isOn(action, binding.device),
          }),
        pageOf,
        clock: clockIn,
        names,
        say: notices.say,
        now,
      });
    },
  });
  const osc = createOscHands({ store, bus, take: (event) => play(event, 'osc') });
  const bridge = createBridgeLink({ take: osc.packet, say: notices.say, now });
  const feedback = createOscFeedback(store, bridge.send);
  const reader = createGamepadReader((event) => play(event, 'gamepad'));
  const snapshots = keepSnapshots(options);
  const loops = createGestureLoops(store, bus);
  const endLoops = listenForLoops(options, loops);
  const history = createHandHistory({ store, bus, now });
  desk.onChange(({ bindings }) => use(bindings));
  use(desk.mapping.value.bindings);

  const linkPosition: ClockPosition = {
    beat: 0,
    beatPhase: 0,
    bpm: 0,
    running: false,
    confidence: 0,
  };
  const followLink = (): ClockPosition | null => {
    const { link } = bridge;
    if (!link) return null;
    linkPosition.beat = link.beat + ((now() - link.at) * link.bpm) / 60;
    linkPosition.bpm = link.bpm;
    linkPosition.running = true;
    linkPosition.confidence = 1;
    return linkPosition;
  };
  const routeTo = (route: number, target: string) => {
    const id = `mod.route${route}.target`;
    const resolved = targets.resolve(target);
    const choices = store.declarations[store.indexOf(id)]?.choices ?? [];
    const place = resolved?.kind === 'param' ? choices.indexOf(resolved.id) : -1;
    if (place > 0) bus.send({ id, value: place, sender: 'page' });
    else notices.say('Only a parameter with a value can be moved by a source.');
  };
  let revision = -1;
  let shown = '';
  let wasBridged = false;
  return {
    midi,
    bridge,
    desk,
    profiles,
    targets,
    snapshots,
    loops,
    history,
    page,
    setPage,
    learning,
    waiting,
    latest,
    routing,
    point(target) {
      const route = routing.value;
      if (route !== null) {
        routing.value = null;
        routeTo(route, target.target);
        return;
      }
      learner.point(target);
      waiting.value = learner.waiting;
    },
    clockPosition() {
      if (at('clock.follow') < 0.5) return null;
      const position = clockIn.at(now() + at('clock.nudge') / 1000);
      if (position.running && position.confidence > SURE) return position;
      return followLink();
    },
    play,
    frameStart(time) {
      quantiser.frame(time);
      reader.poll(gamepads(), now());
      snapshots.frame(time);
      loops.frame(time);
      lead(time);
      if (!learning.peek() && learner.waiting.length > 0) {
        learner.clear();
        waiting.value = [];
      }
    },
    afterFrame() {
      const isBridged = bridge.phase.peek() === 'on';
      if (isBridged && !wasBridged) feedback.forget();
      if (isBridged) feedback.send();
      wasBridged = isBridged;
      const { hands } = midi;
      if (!hands) return;
      // Lights tell of targets, of what is in hand, and of a recording.
      const face = `${hand.deck}${hand.params.peek().join()}${options.isRecording()}`;
      if (store.revision !== revision || face !== shown) {
        revision = store.revision;
        shown = face;
        hands.relight();
      }
      hands.frame(now());
    },
    dispose() {
      endLoops();
      history.dispose();
      snapshots.dispose();
      loops.dispose();
      bridge.dispose();
      midi.dispose();
    },
  };
}
