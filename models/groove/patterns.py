"""Bars of drums: the patterns of engine/music/groove/genres.ts, varied by rule.

A bar is hits (16, pieces), velocities (16, pieces) and lateness (16, pieces) in shares of a sixteenth. No bar of
anybody else is among them. The rules are what a drummer does with a pattern: soft strokes come with density,
pieces enter with energy, a mood lasts for bars (lazy or pushing, busy or plain), kicks move, snares get ghosts,
hats double or thin out, swing softens and delays what stands between.
"""

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
CACHE = HERE / ".cache"
GENRES_FILE = HERE.parents[1] / "engine/music/groove/genres.ts"
STEPS = 16
PIECES = ("kick", "rim", "snare", "clap", "hat", "openHat", "cowbell", "conga", "shaker", "ride")
VELOCITIES = {"X": 1.0, "x": 0.75, "o": 0.4}
# Energy at which a piece enters, as in engine/music/groove/groove.ts.
ENTRANCE = {"kick": 0, "ride": 0, "rim": 0.05, "snare": 0.12, "clap": 0.12, "hat": 0.18, "shaker": 0.3, "conga": 0.3,
            "openHat": 0.4, "cowbell": 0.5}
SEEDS = {"train": 1, "valid": 2, "test": 3}


def genres() -> list[dict]:
    """The styles as TypeScript tells them."""
    text = GENRES_FILE.read_text()
    text = re.sub(r"//.*|/\*.*?\*/", "", text)
    body = text[text.index("GENRES: readonly Genre[] = ") :].split(" = ", 1)[1].split("];")[0] + "]"
    body = re.sub(r"(\w+):", r'"\1":', body).replace("'", '"')
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", body))


@dataclass
class Wish:
    """What a bar is asked to be; the net is told exactly this."""

    genre: int
    parity: int  # of the bar in its phrase
    density: float
    energy: float
    swing: float  # what the fader adds to the genre's own


@dataclass
class Mood:
    """What lasts over the bars of a player; the net hears it in the bar before."""

    lazy: float  # lateness of all that is not the kick
    busy: float
    accents: int  # sixteenth of the beat that hats accent
    doubled: bool


def mood(chance: random.Random) -> Mood:
    return Mood(chance.gauss(0, 0.04), chance.gauss(0, 0.15), chance.choice((0, 0, 0, 2)), chance.random() < 0.2)


def bar_of(genre: dict, wish: Wish, state: Mood, chance: random.Random) -> np.ndarray:
    """(16, pieces, 2): velocity (0 is silent) and lateness."""
    bar = np.zeros((STEPS, len(PIECES), 2))
    density = min(1, max(0, wish.density + state.busy))
    for place, piece in enumerate(PIECES):
        line = genre["lines"].get(piece, "." * STEPS)
        line = line if isinstance(line, str) else line[wish.parity % 2]
        if wish.energy < ENTRANCE[piece]:
            continue
        for step, sign in enumerate(varied(line, piece, density, state, chance)):
            velocity = VELOCITIES.get(sign, 0)
            if velocity and density + 0.55 >= 1 - velocity + chance.uniform(0, 0.3):
                bar[step, place] = struck(velocity, step, piece, genre, wish, state, chance)
    return bar


def varied(line: str, piece: str, density: float, state: Mood, chance: random.Random) -> str:
    signs = list(line)
    strokes = [i for i, sign in enumerate(signs) if sign != "."]
    if not strokes:
        return line
    free = [i for i, sign in enumerate(signs) if sign == "."]
    if piece == "kick":
        later = [i for i in strokes if i % 4]
        if later and chance.random() < 0.15:  # a kick off the beat moves by a sixteenth
            i = chance.choice(later)
            to = i + chance.choice((-1, 1))
            if 0 < to < STEPS and signs[to] == ".":
                signs[to], signs[i] = signs[i], "."
        if free and chance.random() < 0.25 * density:
            signs[chance.choice((7, 10, 14, 15))] = "o" if chance.random() < 0.5 else "x"
    if piece in ("snare", "rim", "conga"):
        for i in (1, 3, 6, 7, 9, 11, 14, 15):
            if signs[i] == "." and chance.random() < 0.18 * max(0, density - 0.3):
                signs[i] = "o"
    if piece in ("hat", "shaker"):
        if state.doubled and density > 0.4:
            signs = [("o" if sign == "." else sign) for sign in signs]
        elif density < 0.35:
            signs = [sign if i % 2 == 0 or chance.random() < 0.4 else "." for i, sign in enumerate(signs)]
    if piece == "openHat" and chance.random() < 0.1:
        signs[14] = "x" if signs[14] == "." else "."
    return "".join(signs)


def struck(velocity: float, step: int, piece: str, genre: dict, wish: Wish, state: Mood, chance: random.Random):
    loud = velocity * (0.72 + 0.28 * wish.energy)
    late = genre.get("late", {}).get(piece, 0)
    if piece in ("hat", "shaker", "ride"):
        loud *= 1.08 if step % 4 == state.accents else 0.94
    if step % 2 == 1:  # what stands between
        loud *= 1 - 0.25 * wish.swing
        late += 0.05 * wish.swing
    if piece != "kick":
        late += state.lazy * (1.3 if step % 8 == 4 else 1)
    return min(1, max(0.05, loud + chance.gauss(0, 0.03))), min(0.4, max(-0.4, late + chance.gauss(0, 0.012)))


@dataclass
class Player:
    """Eight bars of one style, as they follow each other."""

    wishes: list[Wish]
    bars: np.ndarray  # (8, 16, pieces, 2)


def players(split: str, count: int) -> list[Player]:
    """`count` players of every style; the chance of a split is its own."""
    styles, found = genres(), []
    for genre, style in enumerate(styles):
        chance = random.Random(1000 * SEEDS[split] + genre)
        for _ in range(count):
            state = mood(chance)
            density, energy, swing = chance.random(), chance.random(), chance.random() ** 2
            wishes = [Wish(genre, bar % 2, density, energy, swing) for bar in range(8)]
            found.append(Player(wishes, np.stack([bar_of(style, wish, state, chance) for wish in wishes])))
    return found
