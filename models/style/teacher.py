"""The teacher: Magenta's arbitrary-stylisation transformer (separable), read from its TF.js weights.

Its picture net paints any style that a 100-number code names; the net that would predict the code
from a painting is not at hand, so `invert.py` finds codes by optimisation.
Source: Ghiasi et al. 2017, arXiv 1705.06830; weights Apache-2.0 (see the data folder's SOURCE).
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tfjs import read_weights

CODE_SIZE = 100
RESIDUAL_BLOCKS = 5
BATCH_NORM_EPS = 1e-3
STYLE_NORM_EPS = 1e-5


class Teacher(nn.Module):
    """picture (n, 3, h, w) in 0..1, code (n, 100) -> painted picture (n, 3, h, w); h, w multiples of 4."""

    def __init__(self, folder: Path):
        super().__init__()
        weights = read_weights(folder)
        self.contract = nn.ModuleList(
            _contract(weights, f"transformer/contract/conv{i}", stride) for i, stride in ((1, 1), (2, 2), (3, 2))
        )
        self.residual = nn.ModuleList(
            _styled(weights, f"residual/residual{block}", f"conv{i}", f"dilate_conv{i}")
            for block in range(1, RESIDUAL_BLOCKS + 1)
            for i in (1, 2)
        )
        self.expand = nn.ModuleList(
            _styled(weights, f"expand/conv{i}", "conv", "dilate_conv") for i in (1, 2, 3)
        )
        self.requires_grad_(False)
        self.eval()

    def forward(self, picture: Tensor, code: Tensor) -> Tensor:
        return self.expand_picture(self.contract_picture(picture), code)

    def contract_picture(self, picture: Tensor) -> Tensor:
        """The part that no style touches: (n, 3, h, w) -> (n, 128, h/4, w/4)."""
        x = picture
        for layer in self.contract:
            x = F.relu(layer(x))
        return x

    def expand_picture(self, contracted: Tensor, code: Tensor) -> Tensor:
        """The part that paints: (n, 128, h/4, w/4) and code (n, 100) -> (n, 3, h, w)."""
        x = contracted
        for first, second in zip(self.residual[0::2], self.residual[1::2]):
            x = x + second(F.relu(first(x, code)), code)
        for layer in self.expand[:2]:
            x = F.relu(layer(F.interpolate(x, scale_factor=2, mode="nearest"), code))
        return torch.sigmoid(self.expand[2](x, code))


class SeparableStyled(nn.Module):
    """Depthwise conv, pointwise conv, instance norm whose gamma and beta are linear in the code."""

    def __init__(self, depthwise: Tensor, pointwise: Tensor, gamma: nn.Linear, beta: nn.Linear):
        super().__init__()
        self.depthwise = nn.Parameter(depthwise)  # (c, 1, k, k)
        self.pointwise = nn.Parameter(pointwise)  # (d, c, 1, 1)
        self.gamma, self.beta = gamma, beta

    def forward(self, x: Tensor, code: Tensor) -> Tensor:
        channels, _, size, _ = self.depthwise.shape
        x = F.conv2d(x, self.depthwise, padding=size // 2, groups=channels)
        x = F.instance_norm(F.conv2d(x, self.pointwise), eps=STYLE_NORM_EPS)
        return x * self.gamma(code)[:, :, None, None] + self.beta(code)[:, :, None, None]


def _contract(weights: dict[str, np.ndarray], name: str, stride: int) -> nn.Conv2d:
    """A convolution with its batch norm folded in."""
    norm = f"{name}/BatchNorm"
    scale = weights[f"{norm}/Const"] / np.sqrt(weights[f"{norm}/moving_variance"] + BATCH_NORM_EPS)
    kernel = (weights[f"{name}/weights"] * scale).transpose(3, 2, 0, 1)  # (out, in, k, k)
    bias = weights[f"{norm}/beta"] - weights[f"{norm}/moving_mean"] * scale
    out, into, size, _ = kernel.shape
    conv = nn.Conv2d(into, out, size, stride, padding=size // 2)
    conv.weight.data, conv.bias.data = _tensor(kernel), _tensor(bias)
    return conv


def _styled(weights: dict[str, np.ndarray], block: str, params: str, conv: str) -> SeparableStyled:
    norm = f"style_params/transformer/{block}/{params}/StyleNorm"
    depthwise = weights[f"transformer/{block}/{conv}/depthwise_weights"].transpose(2, 3, 0, 1)
    pointwise = weights[f"transformer/{block}/{conv}/pointwise_weights"].transpose(3, 2, 0, 1)
    gamma, beta = _linear(weights, f"{norm}/Conv_1"), _linear(weights, f"{norm}/Conv")
    return SeparableStyled(_tensor(depthwise), _tensor(pointwise), gamma, beta)


def _linear(weights: dict[str, np.ndarray], name: str) -> nn.Linear:
    matrix = weights[f"{name}/weights"][0, 0]  # (100, channels)
    linear = nn.Linear(*matrix.shape)
    linear.weight.data, linear.bias.data = _tensor(matrix.T), _tensor(weights[f"{name}/biases"])
    return linear


def _tensor(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(values, np.float32))
