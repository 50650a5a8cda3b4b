"""Music: Bach chorales and folk tunes as grids of sixteenths, and which of them are held out.

The chorales keep the split of N. Boulanger-Lewandowski et al. (2012). Of the tunes, every tenth is for
validation and every tenth for the test.
"""

import json
import random
import re
from fractions import Fraction
from pathlib import Path

import numpy as np

from tokens import HIGHEST, LOWEST, PARTS, REST, START_CHORALE, START_FOLK, describe, encode, transposed

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data" / "music"
CACHE = HERE / ".cache"
SPLITS = ("train", "valid", "test")
CORPORA = {"chorales": START_CHORALE, "folk": START_FOLK}


def chorales(split: str) -> list[np.ndarray]:
    """Grids (steps, 4); the file says neither which note is repeated nor, in 384 of its steps, which part rests."""
    pieces = json.loads((DATA / "jsb/jsb-chorales-16th.json").read_text())[split]
    return [np.array([in_parts(step) for step in piece]) for piece in pieces]


def in_parts(step: list[float]) -> list[int]:
    """One pitch a part; where fewer sound, the upper parts take them."""
    pitches = [int(pitch) for pitch in step]
    return pitches + [REST] * (PARTS - len(pitches))


def folk(split: str) -> list[np.ndarray]:
    """Tunes of the Nottingham collection in four-four or two-four, as part 0; the other parts rest."""
    tunes = [tune for path in sorted((DATA / "nottingham/ABC_cleaned").glob("*.abc")) for tune in read_abc(path)]
    place = {"valid": 8, "test": 9}
    chosen = [t for i, t in enumerate(tunes) if (i % 10 == place[split] if split in place else i % 10 < 8)]
    return [np.stack([tune, *[np.full_like(tune, REST)] * (PARTS - 1)], axis=1) for tune in chosen]


def read_abc(path: Path) -> list[np.ndarray]:
    """Pitches by sixteenths of each tune of a file whose metre is two or four crotchets and that fits the grid.
    Repeats are played once. @source ABC notation standard 2.1"""
    tunes = []
    for text in re.split(r"\n(?=X:)", path.read_text(errors="replace")):
        metres = re.findall(r"^M:(\S+)", text, re.M)
        if not metres or any(metre not in ("4/4", "C", "2/2", "C|", "2/4") for metre in metres):
            continue
        tune = AbcTune(text).pitches
        if tune is not None and len(tune) >= 64:
            tunes.append(tune)
    return tunes


class AbcTune:
    """Reads the notes of one tune. `pitches` is None where a note does not begin on a sixteenth."""

    STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
    ORDER = "FCGDAEB"
    FIFTHS = {"C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5, "F#": 6, "F": -1, "Bb": -2, "Eb": -3, "Ab": -4}
    MODES = {"": 0, "maj": 0, "m": -3, "min": -3, "dor": -2, "mix": -1, "phr": -4, "lyd": 1}
    EVENT = re.compile(r"\((?P<tuple>\d)|(?P<acc>\^\^|__|[\^_=])?(?P<note>[A-Ga-gzx])(?P<oct>[,']*)"
                       r"(?P<num>\d*)(?P<div>/*)(?P<den>\d*)(?P<broken>[<>]?)|(?P<bar>\|)")

    def __init__(self, text: str):
        head = dict(re.findall(r"^([LK]):\s*(\S+)", text, re.M))
        self.unit = Fraction(head.get("L", "1/8"))
        self.signature = self._signature(head.get("K", "C"))
        body = re.sub(r"^[A-Za-z]:.*$|%.*$|\"[^\"]*\"|\{[^}]*\}|![^!]*!", "", text, flags=re.M)
        self.pitches = self._read(body)

    def _signature(self, key: str) -> dict[str, int]:
        tonic, mode = re.match(r"([A-G][#b]?)(.*)", key).groups() if re.match("[A-G]", key) else ("C", "")
        fifths = self.FIFTHS.get(tonic, 0) + self.MODES.get(mode.strip().lower()[:3], 0)
        altered = self.ORDER[:fifths] if fifths > 0 else self.ORDER[::-1][: -fifths]
        return {letter: (1 if fifths > 0 else -1) for letter in altered}

    def _read(self, body: str) -> np.ndarray | None:
        rows: list[int] = []
        accidentals: dict[str, int] = {}
        tuple_left, scale, carried = 0, Fraction(1), Fraction(1)
        for found in self.EVENT.finditer(body):
            if found["bar"]:
                accidentals = {}
                continue
            if found["tuple"]:
                tuple_left = int(found["tuple"])
                scale = {3: Fraction(2, 3), 2: Fraction(3, 2)}.get(tuple_left, Fraction(1))
                continue
            length = self.unit * int(found["num"] or 1) * carried
            if found["div"]:
                length /= int(found["den"]) if found["den"] else 2 ** len(found["div"])
            carried = Fraction(1)
            if found["broken"]:
                long = found["broken"] == ">"
                length *= Fraction(3, 2) if long else Fraction(1, 2)
                carried = Fraction(1, 2) if long else Fraction(3, 2)
            if tuple_left:
                length, tuple_left = length * scale, tuple_left - 1
            steps = length * 16
            if steps.denominator != 1:
                return None
            rows += [self._pitch(found, accidentals)] * int(steps)
        return np.array(rows)

    def _pitch(self, found: re.Match, accidentals: dict[str, int]) -> int:
        if found["note"] in "zx":
            return REST
        letter = found["note"].upper()
        if found["acc"]:
            accidentals[letter] = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}[found["acc"]]
        octave = (5 if found["note"].islower() else 4) + found["oct"].count("'") - found["oct"].count(",")
        shift = accidentals.get(letter, self.signature.get(letter, 0))
        return 12 * (octave + 1) + self.STEPS[letter] + shift


def pieces(corpus: str, split: str) -> list[np.ndarray]:
    """Grids of a corpus."""
    if split not in SPLITS:
        raise ValueError(f"A split must be one of {SPLITS}, got {split}; correct it.")
    return {"chorales": chorales, "folk": folk}[corpus](split)


class TrainingPieces:
    """Draws pieces of token sequences: any key that fits, any conditions left out."""

    def __init__(self, corpora: list[str], conditioned: float):
        self.conditioned = conditioned
        self.pieces = [(CORPORA[name], grid) for name in corpora for grid in pieces(name, "train")]
        self.weights = [len(grid) for _, grid in self.pieces]
        self.described: dict[tuple[int, int], dict[str, list[int]]] = {}

    def draw(self, length: int, chance: random.Random) -> np.ndarray:
        """`length` + 1 tokens from a random bar on; shorter pieces are followed by others."""
        line: list[int] = []
        while len(line) <= length:
            place = chance.choices(range(len(self.pieces)), self.weights)[0]
            start, grid = self.pieces[place]
            sounding = grid[grid >= 0]
            low, high = max(-6, LOWEST - sounding.min()), min(6, HIGHEST - sounding.max())
            by = chance.randint(low, high)
            grid = transposed(grid, by)
            tokens = encode(grid, start, self._conditions(place, by, grid, chance))
            spare = max(0, len(tokens) - length)
            line += tokens[chance.randint(0, spare) if not line else 0 :]
        return np.array(line[: length + 1])

    def _conditions(self, place: int, by: int, grid: np.ndarray, chance: random.Random) -> dict | None:
        """Of half of the conditioned pieces all conditions, as they are played; of the others some."""
        if chance.random() >= self.conditioned:
            return None
        if (place, by) not in self.described:
            self.described[place, by] = describe(grid)
        kept = 1.0 if chance.random() < 0.5 else chance.random()
        return {name: row for name, row in self.described[place, by].items() if chance.random() < kept}
