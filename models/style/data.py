"""Pictures: which ones, which are held out, how they are cropped and varied."""

import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from styles import BUILT_IN
from textures import TEXTURES, texture

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data"
CACHE = HERE / ".cache"
STYLE_SIZE = 256  # shorter side at which a style is looked at, pixels
HELD_OUT_SEED = 4
HELD_OUT = {"museum-posterised": 14, "rijksmuseum-256": 7, "paintings-pd": 7}
NEVER_HELD_OUT = ("rn_", "ns_", "gc_katsushika_hokusai_the_great", "gc_wassily")  # built in, or a peer's style


def photographs() -> list[Path]:
    """Content for training; the Kodak pictures are for evaluation only."""
    return sorted((DATA / "photos/caltech101").rglob("*.jpg")) + sorted((DATA / "photos/cc/img").glob("*.jpg"))


def kodak() -> list[Path]:
    """The 24 held-out photographs."""
    return sorted((DATA / "photos/kodak24").glob("*.png"))


def style_names(held_out: bool) -> list[str]:
    """Style pictures by name: paths below `art/`, and `texture:<kind>` for our own (never held out)."""
    chosen = random.Random(HELD_OUT_SEED)
    kept, left = [], []
    for folder in ("museum-posterised", "paintings-pd", "paintings-pd/rijksmuseum-256"):
        names = sorted(f"{folder}/{path.name}" for path in (DATA / "art" / folder).glob("*.jpg"))
        free = [name for name in names if not Path(name).name.startswith(NEVER_HELD_OUT)]
        out = set(chosen.sample(free, HELD_OUT[Path(folder).name]))
        left += [name for name in names if name in out]
        kept += [name for name in names if name not in out]
    return left if held_out else kept + [f"texture:{kind}" for kind in TEXTURES]


def style_picture(name: str, size: int = STYLE_SIZE) -> Tensor:
    """The middle square of a style picture: (3, size, size) in 0..1."""
    if name.startswith("texture:"):
        picture = texture(name.removeprefix("texture:"), size)
    else:
        picture = read_picture(DATA / "art" / name, size)
    top, left = (picture.shape[1] - size) // 2, (picture.shape[2] - size) // 2
    return picture[:, top : top + size, left : left + size]


def read_picture(path: Path, shorter: int | None = None) -> Tensor:
    """(3, h, w) in 0..1, scaled so that the shorter side is `shorter` pixels."""
    with Image.open(path) as image:
        image = image.convert("RGB")
        if shorter:
            scale = shorter / min(image.size)
            size = [max(shorter, round(side * scale)) for side in image.size]
            image = image.resize(size, Image.Resampling.LANCZOS)
        return to_tensor(np.asarray(image))


def to_tensor(pixels: np.ndarray) -> Tensor:
    """uint8 (h, w, 3) -> float (3, h, w) in 0..1."""
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 255


def to_image(picture: Tensor) -> Image.Image:
    """(3, h, w) in 0..1 -> an image."""
    pixels = (picture.detach().clamp(0, 1) * 255).round().byte()
    return Image.fromarray(pixels.permute(1, 2, 0).contiguous().numpy())


def random_crop(path: Path, size: int, chance: random.Random) -> Tensor:
    """A square piece of a photograph at a random scale, mirrored half of the time: (3, size, size)."""
    with Image.open(path) as image:
        image = image.convert("RGB")
        side = int(min(image.size) * chance.uniform(0.45, 1.0))
        left, top = chance.randint(0, image.width - side), chance.randint(0, image.height - side)
        box = (left, top, left + side, top + side)
        image = image.resize((size, size), Image.Resampling.BICUBIC, box=box)
        if chance.random() < 0.5:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return to_tensor(np.asarray(image))


def as_seen_by_a_camera(picture: Tensor, chance: random.Random) -> Tensor:
    """Less light, noise that grows in the dark, a slight cast: what a webcam makes of the same scene."""
    light = chance.uniform(0.25, 1.0)
    cast = torch.tensor([chance.uniform(0.93, 1.07) for _ in range(3)])[:, None, None]
    noise = torch.randn(picture.shape) * chance.uniform(0.0, 0.035)
    return (picture * light * cast + noise).clamp(0, 1)


def moved_sampling_grid(count: int, size: int, chance: random.Random) -> Tensor:
    """Sampling grids of small shifts, zooms and turns, as between two frames: (count, size, size, 2)."""
    matrices = []
    for _ in range(count):
        zoom, turn = 1 + chance.uniform(-0.04, 0.04), chance.uniform(-0.03, 0.03)
        dx, dy = (chance.uniform(-10, 10) / size for _ in range(2))
        matrices.append([[zoom, -turn, dx], [turn, zoom, dy]])
    return F.affine_grid(torch.tensor(matrices), [count, 3, size, size], align_corners=False)


def warp(picture: Tensor, grid: Tensor) -> Tensor:
    """The picture as seen through a sampling grid; the border is repeated."""
    return F.grid_sample(picture, grid, padding_mode="border", align_corners=False)


def inside(grid: Tensor) -> Tensor:
    """1 where a sampling grid looks inside the picture, else 0: (n, 1, h, w)."""
    return (grid.abs().amax(-1) < 0.98).float()[:, None]


class StyleSource:
    """Style pictures for training: random pieces at random scales, mirrored, with turned palettes."""

    LARGEST = 2.0  # shorter side of a picture relative to the piece
    VARIANTS = 4  # of each texture
    BUILT_IN_SHARE = 0.35  # drawn among the built-in styles alone

    def __init__(self, size: int):
        self.size, self.names = size, style_names(held_out=False)
        self.built_in = list(BUILT_IN.values())
        self.pictures: dict[str, Tensor] = {}

    def draw(self, chance: random.Random) -> Tensor:
        """(3, size, size) in 0..1."""
        names = self.built_in if chance.random() < self.BUILT_IN_SHARE else self.names
        picture = self._picture(chance.choice(names), chance)
        shorter = min(picture.shape[1:])
        side = min(shorter, int(self.size * self.LARGEST / chance.uniform(1.0, self.LARGEST)))
        top, left = (chance.randint(0, extent - side) for extent in picture.shape[1:])
        piece = picture[:, top : top + side, left : left + side].float() / 255
        piece = F.interpolate(piece[None], (self.size, self.size), mode="bilinear", antialias=True)[0]
        if chance.random() < 0.5:
            piece = piece.flip(2)
        if chance.random() < 0.25:  # the same surface in other colours
            piece = piece[chance.sample(range(3), 3)]
        return piece.clamp(0, 1)

    def _picture(self, name: str, chance: random.Random) -> Tensor:
        """uint8 (3, h, w), kept after the first use."""
        shorter = int(self.size * self.LARGEST)
        key = name
        if name.startswith("texture:"):
            key = f"{name}:{chance.randrange(self.VARIANTS)}"
        if key not in self.pictures:
            if name.startswith("texture:"):
                kind, variant = key.removeprefix("texture:").split(":")
                picture = texture(kind, shorter, int(variant))
            else:
                picture = read_picture(DATA / "art" / name, shorter)
            self.pictures[key] = (picture * 255).byte()
        return self.pictures[key]
