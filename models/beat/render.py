"""Renders streams of performed scores to features for training.

    python render.py --seconds 3600 --seed 1       # adds .cache/streams/<seed>-<n>.npz

A stream is some minutes of pieces one after the other, as a live ear hears them. It is kept as two stems of
band amplitudes (see features.py), `tones` and `drums`, so that training can mix them anew, with beats, their numbers
in the bar and onsets. Needs fluidsynth and free sound fonts (Debian: fluid-soundfont-gm, timgm6mb-soundfont,
musescore-general-soundfont-small, opl3-soundfont, freepats).
"""

import argparse
import random
import re
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from arrange import arrange
from features import HOP, RATE, band_amplitudes
from perform import Performance, perform
from scores import DATA, Chord, Note, Score, invent, read_chorales, read_tunes

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".cache/beat"
SAMPLES = DATA.parent / "audio/sonic-pi"
FONTS = [Path("/usr/share/sounds") / f for f in (
    "sf2/FluidR3_GM.sf2", "sf2/TimGM6mb.sf2", "sf3/MuseScore_General_Lite.sf3", "sf2/OPL-3_FM_128M.sf2")]
STREAM = 300  # seconds
# Never trained on: one tune in ten of every book, chorales outside the training split, and these one-shots and loops.
HELD_OUT_SAMPLES = {"bd_haus", "bd_808", "drum_snare_hard", "drum_cymbal_closed", "loop_amen_full", "loop_breakbeat"}
KITS = [0, 0, 8, 16, 24, 25, 26, 32, 40]


def held_out(score: Score) -> bool:
    return score.name.startswith("jsb/") and "train" not in score.name or \
        not score.name.startswith("jsb/") and int(score.name.rsplit("/", 1)[1]) % 10 == 0


def all_scores() -> list[list[Score]]:
    """The books, those held out left in."""
    books = ["nottingham/ABC_cleaned", "music21/ryansMammoth", "music21/oneills1850", "music21/airdsAirs"]
    return [*(read_tunes(DATA / book) for book in books), read_chorales("train")]


@dataclass
class Stream:
    notes: list  # as in Performance, shifted
    drums: list
    beats: list
    pieces: list  # (start, end) in seconds


def compose(rng: random.Random, books: list[list[Score]], seconds: float) -> Stream:
    stream, at = Stream([], [], [], []), rng.uniform(0, 1)
    while at < seconds - 15:  # less is no room for a piece
        if rng.random() < 0.45:
            score = invent(rng, 120)
        else:
            score = rng.choice(rng.choices(books, [5, 2, 2, 1, 2])[0])
        performance = perform(rng, arrange(rng, copy_score(rng, score)), min(seconds - at, rng.uniform(15, 50)))
        if len(performance.beats) < 8:
            continue
        transpose = rng.randint(-6, 6)
        stream.notes += [(t + at, d, p, pitch + transpose, v) for t, d, p, pitch, v in performance.notes]
        stream.drums += [(t + at, d, v) for t, d, v in performance.drums]
        stream.beats += [(t + at, n) for t, n in performance.beats]
        stream.pieces.append((at, at + performance.seconds))
        at += performance.seconds + rng.choice([0, 0.3, 1, 3])
    return stream


def copy_score(rng: random.Random, score: Score) -> Score:
    """The score from a bar drawn at random on."""
    bars = int(max(0, score.length - 40) // score.beats_per_bar)
    cut = rng.randint(0, bars) * score.beats_per_bar if bars and rng.random() < 0.6 else 0
    return Score(
        score.beats_per_bar, score.division,
        [Note(n.start - cut, n.length, n.pitch, n.voice) for n in score.notes if n.start >= cut],
        [Chord(c.start - cut, c.root, c.tones) for c in score.chords if c.start >= cut],
        score.length - cut, score.tonic, score.minor, score.bars_known, score.name, score.pickup,
    )


def variable_length(n: int) -> bytes:
    digits = [n & 127]
    while n := n >> 7:
        digits.append(128 | n & 127)
    return bytes(reversed(digits))


def midi_file(events: list[tuple[float, bytes]]) -> bytes:
    """A standard MIDI file whose tick is a millisecond."""
    track, before = b"", 0
    for at, message in sorted(events, key=lambda e: (round(e[0] * 1000), e[1][0] & 0xF0)):
        tick = round(at * 1000)
        track += variable_length(tick - before) + message
        before = tick
    track += b"\0\xff\x2f\0"
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, 500) + b"MTrk" + struct.pack(">I", len(track)) + track


def tone_events(stream: Stream) -> list[tuple[float, bytes]]:
    """Notes on channels that change their program as pieces go by."""
    events, channels, used = [], [c for c in range(16) if c != 9], {}
    for at, length, program, pitch, velocity in sorted(stream.notes):
        if program not in used:
            if len(used) == len(channels):
                oldest = min(used, key=lambda p: used[p][1])
                channel = used.pop(oldest)[0]
            else:
                channel = channels[len(used)]
            events.append((at - 0.001 if at > 0.001 else 0, bytes([0xC0 | channel, program])))
            used[program] = (channel, at)
        channel = used[program][0]
        used[program] = (channel, at)
        if 0 <= pitch < 128:
            events.append((at, bytes([0x90 | channel, pitch, velocity])))
            events.append((at + length, bytes([0x80 | channel, pitch, 0])))
    return events


def synthesise(events: list[tuple[float, bytes]], font: Path, folder: Path, samples: int) -> np.ndarray:
    midi, raw = folder / "part.mid", folder / "part.raw"
    midi.write_bytes(midi_file(events))
    subprocess.run(
        ["fluidsynth", "-ni", "-q", "-r", str(RATE), "-R", "0", "-C", "0", "-g", "0.4", "-o", "synth.polyphony=64",
         "-T", "raw", "-O", "s16", "-F", str(raw), str(font), str(midi)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    sound = np.fromfile(raw, np.int16).reshape(-1, 2).astype(np.float32).mean(1) / 32768
    return np.pad(sound, (0, max(0, samples - len(sound))))[:samples]


def load_samples(held_out: bool = False) -> dict[str, np.ndarray]:
    """The one-shots at RATE: those to train on, or those that training never hears with toms and cymbals added."""
    sounds = {}
    for path in sorted(SAMPLES.glob("*.flac")):
        kept = path.stem in HELD_OUT_SAMPLES
        if (kept == held_out or held_out and re.search("tom|splash", path.stem)) and path.stem.split("_")[0] in ("bd", "sn", "drum", "elec", "perc", "hat"):
            raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"],
                                 check=True, capture_output=True).stdout
            sound = np.frombuffer(raw, np.float32)[: RATE * 2]
            sounds[path.stem] = sound / max(1e-3, np.abs(sound).max())
    return sounds


def one_shots(rng: random.Random, stream: Stream, sounds: dict[str, np.ndarray], samples: int) -> np.ndarray:
    """The drums played on recorded one-shots, another kit for each piece."""
    def like(*words: str) -> np.ndarray:
        return sounds[rng.choice([n for n in sounds if any(w in n for w in words)])]
    out, kit, piece = np.zeros(samples + RATE * 3, np.float32), {}, -1
    for at, drum, velocity in sorted(stream.drums):
        here = sum(at >= start - 0.01 for start, _ in stream.pieces)
        if here != piece:
            kit, piece = {}, here
        if drum not in kit:
            kit[drum] = like("bd_", "kick") if drum == 36 else like("snare", "sn_") if drum in (37, 38, 39, 40) else \
                like("tom") if drum in (41, 43, 45, 47, 48, 50) else like("splash", "cymbal_hard") if drum == 49 else \
                like("cymbal", "hi_snare", "triangle", "tick", "perc_snap", "filt_snare", "blip", "ping", "cowbell", "twip")
        sound, start = kit[drum], round(at * RATE)
        out[start:start + len(sound)] += sound[: len(out) - start] * (velocity / 127) ** 1.5 * 0.3
    return out[:samples]


def render(rng: random.Random, stream: Stream, sounds, folder: Path) -> dict[str, np.ndarray]:
    samples = round(STREAM * RATE)
    tones = synthesise(tone_events(stream), rng.choice(FONTS), folder, samples)
    if rng.random() < 0.5:
        drums = one_shots(rng, stream, sounds, samples)
    else:
        kit = [(0.0, bytes([0xC9, rng.choice(KITS)]))]
        hits = [(at, bytes([0x99, drum, velocity])) for at, drum, velocity in stream.drums]
        drums = synthesise(kit + hits + [(at + 0.4, bytes([0x89, m[1], 0])) for at, m in hits], rng.choice(FONTS), folder, samples)
    onsets = lambda times: np.unique(np.round(np.array(sorted(times), np.float32), 3))
    return {
        "tones": band_amplitudes(tones), "drums": band_amplitudes(drums),
        "beats": np.array([t for t, _ in stream.beats], np.float32), "numbers": np.array([n for _, n in stream.beats], np.int8),
        "tone_onsets": onsets(n[0] for n in stream.notes), "drum_onsets": onsets(d[0] for d in stream.drums),
        "pieces": np.array(stream.pieces, np.float32),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", action="store_true", help="only what training never hears")
    args = parser.parse_args()
    out = CACHE / ("streams-held-out" if args.held_out else "streams")
    folder = CACHE / f"render-{args.seed}"
    for path in (out, folder):
        path.mkdir(parents=True, exist_ok=True)
    rng, sounds = random.Random(args.seed), load_samples()
    books = [[s for s in book if held_out(s) == args.held_out] or book for book in all_scores()]
    for index in range(max(1, round(args.seconds / STREAM))):
        stream = compose(rng, books, STREAM)
        target = out / f"{args.seed}-{index}.npz"
        np.savez(target.with_suffix(".part.npz"), **render(rng, stream, sounds, folder))
        target.with_suffix(".part.npz").rename(target)
        print(target.name, len(stream.pieces), "pieces", len(stream.beats), "beats", flush=True)


if __name__ == "__main__":
    main()
