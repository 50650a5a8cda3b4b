"""The style nets S and M: one feed-forward net, any style that a 100-number code names.

    picture (n, 3, h, w) in 0..1, h and w multiples of `StyleNet.multiple` (s: 8, m: 4)
      pixel-unshuffle x2                              12 at 1/2
      contract: conv3, batch norm (folded at export), ReLU      to `widths`, each but the first at stride 2
      5 residual blocks: conv3, CIN, ReLU, conv3, CIN, + skip
      expand: nearest x2, conv3, CIN, ReLU, + gate * contract features of the same size
      conv3 to 12, sigmoid, pixel-shuffle x2 -> picture (n, 3, h, w)

Every convolution repeats the edge. CIN is instance norm with a gamma and beta a channel (Dumoulin et al. 2016, arXiv 1610.07629); these,
and the gates, are linear in the code, so blending styles is a weighted sum of codes and costs the
picture net nothing. No norm touches the full-resolution layers, no kernel is larger than 3x3.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encoder import CODE_SIZE, StyleEncoder

NORM_EPS = 1e-5
PIXELS = 12  # channels of 2x2 RGB pixels


@dataclass(frozen=True)
class Variant:
    widths: tuple[int, ...]  # channels at 1/2, 1/4, ...
    blocks: int = 5


VARIANTS = {"s": Variant((16, 32, 64)), "m": Variant((32, 64))}


class StyleNet(nn.Module):
    def __init__(self, variant: str):
        super().__init__()
        widths, blocks = VARIANTS[variant].widths, VARIANTS[variant].blocks
        self.multiple = 2 ** len(widths)
        self.contract = nn.ModuleList(
            _conv(into, out, 1 if i == 0 else 2)
            for i, (into, out) in enumerate(zip((PIXELS, *widths), widths))
        )
        self.contract_norm = nn.ModuleList(nn.BatchNorm2d(width) for width in widths)
        deep, out = widths[-1], widths[-2::-1]
        self.residual = nn.ModuleList(_conv(deep, deep) for _ in range(2 * blocks))
        self.expand = nn.ModuleList(_conv(into, to) for into, to in zip(widths[::-1], out))
        self.paint = nn.Conv2d(widths[0], PIXELS, 3, padding=1, padding_mode="replicate")
        # gamma - 1 and beta of every styled conv, in order, then the gates of the expand layers
        self.style_sizes = [deep] * (4 * blocks) + [size for to in out for size in (to, to)] + list(out)
        self.style = nn.Linear(CODE_SIZE, sum(self.style_sizes))
        self._initialise()

    def forward(self, picture: Tensor, code: Tensor) -> Tensor:
        return self.stylise(picture, self.style(code))

    def stylise(self, picture: Tensor, parameters: Tensor, second: Tensor | None = None, share_at=None) -> Tensor:
        """The picture net alone, with the style's own numbers (n, sum(style_sizes)) given; in a second style
        too where `share_at` (height, width) -> (height, width) gives it a share."""
        affine = parameters[:, :, None, None].split(self.style_sizes, dim=1)
        if second is not None:
            others = second[:, :, None, None].split(self.style_sizes, dim=1)
            affine = [Regions(*pair, share_at) for pair in zip(affine, others)]
        gates = affine[-len(self.expand) :]
        norms = iter(zip(affine[0::2], affine[1::2]))
        x, contracted = F.pixel_unshuffle(picture, 2), []
        for conv, norm in zip(self.contract, self.contract_norm):
            x = F.relu(norm(conv(x)))
            contracted.append(x)
        for first, second in zip(self.residual[0::2], self.residual[1::2]):
            inner = F.relu(_cin(first(x), next(norms)))
            x = x + _cin(second(inner), next(norms))
        for conv, gate, skip in zip(self.expand, gates, contracted[-2::-1]):
            x = F.relu(_cin(conv(F.interpolate(x, scale_factor=2, mode="nearest")), next(norms)))
            x = x + _at(gate, x) * skip
        return F.pixel_shuffle(torch.sigmoid(self.paint(x)), 2)

    def _initialise(self) -> None:
        nn.init.normal_(self.style.weight, std=0.05)
        nn.init.zeros_(self.style.bias)
        with torch.no_grad():  # the four pixels of a 2x2 begin alike, so that no checkerboard is born
            self.paint.weight.copy_(self.paint.weight[::4].repeat_interleave(4, 0))
            self.paint.bias.zero_()


def _conv(into: int, out: int, stride: int = 1) -> nn.Conv2d:
    """No bias, since a norm follows; edges are repeated, since zeros would paint a frame."""
    return nn.Conv2d(into, out, 3, stride, padding=1, padding_mode="replicate", bias=False)


def _cin(x: Tensor, affine: tuple) -> Tensor:
    gamma, beta = (_at(numbers, x) for numbers in affine)
    return F.instance_norm(x, eps=NORM_EPS) * (1 + gamma) + beta


class Regions(NamedTuple):
    """Numbers of two styles (n, c, 1, 1), and where the second one is."""

    first: Tensor
    second: Tensor
    share_at: Callable[[int, int], Tensor]


def _at(numbers: Tensor | Regions, x: Tensor) -> Tensor:
    """The numbers of a style, or of two by region, at the places of x."""
    if isinstance(numbers, Tensor):
        return numbers
    return numbers.first.lerp(numbers.second, numbers.share_at(*x.shape[2:]))


class Stylist(nn.Module):
    """What is trained as one: the style net and the encoder that names styles for it."""

    def __init__(self, variant: str):
        super().__init__()
        self.net, self.encoder = StyleNet(variant), StyleEncoder()


def gflop(variant: str, height: int, width: int) -> float:
    """Billions of operations (two a multiply-add) of the convolutions for one picture."""
    net, total = StyleNet(variant), 0
    layers = [*net.contract, *net.residual, *net.expand, net.paint]
    hooks = []

    def count(conv: nn.Conv2d, _inputs: tuple, out: Tensor) -> None:
        nonlocal total
        total += 2 * out.shape[2] * out.shape[3] * conv.weight.numel()

    for layer in layers:
        hooks.append(layer.register_forward_hook(count))
    with torch.no_grad():
        net.eval()(torch.zeros(1, 3, height, width), torch.zeros(1, CODE_SIZE))
    return total / 1e9
