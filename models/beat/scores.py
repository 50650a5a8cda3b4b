"""Scores to play: tunes read from ABC files, chorales, and pieces made up here.

A score holds notes in beats, not in seconds; `arrange.py` gives it instruments, `perform.py` gives it time.
"""

import json
import random
import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared/data/music"
MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
MODES = {"": 0, "maj": 0, "ion": 0, "mix": 1, "dor": 2, "m": 3, "min": 3, "aeo": 3, "phr": 4, "lyd": -1, "loc": 5}


@dataclass
class Note:
    start: float  # beats
    length: float  # beats
    pitch: int  # MIDI number
    voice: int = 0  # 0 is the melody


@dataclass
class Chord:
    start: float  # beats
    root: int  # pitch class
    tones: tuple[int, ...] = (0, 4, 7)  # semitones over the root


@dataclass
class Score:
    beats_per_bar: int
    division: int  # natural parts of a beat: 2, or 3 in compound time
    notes: list[Note]
    chords: list[Chord]
    length: float  # beats
    tonic: int = 0
    minor: bool = False
    bars_known: bool = True
    name: str = ""
    pickup: float = 0.0  # beats before the first bar line
    tags: set[str] = field(default_factory=set)


def read_tunes(folder: Path) -> list[Score]:
    """Every tune of the ABC files in `folder` that could be understood, chords included where written."""
    scores = []
    for path in sorted(folder.glob("*.abc")):
        for index, text in enumerate(re.split(r"\n(?=X:)", "\n" + path.read_text(errors="replace"))):
            score = read_tune(text)
            if score:
                score.name = f"{path.stem}/{index}"
                scores.append(score)
    return scores


TOKEN = re.compile(
    r'"(?P<quote>[^"]*)"|(?P<tuplet>\(\d)|(?P<bar>[:|\]]*\|[:|\]]*(?:\d|\[\d)?)|(?P<field>\[[A-Z]:[^\]]*\])'
    r"|(?P<chord>\[[^\]]*\](?P<chordlength>[\d/]*))|(?P<broken>[<>]+)"
    r"|(?P<accidental>\^\^|__|[\^_=])?(?P<note>[A-Ga-gzx])(?P<octave>[,']*)(?P<length>[\d/]*)"
)


def read_tune(text: str) -> Score | None:
    """One ABC tune; none where it has no plain metre, changes it, or is too short."""
    head = dict(re.findall(r"^([A-Z]):\s*(.*?)\s*$", text, re.M)[::-1])
    metre = {"C": "4/4", "C|": "2/2"}.get(head.get("M", ""), head.get("M", ""))
    match = re.fullmatch(r"(\d)/(\d)", metre)
    if not match or len(set(re.findall(r"^M:\s*(\S+)", text, re.M))) > 1:
        return None
    count, unit = int(match[1]), int(match[2])
    compound = unit == 8 and count in (6, 9)
    if (unit, count) not in {(4, 2), (4, 3), (4, 4), (2, 2), (8, 6), (8, 9), (2, 3), (8, 3)}:
        return None
    beat = Fraction(3, 8) if compound or (unit, count) == (8, 3) else Fraction(1, unit)
    if (unit, count) == (2, 2):
        count, beat = 4, Fraction(1, 4)  # reels and the like are felt and written in four as often as in two
    beats_per_bar = 1 if (unit, count) == (8, 3) else count // 3 if compound else count
    if beats_per_bar < 2:
        return None
    default = Fraction(head["L"]) if re.fullmatch(r"1/\d+", head.get("L", "")) else Fraction(1, 8)
    tonic, minor, signature = read_key(head.get("K", "C"))
    body = "\n".join(line for line in text.splitlines() if not re.match(r"^[A-Za-z]:|^%", line))
    body = re.sub(r"\{[^}]*\}|![^!]*!|%.*", "", body)
    notes, chords, bars, clock = play_body(body, default, signature)
    if len(notes) < 24 or not bars:
        return None
    bar = beat * beats_per_bar
    pickup = bars[0] if bars[0] < bar else Fraction(0)
    in_beats = lambda t: float(t / beat)
    return Score(
        beats_per_bar, 3 if compound else 2,
        [Note(in_beats(t), in_beats(d), p) for t, d, p in notes],
        [Chord(in_beats(t), r, tones) for t, r, tones in chords],
        in_beats(clock), tonic, minor, bar_lines_agree(bars, bar, pickup), pickup=in_beats(pickup),
    )


def bar_lines_agree(bars: list[Fraction], bar: Fraction, pickup: Fraction) -> bool:
    on_grid = sum((t - pickup) % bar == 0 for t in bars)
    return on_grid >= 0.8 * len(bars)  # a part that ends before a pickup has a bar line within a bar


def play_body(body: str, default: Fraction, signature: dict[str, int]):
    """Notes (start, length, pitch), chords and bar lines of an ABC body; times in whole notes."""
    notes, chords, bars = [], [], []
    clock, tuplet, tuplet_left, broken = Fraction(0), Fraction(1), 0, Fraction(1)
    local: dict[str, int] = {}
    for m in TOKEN.finditer(body):
        if m["quote"] is not None:
            chord = read_chord(m["quote"])
            if chord:
                chords.append((clock, *chord))
        elif m["tuplet"]:
            n = int(m["tuplet"][1])
            tuplet, tuplet_left = {2: Fraction(3, 2), 3: Fraction(2, 3), 4: Fraction(3, 4)}.get(n, Fraction(1)), n
        elif m["bar"]:
            local = {}
            if not bars or bars[-1] != clock:
                bars.append(clock)
        elif m["broken"] and notes:
            # a>b: the first takes half of the second
            sign, (start, length, pitch) = m["broken"][0], notes[-1]
            change = length / 2 if sign == ">" else -length / 2
            notes[-1] = (start, length + change, pitch)
            clock += change
            broken = Fraction(1, 2) if sign == ">" else Fraction(3, 2)
        elif m["note"] or m["chord"]:
            inner = re.match(r"\[(\^|_|=)?([A-Ga-g])([,']*)([\d/]*)", m["chord"]) if m["chord"] else None
            if m["chord"] and not inner:
                continue
            accidental, letter, octave, length = inner.groups() if inner else (
                m["accidental"], m["note"], m["octave"], m["length"])
            duration = default * read_length(length) * broken
            broken = Fraction(1)
            if tuplet_left:
                duration, tuplet_left = duration * tuplet, tuplet_left - 1
            if letter not in "zx":
                name = letter.upper()
                if accidental:
                    local[name] = accidental.count("^") - accidental.count("_")
                pitch = 60 + LETTERS[name] + local.get(name, signature.get(name, 0)) + 12 * letter.islower()
                notes.append((clock, duration, pitch + 12 * (octave or "").count("'") - 12 * (octave or "").count(",")))
            clock += duration
    return notes, chords, bars, clock


def read_length(text: str) -> Fraction:
    over, slash, under = (text or "").partition("/")
    return Fraction(int(over or 1), int(under.strip("/") or 2) * 2 ** under.count("/") if slash else 1)


def read_key(text: str) -> tuple[int, bool, dict[str, int]]:
    """Tonic, whether minor, and the accidentals of the signature."""
    m = re.match(r"([A-G])([#b]?)\s*([A-Za-z]*)", text)
    if not m:
        return 0, False, {}
    tonic = (LETTERS[m[1]] + {"#": 1, "b": -1, "": 0}[m[2]]) % 12
    mode = MODES.get(m[3][:3].lower() if m[3] != "m" else "m", 0)
    fifths = {0: 0, 7: 1, 2: 2, 9: 3, 4: 4, 11: 5, 6: 6, 1: -5, 8: -4, 3: -3, 10: -2, 5: -1}[tonic] - mode
    sharps, flats = "FCGDAEB", "BEADGCF"
    fifths = max(-7, min(7, fifths))
    signature = {n: 1 for n in sharps[:max(0, fifths)]} | {n: -1 for n in flats[:max(0, -fifths)]}
    return tonic, mode in (2, 3, 4, 5), signature


def read_chord(text: str):
    m = re.match(r"([A-G])([#b]?)(m(?!aj)|dim)?(7)?", text)
    if not m:
        return None
    third = (0, 3, 6) if m[3] == "dim" else (0, 3, 7) if m[3] else (0, 4, 7)
    return (LETTERS[m[1]] + {"#": 1, "b": -1, "": 0}[m[2]]) % 12, third + ((10,) if m[4] else ())


def read_chorales(split: str) -> list[Score]:
    """Bach chorales on a 16th grid; where their bars begin is not told."""
    scores = []
    for index, piece in enumerate(json.loads((DATA / "jsb/jsb-chorales-16th.json").read_text())[split]):
        notes = []
        for voice in range(4):
            row = [step[voice] if len(step) > voice else -1 for step in piece]
            start = 0
            for t in range(1, len(row) + 1):
                if t == len(row) or row[t] != row[start] or t - start == 8:
                    if row[start] > 0:
                        notes.append(Note(start / 4, (t - start) / 4, int(row[start]), voice))
                    start = t
        scores.append(Score(4, 2, notes, [], len(piece) / 4, bars_known=False, name=f"jsb/{split}/{index}"))
    return scores


PROGRESSIONS = [
    "1564", "1645", "6415", "1451", "1625", "2511", "1415", "6543", "1464", "6451", "1545", "1736", "1344", "6251",
    "14", "16", "15", "1", "17", "64", "1112", "15634145",
]


def harmonise(score: Score, rng: random.Random) -> None:
    """Gives each bar a diatonic triad that fits its melody best, or a known progression where there is none."""
    scale = MINOR if score.minor else MAJOR
    progression = rng.choice(PROGRESSIONS)
    span, at, index = float(score.beats_per_bar), score.pickup, 0
    while at < score.length:
        here = [n for n in score.notes if at <= n.start < at + span]
        degree = int(progression[index % len(progression)]) - 1
        if here:
            def fit(d: int) -> float:
                tones = {(score.tonic + scale[(d + k) % 7]) % 12 for k in (0, 2, 4)}
                return sum(n.length * (n.pitch % 12 in tones) for n in here) + (0.3 if d in (0, 3, 4) else 0)
            degree = max(range(7), key=fit)
        root = scale[degree]
        tones = tuple((scale[(degree + k) % 7] - root) % 12 for k in (0, 2, 4))
        score.chords.append(Chord(at, (score.tonic + root) % 12, tones))
        at, index = at + span, index + 1


def invent(rng: random.Random, beats: float) -> Score:
    """A piece of our own: a progression, and a melody of repeated and varied bar rhythms."""
    beats_per_bar, division = rng.choices([(4, 2), (3, 2), (2, 2), (2, 3), (3, 3), (4, 3)], [10, 4, 2, 3, 1, 1])[0]
    score = Score(beats_per_bar, division, [], [], beats, rng.randrange(12), rng.random() < 0.5, name="invented")
    harmonise(score, rng)
    scale = MINOR if score.minor else MAJOR
    motifs = [bar_rhythm(rng, beats_per_bar, division) for _ in range(rng.randint(2, 4))]
    form = [rng.randrange(len(motifs)) for _ in range(rng.choice([2, 4, 4, 8]))]
    step, bar = rng.randint(-2, 6), 0
    while bar * beats_per_bar < beats:
        for start, length in motifs[form[bar % len(form)]]:
            step = max(-5, min(12, step + rng.choice([-2, -1, -1, 0, 1, 1, 2, 4, -4])))
            if start == 0:
                chord = score.chords[min(bar, len(score.chords) - 1)]
                pitch = 60 + chord.root + rng.choice(chord.tones)
            else:
                pitch = 60 + score.tonic + scale[step % 7] + 12 * (step // 7)
            score.notes.append(Note(bar * beats_per_bar + start, length, pitch))
        bar += 1
    return score


def bar_rhythm(rng: random.Random, beats: int, division: int) -> list[tuple[float, float]]:
    """Starts and lengths of the notes of a bar; beats are likelier than what lies between them."""
    grid = division * rng.choice([1, 1, 2])
    density, off = rng.uniform(0.3, 1), rng.uniform(0.1, 1)
    starts = [b + k / grid for b in range(beats) for k in range(grid)
              if rng.random() < (density + 0.2 * (b == 0) if k == 0 else density * off)]
    ends = starts[1:] + [float(beats)]
    return [(s, (e - s) * rng.uniform(0.5, 1)) for s, e in zip(starts, ends)]
