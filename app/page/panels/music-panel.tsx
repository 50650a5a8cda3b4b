import { useEffect, useRef } from 'preact/hooks';
import { fileTimestamp } from '../../../engine/clock/monotonic.ts';
import { SECTION_NAMES } from '../../../engine/core/music-levels.ts';
import { writeMidiFile } from '../../../engine/music/midi-file.ts';
import { PART_NAMES, type PartName } from '../../../engine/music/note.ts';
import { KEY_NAMES } from '../../../engine/music/theory/scale.ts';
import { offerDownload } from '../../../engine/output/recorder-download.ts';
import { Fader } from '../controls/fader.tsx';
import { formatSeen, inWords } from '../controls/format.ts';
import { Press } from '../controls/press.tsx';
import { Select } from '../controls/select.tsx';
import { Switch } from '../controls/switch.tsx';
import { useSession } from '../session-context.ts';

const FADERS = ['density', 'energy', 'tension', 'brightness', 'temperature', 'swing', 'seed'];
const RIFF_FADERS = ['first', 'second', 'morph', 'x', 'y', 'reach'] as const;
const MIX_FADERS = ['reverb', 'delay', 'sidechain'];
const PICTURE_FADERS = ['motion', 'colour'];

/** What plays: section, bar of the phrase and chord; written without rendering anything anew. */
function Now() {
  const { instrument, ticks } = useSession();
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(
    () =>
      ticks.onTick(() => {
        const { plays, section, barInPhrase, chordRoot, dropIn } = instrument.music;
        const name = SECTION_NAMES[section] ?? '';
        const chord = KEY_NAMES[Math.round(chordRoot * 12)] ?? '';
        const drop = dropIn >= 0 ? `, drop in ${Math.ceil(dropIn)} beats` : '';
        const text =
          plays > 0
            ? `${inWords(name)}, bar ${barInPhrase + 1} of 8, on ${chord}${drop}`
            : 'Another source plays';
        if (line.current && line.current.textContent !== text) line.current.textContent = text;
      }),
    [instrument, ticks],
  );
  return <p ref={line} class="music-now" />;
}

/** What the eyes see; written without rendering anything anew. */
function Seen() {
  const { instrument, ticks } = useSession();
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(
    () =>
      ticks.onTick(() => {
        const text = formatSeen(instrument.seen);
        if (line.current && line.current.textContent !== text) line.current.textContent = text;
      }),
    [instrument, ticks],
  );
  return <p ref={line} class="music-now" />;
}

function Part({ part }: { readonly part: PartName }) {
  const label = inWords(part);
  return (
    <li class="music-part">
      <span class="music-part-name">{label}</span>
      <Switch id={`music.${part}.mute`} label="Mute" />
      <Switch id={`music.${part}.solo`} label="Solo" />
      <Fader id={`music.${part}.level`} label={`Level of ${label}`} form="bar" />
      <Select
        id={part === 'drums' ? 'music.drums.kit' : `music.${part}.instrument`}
        label={part === 'drums' ? 'Kit' : `Instrument of ${label}`}
      />
    </li>
  );
}

/** Saves what was played as a MIDI file, a track a part. */
function Export() {
  const { sound, instrument } = useSession();
  const save = () => {
    const music = sound?.music;
    const { notes, tempoBpm } = music?.played() ?? { notes: [], tempoBpm: 120 };
    if (notes.length === 0) return instrument.notices.say('Nothing was played yet.');
    const file = new Blob([writeMidiFile(notes, tempoBpm)], { type: 'audio/midi' });
    offerDownload(file, `phosphene-${fileTimestamp()}.mid`);
  };
  return (
    <Press title="What was played so far, a track a part" onPress={save}>
      Save as MIDI
    </Press>
  );
}

function Source() {
  const { sound } = useSession();
  if (!sound || sound.state.value.kind === 'music') return null;
  return (
    <Press onPress={() => void sound.input.select({ kind: 'music' }).catch(() => {})}>
      Play the music
    </Press>
  );
}

/** The instrument's own music: what it plays, on what, and how, over the page. */
export function MusicPanel() {
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const isShown = session.musicShown.value;
  useEffect(() => {
    if (isShown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isShown]);
  const hide = () => {
    session.musicShown.value = false;
  };
  return (
    <dialog
      ref={dialog}
      class="keys music"
      aria-label="Music"
      onClose={hide}
      onKeyDown={(event) => {
        // The dialog closes by itself; the instrument must not take it for half a panic.
        if (event.key === 'Escape') event.stopPropagation();
      }}
      onClick={(event) => event.target === dialog.current && hide()}
    >
      <header>
        <h2>Music</h2>
        {isShown && <Now />}
        {isShown && <Seen />}
        <Press cap="P" onPress={hide}>
          Close
        </Press>
      </header>
      {isShown && (
        <div class="music-body">
          <div class="music-row">
            <Select id="music.genre" />
            <Select id="music.key" />
            <Select id="music.mode" />
            <Press
              learn="music.newIdea"
              title={session.send.declaration('music.newIdea').about}
              onPress={() => session.send.hit('music.newIdea')}
            >
              New idea
            </Press>
            <Select id="music.melodist" />
            <Press
              learn="riff.like"
              title={session.send.declaration('riff.like').about}
              onPress={() => session.send.hit('riff.like')}
            >
              More like this
            </Press>
            <Switch id="music.hold" label="Hold" />
            <Switch id="music.jam" />
            <Switch id="music.along" />
            <Export />
            <Source />
          </div>
          <div class="music-faders">
            {FADERS.map((name) => (
              <Fader key={name} id={`music.${name}`} />
            ))}
            {RIFF_FADERS.map((name) => (
              <Fader key={name} id={`riff.${name}`} />
            ))}
            {MIX_FADERS.map((name) => (
              <Fader key={name} id={`music.mix.${name}`} />
            ))}
            {PICTURE_FADERS.map((name) => (
              <Fader key={name} id={`music.picture.${name}`} />
            ))}
          </div>
          <ul class="music-parts">
            {PART_NAMES.map((part) => (
              <Part key={part} part={part} />
            ))}
          </ul>
        </div>
      )}
    </dialog>
  );
}
