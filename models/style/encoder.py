"""The style encoder: any picture -> the 100-number code by which the style net paints like it.

    picture (n, 3, h, w) in 0..1, both sides multiples of 16
      Darknet's first four blocks, frozen, at whole and half size
      -> mean and deviation of every channel                        960 numbers, standardised
      -> linear 256, ReLU, linear 100                               the code

What it reads is what the style loss measures, so that pictures it has never seen land near pictures
of like surface. The linear layers are learnt together with the style net.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from perceptual import Darknet, half, style_of

CODE_SIZE = 100
BLOCKS = 4  # of Darknet: 16, 32, 64, 128 channels
DESCRIPTION_SIZE = 2 * 2 * (16 + 32 + 64 + 128)  # mean and deviation, two scales
HIDDEN_SIZE = 256
FAINT = 1e-2  # keeps the logarithm of a deviation from running away on flat pictures


class StyleEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("centre", torch.zeros(DESCRIPTION_SIZE))
        self.register_buffer("spread", torch.ones(DESCRIPTION_SIZE))
        self.hidden = nn.Linear(DESCRIPTION_SIZE, HIDDEN_SIZE)
        self.code = nn.Linear(HIDDEN_SIZE, CODE_SIZE)

    def forward(self, description: Tensor) -> Tensor:
        """(n, 960) -> code (n, 100)."""
        standard = (description - self.centre) / self.spread
        return self.code(F.relu(self.hidden(standard)))

    def standardise(self, descriptions: Tensor) -> None:
        """Sets centre and spread from the descriptions (many, 960) of the training styles."""
        self.centre.copy_(descriptions.mean(0))
        self.spread.copy_(descriptions.std(0) + FAINT)


def describe(statistics: list) -> Tensor:
    """What the encoder reads, out of style statistics at two scales: (n, 960)."""
    parts = []
    for scale in statistics:
        for _, mean, deviation in scale[:BLOCKS]:
            parts += [mean, (deviation + FAINT).log()]
    return torch.cat(parts, 1)


def measure_style(darknet: Darknet, picture: Tensor) -> list:
    """Style statistics at two scales, whole and half."""
    return [style_of(darknet(scale), scale) for scale in (picture, half(picture))]
