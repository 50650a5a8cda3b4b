"""Style pictures of our own making: surfaces drawn by rule, each for a way of painting that no
painting at hand shows. `texture(kind, size, variant)` is deterministic."""

import math
import zlib
from collections.abc import Callable

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter
from torch import Tensor

Colour = tuple[int, int, int]
OVERSAMPLING = 2  # drawn larger, then reduced, for smooth edges
JEWELS = [
    (22, 62, 140), (196, 32, 44), (242, 178, 40), (24, 128, 92), (120, 40, 120), (238, 226, 190), (30, 150, 190)
]
EARTH = [(74, 52, 40), (166, 92, 50), (214, 160, 96), (232, 214, 178), (96, 110, 84), (46, 66, 80)]
SEA = [(12, 40, 70), (24, 92, 120), (70, 160, 170), (190, 220, 210), (238, 236, 220), (230, 120, 80)]
CANDY = [(250, 88, 120), (255, 190, 80), (90, 200, 190), (70, 90, 200), (250, 240, 220), (40, 30, 60)]
NEON = [(255, 40, 140), (40, 220, 255), (150, 70, 255), (90, 255, 150), (255, 190, 60)]
PASTELS = [(240, 170, 170), (250, 220, 170), (170, 200, 220), (200, 180, 220)]
CHARCOALS = [(30, 30, 32), (80, 80, 82), (200, 196, 190), (236, 230, 220)]
PAPER, INK = (240, 232, 214), (24, 22, 28)


def texture(kind: str, size: int, variant: int = 0) -> Tensor:
    """The texture called `kind`, in one of endless variants: (3, size, size) in 0..1."""
    random = np.random.default_rng(zlib.crc32(kind.encode()) + variant)
    image = TEXTURES[kind](size * OVERSAMPLING, random).convert("RGB")
    pixels = np.asarray(image.resize((size, size), Image.Resampling.BOX))
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 255


def _noise(size: int, cells: int, random: np.random.Generator) -> np.ndarray:
    """Smooth noise in 0..1 with about `cells` bumps a side: (size, size)."""
    field = Image.fromarray(random.random((cells + 3, cells + 3)).astype(np.float32))
    values = np.asarray(field.resize((size, size), Image.Resampling.BICUBIC))
    return (values - values.min()) / (np.ptp(values) + 1e-9)


def _nearest_two(size: int, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the nearest point, and how much farther the second is, in pixels: (size, size) each."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    first, second = np.full((size, size), np.inf, np.float32), np.full((size, size), np.inf, np.float32)
    index = np.zeros((size, size), np.int32)
    for i, (px, py) in enumerate(points):
        distance = np.hypot(x - px, y - py)
        closer = distance < first
        second = np.where(closer, first, np.minimum(second, distance))
        index[closer], first = i, np.minimum(first, distance)
    return index, second - first


def _cells(size: int, count: int, palette: list[Colour], gap: Colour, width: float, random) -> Image.Image:
    """Voronoi cells in a palette, divided by lines."""
    index, margin = _nearest_two(size, random.random((count, 2)) * size)
    shade = random.normal(1, 0.12, (count, 1))
    colours = np.array(palette)[random.integers(len(palette), size=count)] * shade
    light = 0.8 + 0.4 * _noise(size, 24, random)
    pixels = np.where((margin < width * size)[..., None], gap, colours[index] * light[..., None])
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _strokes(size: int, palette: list[Colour], ground: Colour, brush: tuple[float, float], count: int, random, swirl=3):
    """Strokes of a brush (width, length) that follow a smooth field of directions; colour comes in regions."""
    width, length = brush
    image = Image.new("RGB", (size, size), ground)
    draw = ImageDraw.Draw(image)
    angle, region = _noise(size, swirl, random) * 2 * math.tau, _noise(size, 4, random)
    for x, y in random.random((count, 2)) * size:
        at = int(y), int(x)
        direction, tone = angle[at], region[at] * len(palette) + random.normal(0, 0.5)
        colour = np.array(palette[int(tone) % len(palette)]) * random.normal(1, 0.1)
        dx, dy = (f(direction) * length * size / 2 for f in (math.cos, math.sin))
        draw.line([x - dx, y - dy, x + dx, y + dy], tuple(colour.clip(0, 255).astype(int)), max(1, int(width * size)))
    return image


def _dots(size: int, palette: list[Colour], ground: Colour, radius: float, count: int, random) -> Image.Image:
    image = Image.new("RGB", (size, size), ground)
    draw, region = ImageDraw.Draw(image), _noise(size, 3, random)
    for x, y in random.random((count, 2)) * size:
        tone = region[int(y), int(x)] * len(palette) + random.normal(0, 0.8)
        r = radius * size * random.uniform(0.7, 1.2)
        draw.ellipse([x - r, y - r, x + r, y + r], palette[int(tone) % len(palette)])
    return image


def _lines(size: int, ink: Colour, paper: Colour, period: float, angles: list[float], wobble: float, random):
    """Parallel lines whose thickness follows a tone, as a burin or a knife leaves them."""
    y, x = np.mgrid[0:size, 0:size] / size
    tone, drawn = _noise(size, 4, random), np.zeros((size, size), bool)
    for i, angle in enumerate(angles):
        across = x * math.cos(angle) + y * math.sin(angle) + wobble * _noise(size, 5, random)
        wave = np.abs((across / period) % 1 - 0.5) * 2
        drawn |= wave < np.clip(1.25 * tone - 0.45 * i, 0, 0.9)
    return Image.fromarray(np.where(drawn[..., None], ink, paper).astype(np.uint8))


def _paper_cut(size: int, palette: list[Colour], random) -> Image.Image:
    """Sheets of paper above each other, each with a soft shadow."""
    image = Image.new("RGB", (size, size), palette[0])
    for layer in range(1, 9):
        level = _noise(size, 3, random) > random.uniform(0.45, 0.62)
        mask = Image.fromarray((level * 255).astype(np.uint8))
        shadow = mask.filter(ImageFilter.GaussianBlur(size / 60)).point(lambda v: v * 0.5)
        image.paste((10, 10, 20), (size // 100, size // 70), shadow)
        image.paste(palette[layer % len(palette)], (0, 0), mask)
    return image


def _neon(size: int, random) -> Image.Image:
    """Glowing tubes in the dark."""
    image = Image.new("RGB", (size, size), (8, 6, 18))
    draw, field = ImageDraw.Draw(image), _noise(size, 3, random) * math.tau
    for i in range(26):
        x, y = random.random(2) * size
        path = []
        for _ in range(60):
            path.append((x, y))
            angle = field[int(y) % size, int(x) % size] * 2 + i
            x, y = x + math.cos(angle) * size / 90, y + math.sin(angle) * size / 90
        draw.line(path, NEON[i % len(NEON)], max(2, size // 90), joint="curve")
    pixels = np.asarray(image, np.float32)
    for radius in (size / 120, size / 30):
        pixels = pixels + 0.9 * np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), np.float32)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _washes(size: int, palette: list[Colour], random) -> Image.Image:
    """Watercolour: pale layers with darker rims."""
    pixels = np.full((size, size, 3), PAPER, np.float32)
    for layer in range(10):
        depth = _noise(size, 4, random) - random.uniform(0.45, 0.6) + 0.03 * _noise(size, 60, random)
        wash = (depth > 0) * (0.35 + 0.45 * np.exp(-np.maximum(depth, 0) * 45))
        pixels += (np.array(palette[layer % len(palette)]) - pixels) * wash[..., None] * 0.6
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _tiles(size: int, palette: list[Colour], count: int, random) -> Image.Image:
    """Mosaic: near-square stones in bent rows, mortar between."""
    y, x = np.mgrid[0:size, 0:size] / size
    u = (x + 0.12 * _noise(size, 3, random)) * count
    v = (y + 0.12 * _noise(size, 3, random)) * count
    region = _noise(size, 4, random)
    stone = (np.floor(u).astype(int) * 7919 + np.floor(v).astype(int) * 104729) % 4096
    tone = region * len(palette) + random.normal(0, 0.7, 4096)[stone]
    colours = np.array(palette)[tone.astype(int) % len(palette)] * random.normal(1, 0.1, 4096)[stone][..., None]
    mortar = np.maximum(np.abs(u % 1 - 0.5), np.abs(v % 1 - 0.5)) > 0.43
    return Image.fromarray(np.where(mortar[..., None], (52, 46, 44), colours).clip(0, 255).astype(np.uint8))


def _halftone(size: int, random) -> Image.Image:
    """Three inks on paper, each a turned grid of dots that grow with its tone."""
    y, x = np.mgrid[0:size, 0:size] / size
    pixels = np.full((size, size, 3), 246.0)
    for angle, ink in ((0.26, (0, 150, 220)), (1.31, (226, 20, 120)), (0.0, (250, 220, 0))):
        u, v = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
        dot = np.hypot((u * 42) % 1 - 0.5, (v * 42) % 1 - 0.5) < 0.6 * _noise(size, 3, random)
        pixels = np.where(dot[..., None], pixels * np.array(ink) / 255, pixels)
    return Image.fromarray(pixels.astype(np.uint8))


def _ribbons(size: int, palette: list[Colour], bands: int, random) -> Image.Image:
    """Level lines of a smooth field, in flat colours (marbled paper, agate, maps)."""
    field = _noise(size, 3, random) + 0.35 * _noise(size, 8, random)
    level = (field * bands).astype(int)
    edge = (field * bands) % 1 < 0.1
    colours = np.array(palette)[(level * 5 + level // 3) % len(palette)]
    return Image.fromarray(np.where(edge[..., None], colours * 0.45, colours).astype(np.uint8))


TEXTURES: dict[str, Callable[[int, np.random.Generator], Image.Image]] = {
    "stained-glass": lambda s, r: _cells(s, 90, JEWELS, (14, 12, 16), 0.010, r),
    "shards": lambda s, r: _cells(s, 40, SEA, (236, 236, 230), 0.006, r),
    "mosaic": lambda s, r: _tiles(s, JEWELS, 26, r),
    "roman-mosaic": lambda s, r: _tiles(s, EARTH, 34, r),
    "pointillism": lambda s, r: _dots(s, JEWELS[:5] + [(250, 220, 120)], (226, 214, 180), 0.008, 9000, r),
    "confetti": lambda s, r: _dots(s, CANDY, (250, 244, 230), 0.018, 2200, r),
    "engraving": lambda s, r: _lines(s, INK, PAPER, 0.016, [0.5], 0.10, r),
    "cross-hatching": lambda s, r: _lines(s, INK, PAPER, 0.020, [0.8, 2.3, 1.5], 0.02, r),
    "woodcut": lambda s, r: _lines(s, INK, (226, 200, 160), 0.045, [1.4], 0.22, r),
    "blueprint": lambda s, r: _lines(s, (214, 232, 250), (20, 60, 130), 0.03, [0.0, 1.571], 0.0, r),
    "neon": _neon,
    "cut-paper": lambda s, r: _paper_cut(s, CANDY, r),
    "cut-paper-sea": lambda s, r: _paper_cut(s, SEA, r),
    "watercolour": lambda s, r: _washes(s, SEA[:3] + [(220, 90, 90), (240, 190, 80)], r),
    "ink-wash": lambda s, r: _washes(s, [(30, 30, 36), (70, 70, 78), (120, 118, 120)], r),
    "impasto": lambda s, r: _strokes(s, JEWELS, (40, 40, 60), (0.016, 0.07), 9000, r),
    "pastel": lambda s, r: _strokes(s, PASTELS, (236, 226, 210), (0.006, 0.10), 9000, r),
    "charcoal": lambda s, r: _strokes(s, CHARCOALS, PAPER, (0.004, 0.09), 9000, r),
    "fur": lambda s, r: _strokes(s, EARTH, (50, 36, 30), (0.003, 0.06), 16000, r, swirl=5),
    "halftone": _halftone,
    "marbled": lambda s, r: _ribbons(s, SEA, 34, r),
    "agate": lambda s, r: _ribbons(s, EARTH, 22, r),
}
