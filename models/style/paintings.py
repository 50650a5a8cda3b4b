"""The teacher's work, kept on disk: photographs, codes, and what the teacher paints of them.

The teacher is as costly as a training step, so each of its paintings is learnt from several times;
new ones go on replacing the oldest.
"""

import random
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from data import CACHE, DATA, photographs, random_crop, style_names
from teacher import CODE_SIZE, Teacher

MIXTURE = -1  # style index of a painting whose code is a mixture


@dataclass
class Batch:
    content: Tensor  # (n, 3, size, size) in 0..1
    code: Tensor  # (n, 100)
    painting: Tensor  # (n, 3, size, size) in 0..1
    style: np.ndarray  # (n,) index into `style_names(held_out=False)`, or MIXTURE


class Paintings:
    """A ring of paintings in memory-mapped files; `codes` may grow between sessions."""

    def __init__(self, codes: dict[str, Tensor], size: int, capacity: int, seed: int):
        every = style_names(held_out=False)  # indices must not move when more codes become known
        self.index, self.codes = [every.index(name) for name in codes], torch.stack(list(codes.values()))
        self.size, self.capacity, self.chance = size, capacity, random.Random(seed)
        self.teacher = Teacher(DATA / "weights/arbitrary-style-transformer")
        self.photographs = photographs()
        self.folder = CACHE / f"paintings-{size}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.content = self._map("content", np.uint8, (3, size, size))
        self.painting = self._map("painting", np.uint8, (3, size, size))
        self.code = self._map("code", np.float32, (CODE_SIZE,))
        self.style = self._map("style", np.int32, ())
        self.count = self._map("count", np.int64, (), rows=1)  # painted ever

    def __len__(self) -> int:
        return int(min(self.count[0], self.capacity))

    @torch.no_grad()
    def extend(self, number: int) -> None:
        """Paints one new photograph in `number` styles."""
        photograph = random_crop(self.chance.choice(self.photographs), self.size, self.chance)
        contracted = self.teacher.contract_picture(photograph[None])
        for _ in range(number):
            code, style = self._draw_code()
            painting = self.teacher.expand_picture(contracted, code[None])[0]
            row = int(self.count[0] % self.capacity)
            self.content[row] = (photograph * 255).round().byte().numpy()
            self.painting[row] = (painting * 255).round().byte().numpy()
            self.code[row], self.style[row] = code.numpy(), style
            self.count[0] += 1

    def sample(self, number: int, random: np.random.Generator) -> Batch:
        rows = random.integers(len(self), size=number)
        pictures = [torch.from_numpy(array[rows]).float() / 255 for array in (self.content, self.painting)]
        if random.random() < 0.5:
            pictures = [picture.flip(3) for picture in pictures]
        return Batch(pictures[0], torch.from_numpy(self.code[rows]), pictures[1], self.style[rows].copy())

    def _draw_code(self) -> tuple[Tensor, int]:
        """Half of the time a known code, else a mixture of two or three."""
        number = self.chance.choice((1, 1, 1, 2, 2, 3))
        chosen = self.chance.sample(range(len(self.codes)), number)
        if number == 1:
            return self.codes[chosen[0]], self.index[chosen[0]]
        weights = torch.tensor([self.chance.random() for _ in chosen])
        return (self.codes[chosen] * (weights / weights.sum())[:, None]).sum(0), MIXTURE

    def _map(self, name: str, dtype: type, shape: tuple, rows: int | None = None) -> np.memmap:
        path = self.folder / f"{name}.bin"
        shape = (rows or self.capacity, *shape)
        return np.memmap(path, dtype, "r+" if path.exists() else "w+", shape=shape)
