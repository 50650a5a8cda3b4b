import { createOfflineClock } from '../../engine/clock/frame-clock.ts';
import type { FrameTime } from '../../engine/core/frame-time.ts';
import type { Beats, Seconds } from '../../engine/core/units.ts';
import type { ComposerNets } from '../../engine/music/composer.ts';
import { type ConductedNote, Conductor } from '../../engine/music/conductor.ts';
import { readMusicControls } from '../../engine/music/controls.ts';
import { foresee } from '../../engine/music/foresight.ts';
import { BEATS_PER_BAR, PART_NAMES } from '../../engine/music/note.ts';
import { type RenderedMusic, renderMusic } from '../../engine/music/sound/render.ts';
import { createSoundReader, type SoundControls } from '../../engine/music/sound/sound-controls.ts';
import { SOUND_RATE } from '../../engine/output/recorder-codec.ts';
import type { AudioFeed } from '../../engine/session/feeds.ts';
import { createInstrument, type Instrument } from '../../engine/session/instrument.ts';
import { modelLibrary } from '../model-library.ts';
import { sceneLibrary } from '../scene-library.ts';
import type { OpenEyes } from './picture-eyes.ts';
import type { Plan } from './plan.ts';
import type { Score } from './score.ts';

/** A setting of the sound from a time on. */
interface Setting {
  readonly at: Seconds;
  readonly controls: SoundControls;
  readonly tempoBpm: number;
}

/** The music of a performance, all of it known before it is rendered. */
export interface RehearsedMusic {
  readonly notes: readonly ConductedNote[];
  readonly settings: readonly Setting[];
  readonly conductor: Conductor;
  /** Session time of its first beat. */
  readonly start: Seconds;
}

const rehearsalInstrument = (plan: Plan): Instrument =>
  createInstrument({
    gpu: undefined,
    clock: createOfflineClock({ framesPerSecond: plan.fps }),
    wait: async () => {},
    scenes: sceneLibrary,
    nets: modelLibrary,
    sizeFor: () => ({ size: plan.size, pictureSize: plan.size, detail: 1 }),
    seed: plan.seed,
  });

/** Asks for other ideas when their parameters are hit. */
function listenForIdeas({ bus, store }: Instrument, conductor: Conductor): void {
  bus.onSend(({ id, value }) => {
    if (value < 0.5) return;
    if (id === 'music.newIdea') conductor.newIdea();
    else if (id === 'riff.like') conductor.moreLikeThis(readMusicControls(store.snapshot));
  });
}

/** What the music of a performance hears and sees beside its score. */
export interface Rehearsal {
  readonly nets?: ComposerNets;
  /** Opens eyes on the film's picture; without, the picture does not move the music. */
  readonly openEyes?: OpenEyes;
}

/**
 * Plays a score once without picture and sound, and writes down what the music does: as live, faders
 * count from where they stand when a bar is composed.
 */
export function rehearse(
  score: Score,
  plan: Plan,
  start: Seconds,
  { nets = {}, openEyes }: Rehearsal = {},
): RehearsedMusic {
  const instrument = rehearsalInstrument(plan);
  const { store } = instrument;
  const { player, trackBar } = score.player(instrument);
  const tempo = store.indexOf('transport.tempo');
  const readSound = createSoundReader(store);
  if (openEyes) instrument.setVideo({ pull: () => null, see: openEyes() });
  player.begin();
  instrument.frame();
  store.settle();
  const conductor = new Conductor({
    nets,
    start: 0,
    beat: trackBar * BEATS_PER_BAR,
    tempoBpm: store.target(tempo),
    keepsAll: true,
  });
  conductor.skipTo(trackBar, readMusicControls(store.snapshot));
  listenForIdeas(instrument, conductor);
  instrument.setAudio({ read: () => false, position: positionOf(conductor, start) });
  const frames = Math.round(start * plan.fps);
  for (let frame = 1; frame < frames; frame++) instrument.frame();
  instrument.onFrameStart((time) => player.advance(time));
  const notes: ConductedNote[] = [];
  const settings: Setting[] = [];
  let last = '';
  for (let frame = 0; frame < plan.frames; frame++) {
    const at = frame / plan.fps;
    instrument.frame();
    const controls = readSound(store.snapshot);
    const tempoBpm = store.target(tempo);
    const written = JSON.stringify([controls, tempoBpm]);
    if (written !== last) settings.push({ at, controls, tempoBpm });
    last = written;
    const until = (frame + 1) / plan.fps;
    notes.push(...conductor.advance(at, until, readMusicControls(store.snapshot), tempoBpm));
  }
  instrument.dispose();
  return { notes, settings, conductor, start };
}

const positionOf =
  (conductor: Conductor, start: Seconds) =>
  (time: FrameTime): { beat: Beats; tempoBpm: null } => ({
    beat: conductor.beatAt(time.seconds - start),
    tempoBpm: null,
  });

/** Where the music is in a session's time, and what it is about to do. */
export function feedOfMusic({
  conductor,
  start,
  settings,
}: RehearsedMusic): Omit<AudioFeed, 'read'> {
  const position = positionOf(conductor, start);
  return {
    position,
    foresee(time, into) {
      foresee(conductor.bars, position(time).beat, into);
      const now = settings.findLast(({ at }) => at <= time.seconds - start) ?? settings[0];
      PART_NAMES.forEach((part, i) => {
        if (now && !now.controls.parts[part].isHeard) into.noteOn[i] = 0;
      });
    },
  };
}

/** Renders rehearsed music, and its parts where stems are wanted. */
export function renderRehearsed(
  { notes, settings }: RehearsedMusic,
  seconds: Seconds,
  stems: boolean,
): Promise<RenderedMusic> {
  let note = 0;
  let setting = 0;
  return renderMusic({
    seconds,
    sampleRate: SOUND_RATE,
    ...(stems && { stems: 'mixed' }),
    play(sound, until) {
      for (;;) {
        const next = notes[note];
        const change = settings[setting];
        if (change && change.at < until && (!next || change.at <= next.start)) {
          sound.arrange(change.controls, change.tempoBpm, change.at);
          setting += 1;
        } else if (next && next.start < until) {
          sound.play(next);
          note += 1;
        } else return;
      }
    },
  });
}
