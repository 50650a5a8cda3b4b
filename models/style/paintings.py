"""Other nets' paintings, kept on disk: photographs, what a teacher paints of them, and in which style.

A teacher's painting costs as much as a training step, so each is learnt from several times; new ones
go on replacing the oldest.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from data import CACHE, DATA, photographs, random_crop, style_names
from fast_style import FAST_STYLES, FastStyle
from invert import known_codes
from styles import BUILT_IN
from teacher import Teacher

Painter = Callable[[Tensor], Tensor]  # (1, 3, h, w) -> (1, 3, h, w)


@dataclass
class Taught:
    content: Tensor  # (n, 3, size, size) in 0..1
    painting: Tensor  # (n, 3, size, size) in 0..1
    style: list[str]  # n style picture names


class Paintings:
    """A ring of paintings in memory-mapped files; `teacher` is "magenta" (inverted codes) or "fast"."""

    def __init__(self, teacher: str, size: int, capacity: int, seed: int):
        self.painters = magenta_painters() if teacher == "magenta" else fast_painters()
        self.names = style_names(held_out=False)  # the index of a style never moves
        self.size, self.capacity, self.chance = size, capacity, random.Random(seed)
        self.photographs = photographs()
        self.folder = CACHE / f"paintings-{teacher}-{size}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.content = self._map("content", np.uint8, (capacity, 3, size, size))
        self.painting = self._map("painting", np.uint8, (capacity, 3, size, size))
        self.style = self._map("style", np.int32, (capacity,))
        self.count = self._map("count", np.int64, (1,))  # painted ever

    def __len__(self) -> int:
        return int(min(self.count[0], self.capacity))

    @torch.no_grad()
    def extend(self) -> None:
        """Adds one photograph, painted in one style."""
        photograph = random_crop(self.chance.choice(self.photographs), self.size, self.chance)
        name = self.chance.choice(list(self.painters))
        row = int(self.count[0] % self.capacity)
        self.content[row] = (photograph * 255).round().byte().numpy()
        self.painting[row] = (self.painters[name](photograph[None])[0] * 255).round().byte().numpy()
        self.style[row] = self.names.index(name)
        self.count[0] += 1

    def sample(self, number: int, chance: random.Random) -> Taught:
        rows = [chance.randrange(len(self)) for _ in range(number)]
        pictures = [torch.from_numpy(array[rows]).float() / 255 for array in (self.content, self.painting)]
        return Taught(*pictures, [self.names[i] for i in self.style[rows]])

    def _map(self, name: str, dtype: type, shape: tuple) -> np.memmap:
        path = self.folder / f"{name}.bin"
        return np.memmap(path, dtype, "r+" if path.exists() else "w+", shape=shape)


def magenta_painters() -> dict[str, Painter]:
    """The arbitrary-stylisation teacher in every style whose code `invert.py` has found."""
    teacher = Teacher(DATA / "weights/arbitrary-style-transformer")
    return {
        name: lambda picture, code=code: teacher(picture, code.expand(len(picture), -1))
        for name, code in known_codes().items()
    }


def fast_painters() -> dict[str, Painter]:
    """The two fast nets, each in its style."""
    return {BUILT_IN[style]: FastStyle(DATA / "weights/fast-style" / folder) for style, folder in FAST_STYLES.items()}
