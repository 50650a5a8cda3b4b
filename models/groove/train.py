"""Trains the groove net on bars of our own patterns, varied by rule.

    python train.py --threads 1              # resumes from .cache/<run>/checkpoint.pt
    python train.py --smoke                  # the whole path, evaluation and export included, in a minute

Writes .cache/<run>/{checkpoint.pt, log.jsonl}; `evaluate.py` judges, `export.py` makes the shipped files.
"""

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from data import tables
from evaluate import nats_of
from export import export
from net import HISTORY, Extents, GrooveNet
from patterns import CACHE, players


@dataclass
class Config:
    extents: Extents = field(default_factory=Extents)
    players: int = 160  # of each style
    steps: int = 4_000
    batch: int = 512
    learning_rate: float = 3e-3
    weight_decay: float = 0.01
    dropped: float = 0.15  # of the rows hear nothing before
    seed: int = 3


def main() -> None:
    args = parse_arguments()
    config = replace(Config(), **json.loads(args.config))
    if args.smoke:
        config = replace(config, players=2, steps=20, extents=Extents(16, 16))
    torch.set_num_threads(args.threads)
    torch.manual_seed(config.seed)
    device, folder = torch.device(args.device), CACHE / ("smoke" if args.smoke else args.run)
    folder.mkdir(parents=True, exist_ok=True)

    # data
    inputs, wanted = (torch.from_numpy(table) for table in tables(players("train", config.players)))
    held_out = [torch.from_numpy(table) for table in tables(players("valid", 4))]

    # model
    model = GrooveNet(config.extents).to(device)
    optimiser = torch.optim.AdamW(model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay)
    step = 0 if args.smoke else load(folder, model, optimiser)
    print(f"{sum(p.numel() for p in model.parameters())} weights, {len(inputs)} rows, at step {step}", flush=True)

    # loop
    started = time.monotonic()
    while step < config.steps:
        chance = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
        rows = torch.randint(len(inputs), (config.batch,), generator=chance)
        given = silenced(inputs[rows], config.dropped, chance)
        value = loss(model(given.to(device)), wanted[rows].to(device))
        optimiser.param_groups[0]["lr"] = rate(step, config)
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        step += 1
        if step % args.log_every == 0 or step == config.steps:
            line = {"step": step, "seconds": round(time.monotonic() - started), "loss": round(value.item(), 4)}
            line["valid"] = round(nats_of(model, *held_out), 4)
            report(folder, line)
            save(folder, model, optimiser, step, config)

    # export
    if args.smoke:
        export(folder / "checkpoint.pt", folder)
        print("smoke: trained, judged, saved, exported")


def parse_arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--run", default="groove", help="folder below .cache")
    options.add_argument("--config", default="{}", help='changed settings as JSON, e.g. \'{"steps": 9000}\'')
    options.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--log-every", type=int, default=500)
    options.add_argument("--smoke", action="store_true")
    return options.parse_args()


def silenced(given: Tensor, share: float, chance: torch.Generator) -> Tensor:
    """Some rows without what was before, as the first bar after a silence."""
    mute = torch.rand(len(given), 1, generator=chance) < share
    return torch.cat([given[:, :HISTORY].masked_fill(mute, 0), given[:, HISTORY:]], dim=1)


def loss(told: Tensor, wanted: Tensor) -> Tensor:
    """Nats of strokes, and the squares by which velocity (sd 0.05) and lateness (sd 0.03) of strokes miss."""
    velocity, late = wanted[:, :, 0], wanted[:, :, 1]
    hit = (velocity > 0).float()
    strokes = F.binary_cross_entropy_with_logits(told[:, 0], hit, reduction="none").sum(1).mean()
    missed = ((told[:, 1] - velocity) / 0.05) ** 2 + ((told[:, 2] - late) / 0.03) ** 2
    return strokes + 0.02 * (hit * missed).sum(1).mean()


def rate(step: int, config: Config) -> float:
    return config.learning_rate * min(1.0, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * step / config.steps))


def load(folder: Path, model: GrooveNet, optimiser: torch.optim.Optimizer) -> int:
    """Takes up the run where its last checkpoint left it; gives the step."""
    path = folder / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    return state["step"]


def save(folder: Path, model: GrooveNet, optimiser, step: int, config: Config) -> None:
    state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "config": asdict(config)}
    torch.save(state, folder / "checkpoint.tmp")
    (folder / "checkpoint.tmp").replace(folder / "checkpoint.pt")


def report(folder: Path, line: dict) -> None:
    print(json.dumps(line), flush=True)
    with open(folder / "log.jsonl", "a") as log:
        log.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
