"""Judges the music net on held-out chorales, and what it writes against them.

    python evaluate.py .cache/music/checkpoint.pt                 # nats per voice-step, test split
    python evaluate.py .cache/music/checkpoint.pt --write 40      # and 40 pieces of its own, compared

Nats per voice-step: minus the log likelihood of all tokens of a piece (bars, positions, notes and end, none
left out) by 4 parts times the piece's sixteenths, summed over the split before the division. Tokens that the
grammar forbids have no probability. Overlaps are those of normal fits to the two sets (L.-C. Yang and A. Lerch,
2020, use the same area with kernel densities).
"""

import argparse
import json
import math
import random
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from data import chorales
from net import Extents, MusicNet
from tokens import (
    BAR, END, NOTE, PARTS, START_CHORALE, STEPS_PER_BAR, decode, encode, key_of, legal,
)

WINDOW, STRIDE = 320, 160  # tokens: as in training, and how many of them are judged at a time
SCALES = {0: (0, 2, 4, 5, 7, 9, 11), 1: (0, 2, 3, 5, 7, 8, 10, 11)}  # major; minor, natural and harmonic


def load_net(path: Path) -> tuple[MusicNet, dict]:
    """The averaged net of a checkpoint, and the checkpoint."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    net = MusicNet(Extents(**state["config"]["extents"])).eval()
    net.load_state_dict(state["average"])
    return net, state


@torch.no_grad()
def nats_per_voice_step(net: MusicNet, grids: list[np.ndarray]) -> float:
    nats, steps = 0.0, 0
    for grid in grids:
        tokens = encode(grid)
        nats += nats_of(net, tokens)
        steps += PARTS * len(grid)
    return nats / steps


def nats_of(net: MusicNet, tokens: list[int]) -> float:
    """Minus the log likelihood of all tokens after the first, each seen with at least half a window before it."""
    line, masks, total, done = torch.tensor(tokens), torch.from_numpy(legal(tokens)), 0.0, 0
    while done < len(tokens) - 1:
        first = max(0, done + STRIDE - WINDOW) if done else 0
        last = min(len(tokens) - 1, first + WINDOW)
        logits = net(line[None, first:last])[0].masked_fill(~masks[first:last], -math.inf)
        chances = logits.log_softmax(-1)[torch.arange(last - first), line[first + 1 : last + 1]]
        total -= chances[done - first :].sum().item()
        done = last
    return total


@torch.no_grad()
def write(net: MusicNet, steps: int, seed: int, temperature: float = 1.0, nucleus: float = 0.98) -> np.ndarray:
    """A piece of the net's own, at most `steps` long."""
    chance, tokens = torch.Generator().manual_seed(seed), [START_CHORALE, BAR]
    while tokens[-1] != END and tokens.count(BAR) * STEPS_PER_BAR <= steps and len(tokens) < 4 * steps:
        logits = net(torch.tensor([tokens[-WINDOW:]]))[0, -1] / temperature
        logits = logits.masked_fill(~torch.from_numpy(legal(tokens)[-1]), -math.inf)
        tokens.append(drawn(logits.softmax(-1), nucleus, chance))
    return decode(tokens)


def drawn(chances: Tensor, nucleus: float, chance: torch.Generator) -> int:
    """One of the likeliest tokens that together have `nucleus` of the chance. A. Holtzman et al., 2020."""
    sorted_chances, order = chances.sort(descending=True)
    sorted_chances[sorted_chances.cumsum(0) - sorted_chances > nucleus] = 0
    return int(order[torch.multinomial(sorted_chances, 1, generator=chance)])


def bars(grid: np.ndarray) -> list[np.ndarray]:
    whole = len(grid) // STEPS_PER_BAR
    return [grid[i * STEPS_PER_BAR : (i + 1) * STEPS_PER_BAR] for i in range(whole)]


def onsets(grid: np.ndarray) -> np.ndarray:
    """Whether a part changes to a note at each step: (steps, 4)."""
    before = np.vstack([np.full((1, PARTS), -2), grid[:-1]])
    return (grid != before) & (grid >= 0)


def pitch_class_entropy(grid: np.ndarray) -> float:
    """Bits."""
    shares = np.bincount(grid[onsets(grid)] % 12, minlength=12) / max(1, onsets(grid).sum())
    return float(-(shares[shares > 0] * np.log2(shares[shares > 0])).sum())


def scale_consistency(grid: np.ndarray) -> float:
    """Share of notes in the piece's scale."""
    mode, root = divmod(key_of(grid), 12)
    return float(np.isin((grid[onsets(grid)] - root) % 12, SCALES[mode]).mean())


def grooving_similarity(grid: np.ndarray) -> float:
    """Mean likeness of the onset patterns of neighbouring bars. S.-L. Wu and Y.-H. Yang, 2020 (2008.01307)."""
    patterns = [onsets(bar_grid).any(axis=1) for bar_grid in bars(grid)]
    likeness = [1 - np.mean(a != b) for a, b in zip(patterns, patterns[1:])]
    return float(np.mean(likeness)) if likeness else 1.0


def note_density(grid: np.ndarray) -> float:
    """Notes a bar."""
    return float(onsets(grid).sum() / (len(grid) / STEPS_PER_BAR))


MEASURES = {
    "pitchClassEntropy": pitch_class_entropy,
    "scaleConsistency": scale_consistency,
    "groovingSimilarity": grooving_similarity,
    "noteDensity": note_density,
}


def overlap(ours: list[float], real: list[float]) -> float:
    """Area under the lesser of two normal densities."""
    fits = [(np.mean(values), max(float(np.std(values)), 1e-6)) for values in (ours, real)]
    low, high = min(mean - 6 * spread for mean, spread in fits), max(mean + 6 * spread for mean, spread in fits)
    places = np.linspace(low, high, 20_001)
    densities = [
        np.exp(-0.5 * ((places - mean) / spread) ** 2) / (spread * math.sqrt(2 * math.pi)) for mean, spread in fits
    ]
    return float(np.trapezoid(np.minimum(*densities), places))


def copied_bars(grids: list[np.ndarray], train: set[bytes]) -> float:
    """Share of bars that stand in training whole, in any key."""
    found = [in_any_key(bar_grid) in train for grid in grids for bar_grid in bars(grid)]
    return float(np.mean(found))


def in_any_key(bar_grid: np.ndarray) -> bytes:
    lowest = bar_grid[bar_grid >= 0].min() if (bar_grid >= 0).any() else 0
    return np.where(bar_grid >= 0, bar_grid - lowest, -1).astype(np.int8).tobytes()


def compare(written: list[np.ndarray], real: list[np.ndarray], train: list[np.ndarray]) -> dict:
    known = {in_any_key(bar_grid) for grid in train for bar_grid in bars(grid)}
    overlaps = {
        name: round(overlap([measure(g) for g in written], [measure(g) for g in real]), 3)
        for name, measure in MEASURES.items()
    }
    copies = {"written": copied_bars(written, known), "real": copied_bars(real, known)}
    return {"overlap": overlaps, "copiedBars": {name: round(share, 4) for name, share in copies.items()}}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("checkpoint", type=Path)
    options.add_argument("--split", choices=("valid", "test"), default="test")
    options.add_argument("--pieces", type=int, default=1000, help="of the split, at most")
    options.add_argument("--write", type=int, default=0, help="pieces of its own to compare")
    args = options.parse_args()
    torch.set_num_threads(1)
    net, state = load_net(args.checkpoint)
    real = chorales(args.split)[: args.pieces]
    result = {"eval": "music", "step": state["step"], "split": args.split, "n": len(real)}
    result["nll"] = round(nats_per_voice_step(net, real), 4)
    if args.write:
        lengths = random.Random(3)
        written = [write(net, len(lengths.choice(real)), seed) for seed in range(args.write)]
        written = [grid for grid in written if len(grid) >= 2 * STEPS_PER_BAR]
        result |= compare(written, real, chorales("train"))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
