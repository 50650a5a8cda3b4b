"""The net: a decoder of norm-first layers with rotary positions, as engine/inference/transformer computes it."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tokens import VOCABULARY

THETA = 10_000.0


@dataclass
class Extents:
    width: int = 128
    layers: int = 4
    heads: int = 4
    hidden: int = 512
    context: int = 320  # positions that the runtime's caches hold: as many as training sees


class Layer(nn.Module):
    def __init__(self, extents: Extents, dropout: float):
        super().__init__()
        width = extents.width
        self.heads, self.dropout = extents.heads, dropout
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, extents.hidden), nn.Linear(extents.hidden, width)
        for last in (self.out, self.down):
            nn.init.normal_(last.weight, std=0.02 / math.sqrt(2 * extents.layers))

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:  # (n, length, width)
        n, length, width = x.shape
        split = self.qkv(self.norm1(x)).view(n, length, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)  # (n, heads, length, size)
        query, key = rotated(query, turn), rotated(key, turn)
        attended = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        attended = attended.transpose(1, 2).reshape(n, length, width)
        x = x + F.dropout(self.out(attended), self.dropout, self.training)
        return x + F.dropout(self.down(F.gelu(self.up(self.norm2(x)))), self.dropout, self.training)


class MusicNet(nn.Module):
    def __init__(self, extents: Extents, dropout: float = 0.0):
        super().__init__()
        self.extents = extents
        self.embedding = nn.Embedding(VOCABULARY, extents.width)
        nn.init.normal_(self.embedding.weight, std=0.05)
        self.layers = nn.ModuleList(Layer(extents, dropout) for _ in range(extents.layers))
        self.norm = nn.LayerNorm(extents.width)
        self.logits = nn.Linear(extents.width, VOCABULARY)
        nn.init.normal_(self.logits.weight, std=0.02)

    def forward(self, tokens: Tensor) -> Tensor:
        """(n, length) -> logits of what follows each token (n, length, VOCABULARY)."""
        x = self.embedding(tokens)
        turn = turns(tokens.shape[1], self.extents.width // self.extents.heads, x.device)
        for layer in self.layers:
            x = layer(x, turn)
        return self.logits(self.norm(x))


def turns(length: int, size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines (length, size / 2) of the positions. J. Su et al., "RoFormer", 2021."""
    half = size // 2
    rates = THETA ** (-torch.arange(half, device=device) / half)
    angles = torch.arange(length, device=device)[:, None] * rates
    return angles.cos(), angles.sin()


def rotated(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """Turns the pairs (i, i + size / 2) of each head."""
    first, second = x.chunk(2, dim=-1)
    cosine, sine = turn
    return torch.cat([first * cosine - second * sine, first * sine + second * cosine], dim=-1)
