"""The fast style nets of the data folder (one net a style, VGG-trained): a baseline to be measured against.

Net: Johnson et al. 2016 (arXiv 1603.08155) as in lengstrom/fast-style-transfer; see the folder's SOURCE.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

NORM_EPS = 1e-3
RESIDUAL_BLOCKS = 5
FAST_STYLES = {"udnie": "udnie", "great-wave": "wave"}  # built-in style: folder


class FastStyle(nn.Module):
    """picture (n, 3, h, w) in 0..1 -> painted picture (n, 3, h, w); h and w multiples of 4."""

    def __init__(self, folder: Path):
        super().__init__()
        manifest = json.loads((folder / "manifest.json").read_text())
        self.tensors = []
        for i in range(len(manifest)):
            entry = manifest["Variable" if i == 0 else f"Variable_{i}"]
            values = np.fromfile(folder / entry["filename"], np.float32).reshape(entry["shape"])
            self.tensors.append(torch.from_numpy(values))
        self.operations = 0  # multiply-adds of the last picture

    @torch.no_grad()
    def forward(self, picture: Tensor) -> Tensor:
        layers = iter(self.tensors)
        self.operations = 0
        x = picture * 255
        for stride in (1, 2, 2):
            x = F.relu(self._conv(x, layers, stride))
        for _ in range(RESIDUAL_BLOCKS):
            x = x + self._conv(F.relu(self._conv(x, layers, 1)), layers, 1)
        for _ in range(2):
            x = F.relu(self._grow(x, layers))
        return ((150 * torch.tanh(self._conv(x, layers, 1)) + 127.5) / 255).clamp(0, 1)

    def _conv(self, x: Tensor, layers, stride: int) -> Tensor:
        kernel = next(layers).permute(3, 2, 0, 1)  # (out, in, k, k)
        size = kernel.shape[2]
        before = (size - stride) // 2 if stride > 1 else size // 2  # TensorFlow's SAME
        after = size - stride - before if stride > 1 else size // 2
        out = F.conv2d(F.pad(x, (before, after, before, after)), kernel, stride=stride)
        self.operations += out.shape[2] * out.shape[3] * kernel.numel()
        return _norm(out, layers)

    def _grow(self, x: Tensor, layers) -> Tensor:
        kernel = next(layers).permute(3, 2, 0, 1)  # (in, out, k, k)
        self.operations += x.shape[2] * x.shape[3] * kernel.numel()
        height, width = x.shape[2] * 2, x.shape[3] * 2
        return _norm(F.conv_transpose2d(x, kernel, stride=2)[:, :, :height, :width], layers)


def _norm(x: Tensor, layers) -> Tensor:
    shift, scale = next(layers), next(layers)
    return F.instance_norm(x, eps=NORM_EPS) * scale[:, None, None] + shift[:, None, None]
