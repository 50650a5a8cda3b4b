"""Music as tokens, bar by bar, on a grid of sixteenths.

A piece is a grid (steps, 4): the MIDI pitch of each part (soprano, alto, tenor, bass) or REST. Its tokens:

    START                    a chorale; the token of tunes is kept for nets that know them
    BAR [conditions]         begins a bar, and is position 0
      NOTE(part, pitch) ...  parts that change here, in order; a note lasts until its part's next token
      POSITION(1..15)        the next sixteenth at which anything changes
      NOTE(part, pitch) ...
    ... BAR or POSITION, END

Conditions are given, never predicted, and any of them may be left out: KEY (of the piece), CHORD (of each half
of the bar), DENSITY (how many notes), HEIGHT (register), PHRASE (bar of eight). Grid and tokens without
conditions say the same, so the likelihood of the tokens is the likelihood of the grid.
"""

import numpy as np

STEPS_PER_BAR = 16
PARTS = 4
REST = -1
NOTHING = -2  # before the first note
LOWEST, HIGHEST = 30, 88

PAD, START_CHORALE, START_FOLK, END, BAR = range(5)
POSITION = BAR  # POSITION + p for p in 1..15; BAR itself is position 0
NOTE = POSITION + STEPS_PER_BAR
PITCHES = HIGHEST - LOWEST + 2  # the first is the rest
KEY = NOTE + PARTS * PITCHES  # 12 major, 12 minor
CHORD = KEY + 24  # 12 major, 12 minor, 12 diminished, none
DENSITY = CHORD + 37
HEIGHT = DENSITY + 4
PHRASE = HEIGHT + 4
VOCABULARY = PHRASE + 8
LEVELS = {"density": (12, 16, 21), "height": (57, 60, 63)}  # borders between the four levels

MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
TRIADS = ((0, 4, 7), (0, 3, 7), (0, 3, 6))


def note(part: int, pitch: int) -> int:
    return NOTE + part * PITCHES + (0 if pitch == REST else pitch - LOWEST + 1)


def part_and_pitch(token: int) -> tuple[int, int]:
    part, place = divmod(token - NOTE, PITCHES)
    return part, REST if place == 0 else place + LOWEST - 1


def is_condition(token: np.ndarray) -> np.ndarray:
    return token >= KEY


def encode(grid: np.ndarray, start: int = START_CHORALE, conditions: dict | None = None) -> list[int]:
    """Tokens of a grid (steps, 4); `conditions` as `describe` gives them, less those to be left out."""
    tokens, held = [start], [NOTHING] * PARTS
    for step in range(len(grid) + 1):
        bar, position = divmod(step, STEPS_PER_BAR)
        last = step == len(grid)
        changes = [] if last else [part for part in range(PARTS) if grid[step][part] != held[part]]
        if position == 0:
            tokens.append(BAR)
            if conditions and not last:
                tokens += [row[bar] for row in conditions.values()]
        elif changes or last:
            tokens.append(POSITION + position)
        for part in changes:
            held[part] = int(grid[step][part])
            tokens.append(note(part, held[part]))
    return [*tokens, END]


def decode(tokens: list[int]) -> np.ndarray:
    """The grid (steps, 4) of tokens; up to the last position where they have no end."""
    rows, held, bar, position = [], [NOTHING] * PARTS, -1, 0
    for token in tokens:
        if BAR <= token < NOTE:
            bar, position = (bar + 1, 0) if token == BAR else (bar, token - POSITION)
            reached = bar * STEPS_PER_BAR + position
            rows += [list(held)] * (reached - len(rows))
        elif NOTE <= token < KEY:
            part, pitch = part_and_pitch(token)
            held[part] = pitch
    return np.array(rows, dtype=int).reshape(-1, PARTS)


def legal(tokens: list[int]) -> np.ndarray:
    """Which tokens may follow each token: (len(tokens), VOCABULARY). Parts come in order and only when they
    change; positions go forward, and something happens at each."""
    masks, held = np.zeros((len(tokens), VOCABULARY), dtype=bool), [NOTHING] * PARTS
    part, position, first, empty = -1, 0, True, True
    for i, token in enumerate(tokens):
        mask = masks[i]
        if token in (START_CHORALE, START_FOLK):
            mask[BAR] = True
            continue
        if BAR <= token < NOTE:
            first = first and position == 0 and held[0] == NOTHING
            part, position, empty = -1, token - POSITION, True
        elif NOTE <= token < KEY:
            part, pitch = part_and_pitch(token)
            held[part], empty = pitch, False
        for later in range(part + 1, PARTS):
            mask[NOTE + later * PITCHES : NOTE + (later + 1) * PITCHES] = True
            if held[later] != NOTHING:
                mask[note(later, held[later])] = False
            elif first:
                break  # every part begins with the piece
        if not (first and part < PARTS - 1):
            if not empty or position == 0:
                mask[POSITION + position + 1 : NOTE] = True
                mask[BAR] = True
            mask[END] = empty
    return masks


def key_of(grid: np.ndarray) -> int:
    """0..11 major, 12..23 minor, by the profiles of Krumhansl and Kessler (1982)."""
    weight = np.bincount(grid[grid >= 0] % 12, minlength=12)
    fits = [np.corrcoef(np.roll(profile, root), weight)[0, 1] for profile in (MAJOR, MINOR) for root in range(12)]
    return int(np.argmax(fits))


def chord_of(rows: np.ndarray) -> int:
    """The triad that covers most of some steps: 12 a kind, major, minor, diminished; 36 where they are silent."""
    weight = np.bincount(rows[rows >= 0] % 12, minlength=12)
    if not weight.any():
        return 36
    bass = rows[:, PARTS - 1]
    bass = np.bincount(bass[bass >= 0] % 12, minlength=12)
    fits = [
        sum(weight[(root + interval) % 12] for interval in triad) + 0.5 * bass[root] - 0.1 * kind
        for kind, triad in enumerate(TRIADS)
        for root in range(12)
    ]
    return int(np.argmax(fits))


def describe(grid: np.ndarray) -> dict[str, list[int]]:
    """Condition tokens of every bar, by name, in the order in which they stand."""
    bars = [grid[i : i + STEPS_PER_BAR] for i in range(0, len(grid), STEPS_PER_BAR)]
    half = STEPS_PER_BAR // 2
    changes = [int((np.diff(bar, axis=0) != 0).sum()) + PARTS for bar in bars]
    heights = [float(bar[bar >= 0].mean()) if (bar >= 0).any() else 60.0 for bar in bars]
    return {
        "key": [KEY + key_of(grid)] * len(bars),
        "chord": [CHORD + chord_of(bar[:half]) for bar in bars],
        "second chord": [CHORD + chord_of(bar[half:]) for bar in bars],
        "density": [DENSITY + int(np.searchsorted(LEVELS["density"], count)) for count in changes],
        "height": [HEIGHT + int(np.searchsorted(LEVELS["height"], height)) for height in heights],
        "phrase": [PHRASE + i % 8 for i in range(len(bars))],
    }


def transposed(grid: np.ndarray, semitones: int) -> np.ndarray:
    return np.where(grid >= 0, grid + semitones, grid)
