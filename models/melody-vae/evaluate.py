"""Judges the melody VAE on riffs that it has not seen.

    python evaluate.py .cache/melody/checkpoint.pt       # reconstruction and interpolation, test split

Note accuracy: notes that come back at their sixteenth with their degree, by the notes that the riff has or that
come back, whichever are more: what is lost and what is made up both count. Interpolation: how much the riffs
at nine places on the great circle between two held-out ones differ, by how far the places are apart, with codes
as they are shipped; the difference of two riffs is the share of sixteenths at which another degree sounds, or none.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from net import Extents, MelodyVae
from riffs import HOLD, LOWEST_NOTE, STEPS, onsets, own_riffs, tune_riffs

PLACES = 9
PAIRS = 400


def load_net(path: Path) -> tuple[MelodyVae, dict]:
    """The averaged net of a checkpoint, and the checkpoint."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    net = MelodyVae(Extents(**state["config"]["extents"])).eval()
    net.load_state_dict(state["average"])
    return net, state


@torch.no_grad()
def encoded(net: MelodyVae, riffs: np.ndarray) -> torch.Tensor:
    return net.encoder(torch.from_numpy(riffs))[0]


@torch.no_grad()
def decoded(net: MelodyVae, codes: torch.Tensor) -> np.ndarray:
    return net.decoder(codes).argmax(-1).numpy()


def note_accuracy(net: MelodyVae, riffs: np.ndarray) -> float:
    return accuracy_of(riffs, decoded(net, encoded(net, riffs)))


def accuracy_of(riffs: np.ndarray, back: np.ndarray) -> float:
    right = (onsets(riffs) & (riffs == back)).sum(axis=1)
    return float(right.sum() / np.maximum(onsets(riffs).sum(axis=1), onsets(back).sum(axis=1)).sum())


def sounding(riffs: np.ndarray) -> np.ndarray:
    """The symbol of the note that sounds, or of the rest, at each sixteenth: (n, 32)."""
    heard = riffs.copy()
    for step in range(1, STEPS):
        heard[:, step] = np.where(riffs[:, step] == HOLD, heard[:, step - 1], riffs[:, step])
    return heard


@torch.no_grad()
def whiten(net: MelodyVae, riffs: np.ndarray) -> None:
    """Changes the net so that the codes of the riffs have mean 0 and covariance 1, and riffs come back as before."""
    codes = encoded(net, riffs).double()
    centre = codes.mean(0)
    values, axes = torch.linalg.eigh(torch.cov(codes.T))
    spread = values.clamp(min=1e-6).sqrt()
    to_white, from_white = (axes / spread).T, axes * spread  # (code, code)
    mean, first = net.encoder.mean, net.decoder.first
    mean.bias.copy_((to_white @ (mean.bias.double() - centre)).float())
    mean.weight.copy_((to_white @ mean.weight.double()).float())
    first.bias.copy_((first.bias.double() + first.weight.double() @ centre).float())
    first.weight.copy_((first.weight.double() @ from_white).float())


def between(first: torch.Tensor, second: torch.Tensor, share: float) -> torch.Tensor:
    """Codes (n, code) on the great circle between others, as the instrument goes."""
    cosine = torch.nn.functional.cosine_similarity(first, second, dim=1)[:, None].clamp(-0.9999, 0.9999)
    angle = cosine.acos()
    return (((1 - share) * angle).sin() * first + (share * angle).sin() * second) / angle.sin()


def interpolation(net: MelodyVae, riffs: np.ndarray) -> list[float]:
    """Mean difference of riffs 1, 2, … 8 eighths of the way apart."""
    chance = np.random.default_rng(1)
    first, second = (encoded(net, riffs[chance.permutation(len(riffs))[:PAIRS]]) for _ in range(2))
    rows = [sounding(decoded(net, between(first, second, t))) for t in np.linspace(0, 1, PLACES)]
    apart = [[] for _ in range(PLACES)]
    for i in range(PLACES):
        for j in range(i + 1, PLACES):
            apart[j - i].append((rows[i] != rows[j]).mean())
    return [round(float(np.mean(each)), 4) for each in apart[1:]]


def neighbour_accuracy(riffs: np.ndarray, train: np.ndarray) -> float:
    """What the nearest riff of training would score: below it a net only remembers."""
    heard, known = sounding(riffs), sounding(train)
    nearest = [int((known != row).sum(axis=1).argmin()) for row in heard]
    return accuracy_of(riffs, train[nearest])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("checkpoint", type=Path)
    options.add_argument("--split", choices=("valid", "test"), default="test")
    args = options.parse_args()
    torch.set_num_threads(1)
    net, state = load_net(args.checkpoint)
    tunes, own = tune_riffs(args.split), own_riffs(args.split)
    accuracy = {"noteAccuracy": note_accuracy(net, tunes), "ownNoteAccuracy": note_accuracy(net, own)}
    whiten(net, np.concatenate([tune_riffs("train"), own_riffs("train")]))
    steps = interpolation(net, tunes)
    print(json.dumps({
        "eval": "riffs", "step": state["step"], "split": args.split, "n": len(tunes),
        **{name: round(value, 4) for name, value in accuracy.items()},
        "nearestOfTraining": round(neighbour_accuracy(tunes[::10], tune_riffs("train")), 4),
        "differenceByDistance": steps,
        "monotone": all(a < b for a, b in zip(steps, steps[1:])),
    }))


if __name__ == "__main__":
    main()
