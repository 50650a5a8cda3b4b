"""Judges the groove net on players that it has not heard, beside tables of counts.

    python evaluate.py .cache/groove/checkpoint.pt

Nats a sixteenth: minus the log likelihood of who strikes, all pieces together. The tables count strokes by style,
piece, sixteenth and bar parity, and by the same with density and energy in thirds, on the players that the net was
trained on. Velocity and lateness: root mean square of what strokes miss, beside the table's means.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from data import tables
from net import HISTORY, STYLES, Extents, GrooveNet
from patterns import PIECES, STEPS, players

HELD_OUT = 40  # players of each style


def load_net(path: Path) -> tuple[GrooveNet, dict]:
    state = torch.load(path, map_location="cpu", weights_only=True)
    net = GrooveNet(Extents(**state["config"]["extents"])).eval()
    net.load_state_dict(state["model"])
    return net, state


@torch.no_grad()
def nats_of(net: GrooveNet, inputs: Tensor, wanted: Tensor) -> float:
    """Nats a sixteenth."""
    hit = (wanted[:, :, 0] > 0).float()
    return F.binary_cross_entropy_with_logits(net(inputs)[:, 0], hit, reduction="sum").item() / len(inputs)


def place_of(inputs: np.ndarray, fine: bool) -> np.ndarray:
    """The row of a table that each row of inputs falls into."""
    told = inputs[:, HISTORY:]
    step, style = told[:, :STEPS].argmax(1), told[:, STEPS : STEPS + STYLES].argmax(1)
    parity, density, energy = told[:, STEPS + STYLES : STEPS + STYLES + 3].T
    place = (style * STEPS + step) * 2 + parity.astype(int)
    thirds = lambda value: np.minimum(2, (3 * value).astype(int))
    return (place * 3 + thirds(density)) * 3 + thirds(energy) if fine else place


def table_scores(train, test, fine: bool) -> dict[str, float]:
    """Nats a sixteenth, and what velocities and times miss, of means by place."""
    rows = STYLES * STEPS * 2 * (9 if fine else 1)
    places, hits = place_of(train[0], fine), (train[1][:, :, 0] > 0).astype(float)
    count = np.zeros((rows, 1)), np.zeros((rows, len(PIECES)))
    np.add.at(count[0], places, 1)
    np.add.at(count[1], places, hits)
    chance = (count[1] + 0.1) / (count[0] + 0.2)
    at, hit = place_of(test[0], fine), test[1][:, :, 0] > 0
    nats = -np.where(hit, np.log(chance[at]), np.log(1 - chance[at])).sum() / len(hit)
    scores = {"nats": float(nats)}
    for i, name in enumerate(("velocity", "lateness")):
        total = np.zeros((rows, len(PIECES)))
        np.add.at(total, places, train[1][:, :, i] * hits)
        mean = total / np.maximum(count[1], 1)
        scores[name] = float(np.sqrt(((mean[at] - test[1][:, :, i])[hit] ** 2).mean()))
    return scores


@torch.no_grad()
def net_scores(net: GrooveNet, test) -> dict[str, float]:
    inputs, wanted = (torch.from_numpy(each) for each in test)
    hit = wanted[:, :, 0] > 0
    told = net(inputs)
    miss = lambda i: (told[:, 1 + i] - wanted[:, :, i])[hit].pow(2).mean().sqrt().item()
    return {"nats": nats_of(net, inputs, wanted), "velocity": miss(0), "lateness": miss(1)}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("checkpoint", type=Path)
    args = options.parse_args()
    torch.set_num_threads(1)
    net, state = load_net(args.checkpoint)
    train, test = tables(players("train", state["config"]["players"])), tables(players("test", HELD_OUT))
    scores = {
        "net": net_scores(net, test),
        "table": table_scores(train, test, fine=False),
        "table with density and energy": table_scores(train, test, fine=True),
    }
    rounded = {name: {key: round(value, 4) for key, value in each.items()} for name, each in scores.items()}
    print(json.dumps({"eval": "groove", "step": state["step"], "sixteenths": len(test[0]), **rounded}))


if __name__ == "__main__":
    main()
