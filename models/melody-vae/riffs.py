"""Riffs: two bars of a tune as 32 symbols, one a sixteenth, and where they come from.

A symbol is HOLD (the note before goes on), REST, or a note by its degree: 0 is the tonic, 7 the tonic an octave
higher. Degrees and not pitches, so that a riff sounds in whatever scale the instrument plays.

Tunes of three printed collections, read by `models/beat/scores.py`; of each book every tenth tune is for
validation and every tenth for the test. And riffs of our own writing, by rule: what tunes do not do.
"""

import random
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
CACHE = HERE / ".cache"
sys.path.append(str(HERE.parent / "beat"))
from scores import DATA, Score, read_tunes  # noqa: E402

STEPS = 32
HOLD, REST, LOWEST = 0, 1, -7  # a note is LOWEST_NOTE + degree - LOWEST
LOWEST_NOTE, HIGHEST = 2, 14
SYMBOLS = LOWEST_NOTE + HIGHEST - LOWEST + 1
BOOKS = ("ryansMammoth", "oneills1850", "airdsAirs")
DEGREE = (0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6)  # of a semitone over the tonic, whatever the mode
OWN = {"train": (1, 6000), "valid": (2, 400), "test": (3, 800)}  # seed and count


def tunes(split: str) -> list[Score]:
    """Tunes of four or two crotchets."""
    place = {"valid": 8, "test": 9}
    found = []
    for book in BOOKS:
        for i, score in enumerate(read_tunes(DATA / "music21" / book)):
            chosen = i % 10 == place[split] if split in place else i % 10 < 8
            if chosen and score.division == 2 and score.beats_per_bar in (2, 4) and score.bars_known:
                found.append(score)
    return found


def tune_riffs(split: str) -> np.ndarray:
    """All riffs of the tunes of a split that begin on a bar and fit the grid: (n, 32), each once."""
    kept = CACHE / f"{split}.npy"
    if not kept.exists():
        CACHE.mkdir(exist_ok=True)
        rows = {riff.tobytes(): riff for score in tunes(split) for riff in riffs_of(score)}
        np.save(kept, np.stack(list(rows.values())))
    return np.load(kept)


def riffs_of(score: Score):
    by_start = {}
    for note in score.notes:
        start, end = 4 * (note.start - score.pickup), 4 * (note.start - score.pickup + note.length)
        by_start[start] = (end, note.pitch - score.tonic)
    bars = int(4 * (score.length - score.pickup)) // 16
    for bar in range(bars - 1):
        first = 16 * bar
        inside = [(start - first, end - first, pitch) for start, (end, pitch) in by_start.items()
                  if first <= start < first + STEPS]
        if len(inside) >= 3 and all(start == int(start) for start, _, _ in inside):
            riff = written(inside)
            if riff is not None:
                yield riff


def written(notes: list[tuple[float, float, int]]) -> np.ndarray | None:
    """The symbols of notes (start, end, semitones over a tonic); the octave is the one that fits best."""
    degrees = [7 * (pitch // 12) + DEGREE[pitch % 12] for _, _, pitch in notes]
    octave = 7 * round((np.mean(degrees) - 3) / 7)
    riff = np.full(STEPS, REST, dtype=np.int64)
    for (start, end, _), degree in sorted(zip(notes, degrees), key=lambda each: each[0][0]):
        if not LOWEST <= degree - octave <= HIGHEST:
            return None
        riff[int(start) : min(STEPS, max(int(start) + 1, round(end)))] = HOLD
        riff[int(start)] = LOWEST_NOTE + degree - octave - LOWEST
    return riff


# Lengths in sixteenths that fill half a bar; negative ones rest.
CELLS = (
    (8,), (4, 4), (6, 2), (3, 3, 2), (2, 2, 4), (4, 2, 2), (3, 5), (2, 2, 2, 2), (2, 1, 1, 4), (-2, 2, -2, 2),
    (-2, 6), (2, -2, 2, 2), (1, 1, 2, 4), (3, 1, 4), (1, 2, 1, 4), (2, 3, 3), (-1, 3, 2, 2), (1, 1, 1, 1, 2, 2),
    (4, -4), (1, -1, 1, -1, 1, 1, 2), (3, 3, -2), (-4, 4), (2, 2, 1, 1, 2), (1, 1, 1, 1, 1, 1, 1, 1),
)
MOVES = (-1, 1, -1, 1, 2, -2, 0, 0, 3, -3, 4, -4, 7)
TRIAD, PENTATONIC = (0, 2, 4, 7, 9), (0, 2, 3, 4, 6, 7, 9)


def own_riffs(split: str) -> np.ndarray:
    seed, count = OWN[split]
    chance = random.Random(seed)
    return np.stack([own_riff(chance) for _ in range(count)])


def own_riff(chance: random.Random) -> np.ndarray:
    """Half bars a b a c, a b a b or a a a b; the second bar may stand a step away; tones of a triad, five or all."""
    tones = chance.choice((TRIAD, PENTATONIC, tuple(range(-3, 10))))
    a, b, c = (half_bar(chance, tones) for _ in range(3))
    halves = chance.choice(([a, b, a, c], [a, b, a, b], [a, a, a, b]))
    by = chance.choice((0, 0, 0, 1, -1, 2))
    riff: list[int] = []
    for i, half in enumerate(halves):
        for length, degree in half:
            moved = min(HIGHEST, max(LOWEST, degree + (by if i >= 2 else 0)))
            first = REST if length < 0 else LOWEST_NOTE + moved - LOWEST
            riff += [first] + [REST if length < 0 else HOLD] * (abs(length) - 1)
    return np.array(riff)


def half_bar(chance: random.Random, tones: tuple[int, ...]) -> list[tuple[int, int]]:
    place, half = chance.randrange(len(tones)), []
    for length in chance.choice(CELLS):
        half.append((length, tones[place]))
        place = min(len(tones) - 1, max(0, place + chance.choice(MOVES)))
    return half


def moved(riffs: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Riffs (n, 32), each some degrees (n,) higher; those that would leave the range stay."""
    notes = onsets(riffs)
    higher = np.where(notes, riffs + by[:, None], riffs)
    fits = (~notes | ((higher >= LOWEST_NOTE) & (higher < SYMBOLS))).all(axis=1)
    return np.where(fits[:, None], higher, riffs)


def onsets(riffs: np.ndarray) -> np.ndarray:
    """Where notes begin: (n, 32)."""
    return riffs >= LOWEST_NOTE
