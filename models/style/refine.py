"""Fits what the style net is told of one style, the net itself frozen, by the losses of training.

The encoder names a code at once; here a better one is looked for on photographs. `export.py --fit` ships the built-in
styles' codes so. For a dropped picture the instrument does the same (`fit/`), on drawn pictures, with an
offset of the numbers that the code names: `fit_loss` is what both go by, and what holds them together in
`golden.json`.
"""

import random
from dataclasses import dataclass

import torch
from torch import Tensor

from data import photographs, random_crop
from net import StyleNet
from perceptual import Darknet, content_loss, gram_loss, half, moment_loss, style_of


@dataclass
class FitConfig:
    steps: int = 60
    rate: float = 0.05
    size: int = 96  # of the photographs, pixels a side
    photographs: int = 24
    batch: int = 2
    # loss weights, `FIT` of fit/style-fit.ts
    content: float = 0.2
    moment: float = 0.25
    variation: float = 2.0
    seed: int = 3


def fit_contents(config: FitConfig) -> Tensor:
    """Photographs to be painted while a code is fitted: (n, 3, size, size)."""
    chance = random.Random(config.seed)
    paths = chance.sample(photographs(), config.photographs)
    return torch.stack([random_crop(path, config.size, chance) for path in paths])


def fit_code(
    net: StyleNet, darknet: Darknet, wanted: list, code: Tensor, contents: Tensor, config: FitConfig
) -> Tensor:
    """The fitted code (100,). `wanted`: style statistics at two scales; `code`: what the encoder named."""
    code = code.detach().clone()[None].requires_grad_(True)
    optimiser = torch.optim.Adam([code], lr=config.rate, betas=(0.9, 0.99))
    for step in range(config.steps):
        optimiser.param_groups[0]["lr"] = config.rate * min(1.0, 1.2 * (1 - step / config.steps) + 0.1)
        rows = [(step * config.batch + i) % len(contents) for i in range(config.batch)]
        optimiser.zero_grad()
        fit_loss(net, darknet, wanted, net.style(code), contents[rows], config).backward()
        optimiser.step()
    return code.detach()[0]


def fit_loss(
    net: StyleNet, darknet: Darknet, wanted: list, numbers: Tensor, contents: Tensor, config: FitConfig
) -> Tensor:
    """Content, style and total variation of pictures painted by a style's numbers (1, sum(style_sizes))."""
    painted = net.stylise(contents, numbers.expand(len(contents), -1))
    whole, small = darknet(painted), half(painted)
    with torch.no_grad():
        kept = darknet(contents)[Darknet.content_tap]
    loss = config.content * content_loss(whole[Darknet.content_tap], kept).mean()
    for ours, target in zip((style_of(whole, painted), style_of(darknet(small), small)), wanted):
        loss = loss + (gram_loss(ours, target) + config.moment * moment_loss(ours, target)).mean() / 2
    variation = (painted.diff(dim=2) ** 2).mean() + (painted.diff(dim=3) ** 2).mean()
    return loss + config.variation * variation
