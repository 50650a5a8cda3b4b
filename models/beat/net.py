"""The beat net: causal convolutions over bands and time, then two gated recurrent layers."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from features import BANDS

OUTPUTS = ("beat", "downbeat", "onset")
CHANNELS, HIDDEN = (16, 24, 48), 96


class BeatNet(nn.Module):
    """Log-compressed bands in, three logits a frame out. Nothing is padded in time: 6 frames before come first."""

    context = 6

    def __init__(self) -> None:
        super().__init__()
        a, b, c = CHANNELS
        self.conv1, self.norm1 = nn.Conv2d(1, a, (3, 5), padding=(0, 2), bias=False), nn.BatchNorm2d(a)
        self.conv2, self.norm2 = nn.Conv2d(a, b, (3, 3), padding=(0, 1), bias=False), nn.BatchNorm2d(b)
        self.conv3, self.norm3 = nn.Conv2d(b, c, (3, BANDS // 16), bias=False), nn.BatchNorm2d(c)
        self.recur = nn.GRU(c, HIDDEN, 2, batch_first=True)
        self.out = nn.Linear(HIDDEN, len(OUTPUTS))
        self.to(memory_format=torch.channels_last)

    def forward(self, bands: Tensor, hidden: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """(n, 6 + time, BANDS), state (2, n, HIDDEN) -> logits (n, time, 3), state."""
        x = bands.unsqueeze(1).contiguous(memory_format=torch.channels_last)  # (n, 1, 6 + time, BANDS)
        x = F.max_pool2d(F.relu(self.norm1(self.conv1(x))), (1, 4))
        x = F.max_pool2d(F.relu(self.norm2(self.conv2(x))), (1, 4))
        x = F.relu(self.norm3(self.conv3(x))).squeeze(3).transpose(1, 2)  # (n, time, 48)
        x, hidden = self.recur(x, hidden)
        return self.out(x), hidden
