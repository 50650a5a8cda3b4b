"""Trains the melody VAE on riffs of tunes and of our own writing.

    python train.py --threads 1              # resumes from .cache/<run>/checkpoint.pt
    python train.py --smoke                  # the whole path, evaluation and export included, in a minute

Writes .cache/<run>/{checkpoint.pt, log.jsonl}; `evaluate.py` judges, `export.py` makes the shipped files.
"""

import argparse
import copy
import json
import math
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from evaluate import note_accuracy
from export import export
from net import Extents, MelodyVae
from riffs import CACHE, moved, own_riffs, tune_riffs


@dataclass
class Config:
    extents: Extents = field(default_factory=Extents)
    steps: int = 12_000
    batch: int = 256
    own: float = 0.25  # share of a batch that is of our own writing
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    divergence: float = 0.005  # weight of the divergence from the prior, in full after the first tenth
    average_decay: float = 0.998
    seed: int = 5


def main() -> None:
    args = parse_arguments()
    config = replace(Config(), **json.loads(args.config))
    if args.smoke:
        config = replace(config, steps=20, extents=Extents(8, 4, 32, 4, 8))
    torch.set_num_threads(args.threads)
    torch.manual_seed(config.seed)
    device, folder = torch.device(args.device), CACHE / ("smoke" if args.smoke else args.run)
    folder.mkdir(parents=True, exist_ok=True)

    # data
    sources = (tune_riffs("train"), own_riffs("train"))
    held_out = tune_riffs("valid")[::2]

    # model
    model = MelodyVae(config.extents).to(device)
    average = copy.deepcopy(model).eval()  # what is shipped: a running mean of the weights
    optimiser = torch.optim.AdamW(model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay)
    step = 0 if args.smoke else load(folder, model, average, optimiser)
    print(f"{sum(p.numel() for p in model.parameters())} weights, at step {step}", flush=True)

    # loop
    started = time.monotonic()
    while step < config.steps:
        batch = drawn(sources, config, np.random.default_rng((config.seed, step)))
        value = loss(model, torch.from_numpy(batch).to(device), config.divergence * min(1, 10 * step / config.steps))
        optimiser.param_groups[0]["lr"] = rate(step, config)
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        step += 1
        follow(average, model, min(config.average_decay, step / (step + 10)))
        if step % args.log_every == 0 or step == config.steps:
            line = {"step": step, "seconds": round(time.monotonic() - started), "loss": round(value.item(), 3)}
            line["valid"] = round(note_accuracy(average, held_out), 4)
            report(folder, line)
            save(folder, model, average, optimiser, step, config)

    # export
    if args.smoke:
        export(folder / "checkpoint.pt", folder)
        print("smoke: trained, judged, saved, exported")


def parse_arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--run", default="melody", help="folder below .cache")
    options.add_argument("--config", default="{}", help='changed settings as JSON, e.g. \'{"steps": 9000}\'')
    options.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--log-every", type=int, default=500)
    options.add_argument("--smoke", action="store_true")
    return options.parse_args()


def drawn(sources: tuple[np.ndarray, np.ndarray], config: Config, chance: np.random.Generator) -> np.ndarray:
    """A batch (n, 32): tunes and riffs of our own, each moved by up to three degrees."""
    own = round(config.own * config.batch)
    tunes, riffs = sources
    rows = [chance.integers(len(tunes), size=config.batch - own), chance.integers(len(riffs), size=own)]
    batch = np.concatenate([tunes[rows[0]], riffs[rows[1]]])
    return moved(batch, chance.integers(-3, 4, size=len(batch)))


def loss(model: MelodyVae, riffs: Tensor, divergence: float) -> Tensor:
    """Nats a riff: minus the log likelihood of its symbols, and the weighted divergence of its code."""
    logits, mean, spread = model(riffs)
    likelihood = F.cross_entropy(logits.flatten(0, 1), riffs.flatten(), reduction="sum")
    from_prior = 0.5 * (mean**2 + spread.exp() - 1 - spread).sum()
    return (likelihood + divergence * from_prior) / len(riffs)


def rate(step: int, config: Config) -> float:
    """Rises for a hundred steps, then falls along a half cosine."""
    fall = 0.5 + 0.5 * math.cos(math.pi * step / config.steps)
    return config.learning_rate * min(1.0, (step + 1) / 100) * fall


@torch.no_grad()
def follow(average: MelodyVae, model: MelodyVae, decay: float) -> None:
    for mean, value in zip(average.parameters(), model.parameters()):
        mean.lerp_(value, 1 - decay)


def load(folder: Path, model: MelodyVae, average: MelodyVae, optimiser: torch.optim.Optimizer) -> int:
    """Takes up the run where its last checkpoint left it; gives the step."""
    path = folder / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    average.load_state_dict(state["average"])
    optimiser.load_state_dict(state["optimiser"])
    return state["step"]


def save(folder: Path, model: MelodyVae, average: MelodyVae, optimiser, step: int, config: Config) -> None:
    state = {"model": model.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict()}
    state |= {"step": step, "config": asdict(config)}
    torch.save(state, folder / "checkpoint.tmp")
    (folder / "checkpoint.tmp").replace(folder / "checkpoint.pt")


def report(folder: Path, line: dict) -> None:
    print(json.dumps(line), flush=True)
    with open(folder / "log.jsonl", "a") as log:
        log.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
