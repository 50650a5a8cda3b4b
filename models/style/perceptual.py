"""Perceptual nets and the losses on their features.

Darknet Reference supervises training; MobileNet v1 judges in `evaluate.py` and is never trained on.
Gram losses: Gatys et al. 2015, arXiv 1508.06576. Mean and deviation: Li et al. 2017, arXiv 1701.01036.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tfjs import read_weights

DARKNET_BLOCKS = 4  # a fifth, at 1/16, tells what is in a picture more than how it is painted
DARKNET_SLOPE = 0.1
MOBILENET_STRIDES = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1)  # conv_dw_1 .. conv_dw_11
MOBILENET_TAPS = (1, 3, 5, 11)  # conv_pw_n: 64 at 1/2, 128 at 1/4, 256 at 1/8, 512 at 1/16
EPS = 1e-3  # batch norm, in both nets
TINY = 1e-6


class Darknet(nn.Module):
    """picture (n, 3, h, w) in 0..1 -> features of four blocks: 16 at 1/1, 32 at 1/2, 64 at 1/4, 128 at 1/8."""

    content_tap = 3

    def __init__(self, folder: Path):
        super().__init__()
        weights = read_weights(folder)
        self.convs = nn.ModuleList(
            _folded(weights[f"conv2d_{i}/kernel"].transpose(3, 2, 0, 1), weights, f"batch_normalization_{i}")
            for i in range(1, DARKNET_BLOCKS + 1)
        )
        self.requires_grad_(False)

    def forward(self, picture: Tensor, blocks: int = DARKNET_BLOCKS) -> list[Tensor]:
        features, x = [], picture
        for i, conv in enumerate(self.convs[:blocks]):
            x = F.leaky_relu(conv(F.max_pool2d(x, 2) if i else x), DARKNET_SLOPE)
            features.append(x)
        return features


class MobileNet(nn.Module):
    """picture (n, 3, h, w) in 0..1 -> features at 1/2 (64), 1/4 (128), 1/8 (256), 1/16 (512)."""

    content_tap = 2

    def __init__(self, folder: Path):
        super().__init__()
        weights = read_weights(folder)
        self.stem = _folded(weights["conv1/kernel"].transpose(3, 2, 0, 1), weights, "conv1_bn", stride=2)
        self.depthwise, self.pointwise = nn.ModuleList(), nn.ModuleList()
        for i, stride in enumerate(MOBILENET_STRIDES, 1):
            kernel = weights[f"conv_dw_{i}/depthwise_kernel"].transpose(2, 3, 0, 1)
            self.depthwise.append(_folded(kernel, weights, f"conv_dw_{i}_bn", stride, groups=len(kernel)))
            kernel = weights[f"conv_pw_{i}/kernel"].transpose(3, 2, 0, 1)
            self.pointwise.append(_folded(kernel, weights, f"conv_pw_{i}_bn"))
        self.requires_grad_(False)

    def forward(self, picture: Tensor) -> list[Tensor]:
        features, x = [], F.relu6(_same(self.stem, picture * 2 - 1))
        for i, (depthwise, pointwise) in enumerate(zip(self.depthwise, self.pointwise), 1):
            x = F.relu6(pointwise(F.relu6(_same(depthwise, x))))
            if i in MOBILENET_TAPS:
                features.append(x)
        return features


def _folded(kernel: np.ndarray, weights: dict, norm: str, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    """A convolution (out, in, k, k) with its batch norm folded in; padded by k/2 where it does not stride."""
    scale = weights[f"{norm}/gamma"] / np.sqrt(weights[f"{norm}/moving_variance"] + EPS)
    bias = weights[f"{norm}/beta"] - weights[f"{norm}/moving_mean"] * scale
    out, into, size, _ = kernel.shape
    conv = nn.Conv2d(into * groups, out, size, stride, padding=size // 2 if stride == 1 else 0, groups=groups)
    conv.weight.data = torch.from_numpy((kernel * scale[:, None, None, None]).astype(np.float32))
    conv.bias.data = torch.from_numpy(bias.astype(np.float32))
    return conv


def _same(conv: nn.Conv2d, x: Tensor) -> Tensor:
    """TensorFlow's SAME padding: on even sizes, stride 2 pads below and to the right only."""
    return conv(F.pad(x, (0, 1, 0, 1)) if conv.stride[0] == 2 else x)


def gram(features: Tensor) -> Tensor:
    """(n, c, h, w) -> (n, c, c), the mean over positions of products of channels."""
    flat = features.flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


def style_statistics(features: list[Tensor]) -> list[tuple[Tensor, Tensor, Tensor]]:
    """For each block: Gram (n, c, c), mean (n, c), deviation (n, c)."""
    statistics = []
    for block in features:
        matrix, mean = gram(block), block.mean((2, 3))
        variance = (matrix.diagonal(dim1=1, dim2=2) - mean**2).clamp_min(0)
        statistics.append((matrix, mean, (variance + TINY).sqrt()))
    return statistics


def style_of(features: list[Tensor], picture: Tensor) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Style statistics of a net's features, and after them those of the colours themselves."""
    return style_statistics([*features, picture - 0.5])


def gram_loss(ours: list, target: list) -> Tensor:
    """Squared distance of Gram matrices relative to the target's size, mean over blocks: (n,)."""
    terms = [
        ((a[0] - b[0]) ** 2).sum((1, 2)) / ((b[0] ** 2).sum((1, 2)) + TINY) for a, b in zip(ours, target)
    ]
    return torch.stack(terms).mean(0)


def moment_loss(ours: list, target: list) -> Tensor:
    """Squared distance of means and deviations relative to the target's variance, mean over blocks: (n,)."""
    terms = []
    for (_, mean, deviation), (_, target_mean, target_deviation) in zip(ours, target):
        distance = (mean - target_mean) ** 2 + (deviation - target_deviation) ** 2
        terms.append(distance.mean(1) / ((target_deviation**2).mean(1) + TINY))
    return torch.stack(terms).mean(0)


def content_loss(ours: Tensor, target: Tensor) -> Tensor:
    """Squared distance of one block's features relative to the target's variance: (n,)."""
    spread = (target - target.mean((2, 3), keepdim=True)) ** 2
    return ((ours - target) ** 2).mean((1, 2, 3)) / (spread.mean((1, 2, 3)) + TINY)


def pick(statistics: list, rows: list[int]) -> list:
    """Rows of batched style statistics (a list over scales of lists over blocks of tuples)."""
    return [[tuple(part[rows] for part in block) for block in scale] for scale in statistics]


def join(several: list[list]) -> list:
    """Style statistics of several batches as one batch."""
    return [[tuple(map(torch.cat, zip(*blocks))) for blocks in zip(*scales)] for scales in zip(*several)]


def blend(first: list, second: list, share: Tensor) -> list:
    """Statistics between two styles: `share` (n,) of the second."""
    mixed = []
    for scale_a, scale_b in zip(first, second):
        blocks = zip(scale_a, scale_b)
        mixed.append([tuple(_lerp(a, b, share) for a, b in zip(*block)) for block in blocks])
    return mixed


def _lerp(first: Tensor, second: Tensor, share: Tensor) -> Tensor:
    return first.lerp(second, share.reshape(-1, *[1] * (first.dim() - 1)))


def half(picture: Tensor) -> Tensor:
    """The picture at half its size, for losses at a second scale."""
    return F.avg_pool2d(picture, 2)
