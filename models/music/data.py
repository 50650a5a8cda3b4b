"""Bach chorales as grids of sixteenths, in the split of N. Boulanger-Lewandowski et al. (2012)."""

import json
import random
from pathlib import Path

import numpy as np

from tokens import HIGHEST, LOWEST, PARTS, REST, START_CHORALE, describe, encode, transposed

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data" / "music"
CACHE = HERE / ".cache"


def chorales(split: str) -> list[np.ndarray]:
    """Grids (steps, 4); the file says neither which note is repeated nor, in 384 of its steps, which part rests."""
    pieces = json.loads((DATA / "jsb/jsb-chorales-16th.json").read_text())[split]
    return [np.array([in_parts(step) for step in piece]) for piece in pieces]


def in_parts(step: list[float]) -> list[int]:
    """One pitch a part; where fewer sound, the upper parts take them."""
    pitches = [int(pitch) for pitch in step]
    return pitches + [REST] * (PARTS - len(pitches))


class TrainingPieces:
    """Draws pieces of token sequences: any key that fits, any conditions left out."""

    def __init__(self, conditioned: float):
        self.conditioned = conditioned
        self.pieces = chorales("train")
        self.weights = [len(grid) for grid in self.pieces]
        self.described: dict[tuple[int, int], dict[str, list[int]]] = {}

    def draw(self, length: int, chance: random.Random) -> np.ndarray:
        """`length` + 1 tokens from a random bar on; shorter pieces are followed by others."""
        line: list[int] = []
        while len(line) <= length:
            place = chance.choices(range(len(self.pieces)), self.weights)[0]
            grid = self.pieces[place]
            sounding = grid[grid >= 0]
            low, high = max(-6, LOWEST - sounding.min()), min(6, HIGHEST - sounding.max())
            by = chance.randint(low, high)
            grid = transposed(grid, by)
            tokens = encode(grid, START_CHORALE, self._conditions(place, by, grid, chance))
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
