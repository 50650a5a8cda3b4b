import { createOfflineClock, type FrameClock } from '../../engine/clock/frame-clock.ts';
import { after } from '../../engine/clock/monotonic.ts';
import { fail } from '../../engine/core/errors.ts';
import type { Seconds } from '../../engine/core/units.ts';
import type { AdapterDescription } from '../../engine/gpu/adapter.ts';
import { readTexture } from '../../engine/gpu/readback.ts';
import { openOfflineVideo } from '../../engine/input/offline-video.ts';
import type { PulledImage } from '../../engine/input/picture.ts';
import { writeMidiFile } from '../../engine/music/midi-file.ts';
import type { PartName } from '../../engine/music/note.ts';
import { SOUND_RATE } from '../../engine/output/recorder-codec.ts';
import { createInstrument, type Instrument } from '../../engine/session/instrument.ts';
import { createSessionLog } from '../../engine/session/session-log.ts';
import { modelLibrary } from '../model-library.ts';
import { sceneLibrary } from '../scene-library.ts';
import { createMusicNets } from '../session/music-nets/create-music-nets.ts';
import { fetchFile } from './files.ts';
import { chooseFilmCodec, type Film, openFilm } from './film.ts';
import { createFrameDigest } from './frame-digest.ts';
import { feedOfMusic, rehearse, renderRehearsed } from './music.ts';
import { lookThrough, type OpenEyes, openDancerEyes } from './picture-eyes.ts';
import { type Plan, planOf, sessionSize } from './plan.ts';
import type { FileAddress, PerformPlan, PerformRequest, PerformSummary } from './request.ts';
import { openScore, type Score } from './score.ts';
import { fileSound, musicSound, type Sound } from './sound.ts';
import { writeStems } from './stems.ts';

/** Where a performance goes, and whom it tells. */
export interface PerformOutputs {
  readonly write: (data: Uint8Array, position: number) => Promise<void>;
  readonly log: (line: string) => void;
  /** Takes pieces of a part's sound, as a WAV file, in order. */
  readonly stem: (part: PartName, data: Uint8Array) => Promise<void>;
  /** Takes a MIDI file of all parts. */
  readonly midi: (data: Uint8Array) => Promise<void>;
  readonly plan: (plan: PerformPlan) => Promise<void>;
  readonly progress: (framesDone: number) => Promise<void>;
  readonly say: (notice: string) => void;
}

const wait = (seconds: Seconds) =>
  new Promise<void>((resolve) => {
    after(seconds, resolve);
  });

/**
 * Feedback and simulations grow from nothing: they are played this long before the first frame of
 * the film, to the beginning of the picture and the sound, so that it is neither dark nor still.
 */
const PRE_ROLL: Seconds = 1;

const preRollFrames = (fps: number) => Math.ceil(PRE_ROLL * fps);
/** Session time of the film's first frame. */
const startOf = ({ fps }: Plan): Seconds => preRollFrames(fps) / fps;

/** The picture that goes in, and the eyes on it. */
interface Picture {
  readonly openEyes: OpenEyes;
  pull(): PulledImage | null;
  prepare(seconds: Seconds): Promise<void>;
  dispose(): void;
}

/** The file's image of a frame's time, or the demo source. */
async function openPicture(address: FileAddress | undefined, plan: Plan): Promise<Picture> {
  if (!address) {
    return { openEyes: openDancerEyes, pull: () => null, prepare: async () => {}, dispose() {} };
  }
  const file = await fetchFile(address);
  const video = await openOfflineVideo(file);
  const watched = await openOfflineVideo(file);
  try {
    const openEyes = await lookThrough(watched, plan.seconds, startOf(plan));
    return { ...video, openEyes };
  } finally {
    watched.dispose();
  }
}

/** The file's sound, or the instrument's own music, which is rehearsed for it. */
async function openSound(
  { audio, stems = false, midi = false }: PerformRequest,
  score: Score,
  plan: Plan,
  openEyes: OpenEyes,
  outputs: PerformOutputs,
): Promise<Sound> {
  const start = startOf(plan);
  if (audio) return fileSound(await fetchFile(audio), { start, length: plan.seconds });
  const nets = await createMusicNets({ chorales: 'here', onFailure: outputs.say });
  const rehearsed = rehearse(score, plan, start, { nets: nets.open(), openEyes });
  const rendered = await renderRehearsed(rehearsed, plan.seconds, stems);
  if (stems) await writeStems(rendered, outputs.stem);
  if (midi) await outputs.midi(writeMidiFile(rehearsed.notes, rehearsed.conductor.tempoBpm));
  return musicSound(rendered, feedOfMusic(rehearsed), start);
}

function startedOn(instrument: Instrument): AdapterDescription {
  const { status } = instrument.host;
  if (status.kind === 'ready') return status.adapter;
  return fail({
    subject: 'The browser',
    constraint: 'give a graphics device by WebGPU',
    got: 'message' in status ? status.message : status.kind,
    remedy: 'try --software',
  });
}

function deviceOf(instrument: Instrument) {
  const { gpu } = instrument;
  if (gpu) return gpu;
  return fail({
    subject: 'The graphics device',
    constraint: 'last for the whole performance',
    got: 'its loss',
    remedy: 'run the command again; with a smaller --size or --detail if it happens again',
  });
}

/** A live deck waits in the dark for its first scene; a film of that would be of no use. */
function requireScenes(instrument: Instrument): void {
  const { decks } = deviceOf(instrument);
  if (decks.a.slot.playing && decks.b.slot.playing) return;
  fail({
    subject: 'The scenes of both decks',
    constraint: 'compile',
    got: 'the error above',
    remedy: 'mend that scene, or play a show without it',
  });
}

/** Plays up to the first frame of the film, which is on the first beat. */
async function playPreRoll(instrument: Instrument, clock: FrameClock, fps: number): Promise<void> {
  for (let frame = 0; frame < preRollFrames(fps); frame++) {
    const { tempoBpm } = instrument.frame();
    await instrument.settled();
    await deviceOf(instrument).context.device.queue.onSubmittedWorkDone();
    clock.setBeat(-tempoBpm / 60 / fps);
  }
}

/** Draws every frame and adds it to the film; resolves to the digest of all. */
async function playFrames(
  instrument: Instrument,
  plan: Plan,
  film: Film,
  stage: { prepare(seconds: Seconds): Promise<void>; progress(done: number): Promise<void> },
): Promise<string> {
  const digest = createFrameDigest();
  for (let frame = 0; frame < plan.frames; frame++) {
    await stage.prepare(frame / plan.fps);
    instrument.frame();
    await instrument.settled();
    const { context, programme } = deviceOf(instrument);
    const { data } = await readTexture(context.device, programme);
    const pixels = new Uint8Array(data);
    await digest.add(pixels);
    await film.add(pixels);
    await stage.progress(frame + 1);
  }
  return digest.hex;
}

/** Begins to write down the moves; the result ends that. */
function startLog(
  instrument: Instrument,
  plan: Plan,
  trackBar: number,
  write: (line: string) => void,
): () => void {
  const { store, bus } = instrument;
  const { seed, size, fps } = plan;
  const facts = { seed, sampleRate: SOUND_RATE, size, fps, trackBar };
  const log = createSessionLog({ facts, store, bus, write });
  instrument.onFrameStart((time) => log.stamp(time));
  return () => log.end(1 / fps);
}

/**
 * Performs what is asked for into a film, frame by frame on the offline clock.
 * @throws InstrumentError that names the remedy
 */
export async function perform(
  request: PerformRequest,
  outputs: PerformOutputs,
): Promise<PerformSummary> {
  const score = await openScore(request, outputs.say);
  let plan = planOf(request, score.facts, null);
  const { fps, size } = plan;
  const shape = { size, framesPerSecond: fps };
  const codec = await chooseFilmCodec(shape);
  const clock = createOfflineClock({ framesPerSecond: fps });
  const instrument = createInstrument({
    gpu: navigator.gpu,
    clock,
    wait,
    scenes: sceneLibrary,
    nets: modelLibrary,
    sizeFor: (adapter) => sessionSize(plan, adapter),
    seed: plan.seed,
  });
  instrument.notices.onNotice(({ text }) => outputs.say(text));
  const { player, seconds, trackBar } = score.player(instrument);
  plan = planOf(request, score.facts, seconds);
  const picture = await openPicture(request.video, plan);
  instrument.setVideo({ pull: picture.pull, see: picture.openEyes() });
  const sound = await openSound(request, score, plan, picture.openEyes, outputs);
  instrument.setAudio(sound.feed);
  player.begin();
  await instrument.start();

  const adapter = startedOn(instrument);
  const { detail } = sessionSize(plan, adapter);
  const { frames } = plan;
  const facts = { frames, fps, seconds: plan.seconds, detail, adapter };
  const shown = { ...facts, size: `${size.width}x${size.height}` };
  const { write } = outputs;
  const film = await openFilm({ ...shape, codec, frames, pcm: sound.pcm, write });
  try {
    requireScenes(instrument);
    await outputs.plan(shown);
    await picture.prepare(0);
    await playPreRoll(instrument, clock, fps);
    instrument.onFrameStart((time) => player.advance(time));
    const endLog = request.writeLog ? startLog(instrument, plan, trackBar, outputs.log) : () => {};
    const { progress } = outputs;
    const sha256 = await playFrames(instrument, plan, film, {
      prepare: (at) => picture.prepare(at),
      progress,
    });
    endLog();
    await film.finish();
    return { ...shown, seed: plan.seed, sha256 };
  } catch (thrown) {
    await film.cancel().catch(() => {});
    throw thrown;
  } finally {
    picture.dispose();
    instrument.dispose();
  }
}
