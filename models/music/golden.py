"""Golden samples of the music net for other runtimes: a small net of made-up weights, and tokens of a piece.

    python golden.py          # -> golden.json

They need no trained weights: weight i of tensor n of the net below (in the order of the state's names, each
as (in, out)) is 0.3 * sin(0.7 * i + n), scales are 1 more. Any language can make the same net.
"""

import json

import numpy as np
import torch

from data import HERE
from evaluate import MEASURES, overlap
from export import from_named, named
from net import Extents, MusicNet
from tokens import REST, VOCABULARY, encode, legal

EXTENTS = Extents(width=16, layers=2, heads=2, hidden=24, context=64)
EVERY = 16  # of the logits one in so many is kept


def piece() -> np.ndarray:
    """Twenty sixteenths in four parts: held notes, a rest, parts that change alone and together."""
    rows = [[72 + step // 2 % 5, 67 - step // 8, 60 + step // 3 % 2, 48 + 7 * (step // 10)] for step in range(20)]
    rows[5][1] = rows[6][1] = REST
    return np.array(rows)


def made_up(extents: Extents) -> dict[str, torch.Tensor]:
    tensors = {}
    for n, (name, tensor) in enumerate(named(MusicNet(extents)).items()):
        values = 0.3 * np.sin(0.7 * np.arange(tensor.numel()) + n) + (1 if name.endswith(".scale") else 0)
        tensors[name] = torch.tensor(values, dtype=torch.float32).reshape(tensor.shape)
    return tensors


@torch.no_grad()
def main() -> None:
    tensors, grid = made_up(EXTENTS), piece()
    tokens = encode(grid)
    logits = from_named(EXTENTS, tensors)(torch.tensor([tokens]))[0, -1]
    golden = {
        "vocabulary": VOCABULARY,
        "extents": vars(EXTENTS),
        "names": list(tensors),
        "grid": grid.tolist(),
        "tokens": tokens,
        "legalCounts": legal(tokens).sum(axis=1).tolist(),
        "every": EVERY,
        "logits": [round(value, 6) for value in logits[::EVERY].tolist()],
        "measures": {name: round(measure(grid), 6) for name, measure in MEASURES.items()},
        "overlap": round(overlap([0.1, 0.5, 0.7, 0.2], [0.4, 0.6, 0.9, 0.7, 0.5]), 6),
    }
    (HERE / "golden.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
