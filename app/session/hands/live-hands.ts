import { createGamepadReader } from '../../../engine/control/gamepad.ts';
import { createGestureLoops, type GestureLoops } from '../../../engine/control/gesture-loops.ts';
import { createHandHistory, type HandHistory } from '../../../engine/control/hand-history.ts';
import type { Binding } from '../../../engine/control/mapping/binding.ts';
import type { ControlEvent } from '../../../engine/control/mapping/control-event.ts';
import { createMapper, type Mapper } from '../../../engine/control/mapping/mapper.ts';
import { lightState } from '../../../engine/control/midi/light-states.ts';
import type { MidiHands } from '../../../engine/control/midi/midi-hands.ts';
import { bindingsOf } from '../../../engine/control/midi/profile.ts';
import { createOscFeedback } from '../../../engine/control/osc/osc-feedback.ts';
import { createOscHands } from '../../../engine/control/osc/osc-hands.ts';
import { createQuantiser } from '../../../engine/control/quantiser.ts';
import type { FrameTime } from '../../../engine/core/frame-time.ts';
import type { Seconds, Unit01 } from '../../../engine/core/units.ts';
import { LOOP_BARS } from '../../../engine/session/hand-params.ts';
import type { Instrument } from '../../../engine/session/instrument.ts';
import { createSnapshots, type Snapshots } from '../../../engine/session/snapshots.ts';
import type { Hand } from '../hand.ts';
import { type BridgeLink, createBridgeLink } from './bridge-link.ts';
import { type Clocks, createClocks } from './clocks.ts';
import { playFreeKey } from './free-keys.ts';
import { type ActionContext, createHandTargets, type HandTargets } from './hand-actions.ts';
import { type Kept, readKept } from './kept.ts';
import { createLearnDesk, type LearnDesk } from './learn-desk.ts';
import { createMappingDesk, type MappingDesk } from './mapping-desk.ts';
import { createMidiLink, type MidiLink } from './midi-link.ts';
import { createOwnProfiles, type OwnProfiles } from './own-profiles.ts';
import { createPageSet, type PageSet } from './page-set.ts';

/** All hands of a session beside mouse and keyboard, with what they keep and repeat. */
export interface LiveHands {
  readonly midi: MidiLink;
  readonly bridge: BridgeLink;
  readonly clocks: Clocks;
  readonly desk: MappingDesk;
  readonly learn: LearnDesk;
  readonly profiles: OwnProfiles;
  readonly targets: HandTargets;
  readonly snapshots: Snapshots;
  readonly loops: GestureLoops;
  readonly history: HandHistory;
  readonly pages: PageSet;
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
  /** A key of a controller that nothing is mapped to: it plays the music; 0 lets it go. */
  readonly playKey: (pitch: number, velocity: Unit01) => void;
}

type Sender = 'midi' | 'osc' | 'gamepad';

const SNAPSHOTS = 'snapshots';

function keepSnapshots({ instrument, kept }: LiveHandsOptions): Snapshots {
  const { store, bus, notices } = instrument;
  const snapshots = createSnapshots(store, bus);
  readKept(kept, SNAPSHOTS, (text) => snapshots.read(JSON.parse(text), SNAPSHOTS), notices.say);
  snapshots.bank.onChange(() => kept.set(SNAPSHOTS, JSON.stringify(snapshots.write())));
  return snapshots;
}

/** Loops are recorded and cleared by parameters, so that any hand can. */
function listenForLoops({ store, bus }: Instrument, loops: GestureLoops): () => void {
  return bus.onSend(({ id, value }) => {
    if (value < 0.5) return;
    if (id === 'loops.clear') loops.clear();
    else if (id === 'loops.record') {
      loops.record(Number(LOOP_BARS[store.target(store.indexOf('loops.bars'))] ?? 1));
    }
  });
}

/** Puts a parameter that was pointed at on a modulation route. */
function routeBy({ store, bus, notices }: Instrument, targets: HandTargets) {
  return (route: number, target: string) => {
    const id = `mod.route${route}.target`;
    const resolved = targets.resolve(target);
    const choices = store.declarations[store.indexOf(id)]?.choices ?? [];
    const place = resolved?.kind === 'param' ? choices.indexOf(resolved.id) : -1;
    if (place > 0) bus.send({ id, value: place, sender: 'page' });
    else notices.say('Only a parameter with a value can be moved by a source.');
  };
}

/** The parts that moves of controls go through. */
interface Playing {
  readonly desk: MappingDesk;
  readonly learn: LearnDesk;
  readonly targets: HandTargets;
  readonly profiles: OwnProfiles;
  readonly clocks: Clocks;
  readonly mappers: Readonly<Record<Sender, Mapper>>;
  readonly pageOf: (device: string) => number;
}

/** Opens the machine's MIDI and puts its controllers on the instrument. */
async function openControllers(
  { instrument, now, playKey }: LiveHandsOptions,
  { desk, learn, targets, profiles, clocks, mappers, pageOf }: Playing,
  { sysex, names }: { readonly sysex: boolean; readonly names: ReadonlyMap<string, string> },
): Promise<MidiHands> {
  const { store, notices } = instrument;
  const [{ openWebMidi }, { createMidiHands }, library] = await Promise.all([
    import('../../../engine/control/midi/web-ports.ts'),
    import('../../../engine/control/midi/midi-hands.ts'),
    import('../../../engine/control/midi/profile-library.ts'),
  ]);
  const { profileFor, profileLibrary } = library;
  return createMidiHands({
    ports: await openWebMidi({ sysex }),
    profileFor: (port) => profileFor(port, [...profiles.all, ...profileLibrary]),
    mapper: mappers.midi,
    learn(event) {
      if (learn.take(event)) return true;
      playFreeKey(event, desk.mapping.peek().bindings, playKey);
      return false;
    },
    bindings: () => desk.mapping.value.bindings,
    introduce: (device, profile) => desk.introduce(device, () => bindingsOf(profile, device)),
    lightOf(binding) {
      const isOn = (action: string) => targets.isOn(action, binding.device);
      return lightState(binding, { store, targets, isOn });
    },
    pageOf,
    clock: clocks.midi,
    names,
    say: notices.say,
    now,
  });
}

/** Sets lights again whenever something that they tell of has changed; called every frame. */
function lightBy({ instrument, hand, isRecording, now }: LiveHandsOptions, midi: MidiLink) {
  let revision = -1;
  let deck = '';
  let params: readonly string[] = [];
  let recording = false;
  return () => {
    const { hands } = midi;
    if (!hands) return;
    const isSame =
      instrument.store.revision === revision &&
      hand.deck === deck &&
      hand.params.peek() === params &&
      isRecording() === recording;
    if (!isSame) {
      revision = instrument.store.revision;
      deck = hand.deck;
      params = hand.params.peek();
      recording = isRecording();
      hands.relight();
    }
    hands.frame(now());
  };
}

/** OSC from the bridge, and what stands where back to it. */
function openBridge({ instrument, now }: LiveHandsOptions, play: (event: ControlEvent) => void) {
  const { store, bus, notices } = instrument;
  const osc = createOscHands({ store, bus, take: play });
  const bridge = createBridgeLink({ take: osc.packet, say: notices.say, now });
  const feedback = createOscFeedback(store, bridge.send);
  let wasOn = false;
  const tell = () => {
    const isOn = bridge.phase.peek() === 'on';
    if (isOn && !wasOn) feedback.forget();
    if (isOn) feedback.send();
    wasOn = isOn;
  };
  return { bridge, tell };
}

/** Makes the hands of a session. */
export function createLiveHands(options: LiveHandsOptions): LiveHands {
  const { instrument, hand, kept, now, gamepads } = options;
  const { store, bus, notices } = instrument;
  const pages = createPageSet(() => midi.hands?.relight());
  const pageOf = (device: string) => pages.of(device);
  const targets = createHandTargets({
    ...options,
    store,
    hand,
    pageOf,
    setPage: pages.turn,
  });
  const desk = createMappingDesk(kept, notices.say);
  const profiles = createOwnProfiles(kept, notices.say);
  const learn = createLearnDesk({
    desk,
    encodingOf({ device, control }) {
      const known = midi.devices.value.find(({ name }) => name === device);
      return known?.profile.byControl.get(control)?.encoding ?? null;
    },
    pageOf,
    label: targets.label,
    say: notices.say,
    routeTo: routeBy(instrument, targets),
  });
  const quantiser = createQuantiser();
  const mapperOf = (sender: Sender): Mapper =>
    createMapper({ store, bus, sender, targets, pageOf, quantise: quantiser.at });
  const mappers = { midi: mapperOf('midi'), osc: mapperOf('osc'), gamepad: mapperOf('gamepad') };
  const play = (sender: Sender) => (event: ControlEvent) => {
    if (learn.take(event)) mappers[sender].pass(event);
    else mappers[sender].play(event);
  };
  const { bridge, tell } = openBridge(options, play('osc'));
  const clocks = createClocks({
    store,
    now,
    outputs: () => midi.hands?.outputs ?? [],
    link: () => bridge.link,
  });
  const playing = { desk, learn, targets, profiles, clocks, mappers, pageOf };
  const midi: MidiLink = createMidiLink({
    kept,
    say: notices.say,
    open: (sysex, names) => openControllers(options, playing, { sysex, names }),
  });
  const use = (bindings: readonly Binding[]) => {
    for (const mapper of Object.values(mappers)) mapper.use(bindings);
    midi.hands?.relight();
  };
  desk.onChange(({ bindings }) => use(bindings));
  use(desk.mapping.value.bindings);

  const pads = createGamepadReader(play('gamepad'));
  const snapshots = keepSnapshots(options);
  const loops = createGestureLoops(store, bus);
  const endLoops = listenForLoops(instrument, loops);
  const history = createHandHistory({ store, bus, now });
  const light = lightBy(options, midi);
  return {
    midi,
    bridge,
    clocks,
    desk,
    learn,
    profiles,
    targets,
    snapshots,
    loops,
    history,
    pages,
    frameStart(time) {
      quantiser.frame(time);
      pads.poll(gamepads(), now());
      snapshots.frame(time);
      loops.frame(time);
      clocks.lead(time);
      learn.tidy();
    },
    afterFrame() {
      tell();
      light();
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
