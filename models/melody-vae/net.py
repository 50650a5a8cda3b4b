"""The net: a variational autoencoder of riffs. D. P. Kingma and M. Welling, 2014; two bars as in A. Roberts et al.,
"A Hierarchical Latent Vector Model for Learning Long-Term Structure in Music", 2018, but decoded at once."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from riffs import STEPS, SYMBOLS


@dataclass
class Extents:
    code: int = 48  # numbers that a riff becomes
    embedding: int = 12
    hidden: int = 256
    channels: int = 12  # of a sixteenth, before the last layers
    mixed: int = 48  # channels of the convolution over neighbouring sixteenths


class Encoder(nn.Module):
    def __init__(self, extents: Extents):
        super().__init__()
        self.embedding = nn.Embedding(SYMBOLS, extents.embedding)
        self.first = nn.Linear(STEPS * extents.embedding, extents.hidden)
        self.second = nn.Linear(extents.hidden, extents.hidden)
        self.mean = nn.Linear(extents.hidden, extents.code)
        self.spread = nn.Linear(extents.hidden, extents.code)

    def forward(self, riffs: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 32) -> mean and log variance (n, code)."""
        x = F.relu(self.first(self.embedding(riffs).flatten(1)))
        x = F.relu(self.second(x))
        return self.mean(x), self.spread(x)


class Decoder(nn.Module):
    def __init__(self, extents: Extents):
        super().__init__()
        self.channels = extents.channels
        self.first = nn.Linear(extents.code, extents.hidden)
        self.second = nn.Linear(extents.hidden, extents.hidden)
        self.third = nn.Linear(extents.hidden, STEPS * extents.channels)
        self.mix = nn.Conv1d(extents.channels, extents.mixed, 5, padding=2)
        self.logits = nn.Conv1d(extents.mixed, SYMBOLS, 1)

    def forward(self, codes: Tensor) -> Tensor:
        """(n, code) -> logits of symbols (n, 32, SYMBOLS)."""
        x = F.relu(self.second(F.relu(self.first(codes))))
        x = F.relu(self.third(x)).view(-1, STEPS, self.channels).transpose(1, 2)
        return self.logits(F.relu(self.mix(x))).transpose(1, 2)


class MelodyVae(nn.Module):
    def __init__(self, extents: Extents):
        super().__init__()
        self.extents = extents
        self.encoder, self.decoder = Encoder(extents), Decoder(extents)

    def forward(self, riffs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        mean, spread = self.encoder(riffs)
        codes = mean + torch.randn_like(mean) * (0.5 * spread).exp() if self.training else mean
        return self.decoder(codes), mean, spread
