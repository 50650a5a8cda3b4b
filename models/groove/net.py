"""The net: what each piece of the kit does at a sixteenth, from the bar before it and what is asked.

Inputs (n, INPUTS): velocities of the sixteen sixteenths before, the newest last (16 x pieces); the sixteenth (16);
the weights of the styles (they may be mixed); parity of the bar, density, energy, swing.
Outputs (n, 3, pieces): logit of a stroke, its velocity, its lateness.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from patterns import PIECES, STEPS

STYLES = 16
HISTORY = STEPS * len(PIECES)
INPUTS = HISTORY + STEPS + STYLES + 4
LATENESS = 0.4  # the furthest, in sixteenths


@dataclass
class Extents:
    hidden: int = 192
    second: int = 128


class GrooveNet(nn.Module):
    def __init__(self, extents: Extents):
        super().__init__()
        self.first = nn.Linear(INPUTS, extents.hidden)
        self.second = nn.Linear(extents.hidden, extents.second)
        self.out = nn.Linear(extents.second, 3 * len(PIECES))

    def forward(self, x: Tensor) -> Tensor:
        """(n, INPUTS) -> (n, 3, pieces): logits, velocities from 0 to 1, lateness in sixteenths."""
        y = self.out(F.relu(self.second(F.relu(self.first(x))))).view(-1, 3, len(PIECES))
        return torch.stack([y[:, 0], y[:, 1].sigmoid(), LATENESS * y[:, 2].tanh()], dim=1)
