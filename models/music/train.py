"""Trains the music net: the next token of chorales, in all keys.

    python train.py --threads 1              # resumes from .cache/music/checkpoint.pt
    python train.py --smoke                  # the whole path, evaluation and export included, in a minute

Writes .cache/<run>/{checkpoint.pt, log.jsonl}; `evaluate.py` judges, `export.py` makes the shipped files.
"""

import argparse
import copy
import json
import random
import signal
import threading
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from data import CACHE, TrainingPieces, chorales
from evaluate import nats_per_voice_step
from export import export
from net import Extents, MusicNet
from tokens import NOTE, PAD, START_FOLK, VOCABULARY, encode, is_condition


@dataclass
class Config:
    extents: Extents = field(default_factory=Extents)
    conditioned: float = 0.4  # of pieces are drawn with some conditions
    length: int = 320  # tokens
    batch: int = 6
    steps: int = 20_000
    learning_rate: float = 2e-3
    decay_from: float = 0.3  # of the run; from there on the rate falls to zero
    weight_decay: float = 0.05
    dropout: float = 0.1
    average_decay: float = 0.995
    seed: int = 11


def main() -> None:
    args = parse_arguments()
    config = replace(Config(), **json.loads(args.config))
    if args.smoke:
        config = replace(config, extents=Extents(32, 2, 2, 64, 256), length=64, batch=2, steps=8)
    torch.set_num_threads(args.threads)
    torch.manual_seed(config.seed)
    device, folder = torch.device(args.device), CACHE / ("smoke" if args.smoke else args.run)
    folder.mkdir(parents=True, exist_ok=True)

    # data
    data = TrainingPieces(config.conditioned)
    held_out = chorales("valid")[: 1 if args.smoke else 12]

    # model
    model = MusicNet(config.extents, config.dropout).to(device)
    model.logits.bias.data = log_frequencies(data).to(device)
    average = copy.deepcopy(model).eval()  # what is shipped: a running mean of the weights
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=config.learning_rate, betas=(0.9, 0.98), weight_decay=config.weight_decay
    )
    step = 0 if args.smoke else load(folder, model, average, optimiser)
    print(f"{sum(p.numel() for p in model.parameters())} weights, at step {step}", flush=True)

    # loop
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    started = saved = judged = time.monotonic()
    total, count = 0.0, 0
    while step < config.steps and time.monotonic() - started < args.minutes * 60 and not stop.is_set():
        chance = random.Random(config.seed * 1_000_003 + step)
        batch = torch.stack([torch.from_numpy(data.draw(config.length, chance)) for _ in range(config.batch)])
        value = loss(model, batch.to(device))
        done = max(step / config.steps, (time.monotonic() - started) / (args.minutes * 60))
        optimiser.param_groups[0]["lr"] = rate(step, done, config)
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        follow(average, model, min(config.average_decay, step / (step + 10)))
        total, count = total + value.item(), count + 1
        if step % args.log_every == 0:
            line = {"step": step, "seconds": round(time.monotonic() - started), "loss": round(total / count, 4)}
            if time.monotonic() - judged > args.judge_seconds:
                line["valid"] = round(nats_per_voice_step(average, held_out), 4)
                judged = time.monotonic()
            report(folder, line)
            total, count = 0.0, 0
        if time.monotonic() - saved > args.save_seconds:
            save(folder, model, average, optimiser, step, config)
            saved = time.monotonic()

    # export
    save(folder, model, average, optimiser, step, config)
    if args.smoke:
        print(f"valid: {nats_per_voice_step(average, held_out):.3f} nats per voice-step")
        export(folder / "checkpoint.pt", folder)
        print("smoke: trained, judged, saved, exported")


def parse_arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--run", default="music", help="folder below .cache")
    options.add_argument("--config", default="{}", help='changed settings as JSON, e.g. \'{"dropout": 0.2}\'')
    options.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--minutes", type=float, default=1e9, help="of this call, at most")
    options.add_argument("--log-every", type=int, default=20)
    options.add_argument("--judge-seconds", type=float, default=600)
    options.add_argument("--save-seconds", type=float, default=120)
    options.add_argument("--smoke", action="store_true")
    return options.parse_args()


def loss(model: MusicNet, batch: Tensor) -> Tensor:
    """Mean negative log likelihood of the tokens that are predicted: not conditions, not starts."""
    given, wanted = batch[:, :-1], batch[:, 1:]
    predicted = (wanted > START_FOLK) & ~is_condition(wanted)
    logits = model(given)
    return F.cross_entropy(logits[predicted], wanted[predicted])


def log_frequencies(data: TrainingPieces) -> Tensor:
    """Where the logits begin: how often each token is met, notes alike within a part's neighbourhood."""
    counts = torch.full((VOCABULARY,), 0.1)
    for grid in data.pieces[:60]:
        counts += torch.bincount(torch.tensor(encode(grid)), minlength=VOCABULARY)
    smooth = F.avg_pool1d(counts[None, NOTE:], 13, 1, 6, count_include_pad=False)[0]
    counts[NOTE:] = smooth
    counts[PAD] = 0.1
    return (counts / counts.sum()).log()


def rate(step: int, done: float, config: Config) -> float:
    """Rises for sixty steps, and falls when the share `done` of the run's steps or minutes nears its end."""
    rise = min(1.0, (step + 1) / 60)
    return config.learning_rate * rise * min(1.0, max(0.0, 1 - done) / (1 - config.decay_from))


@torch.no_grad()
def follow(average: MusicNet, model: MusicNet, decay: float) -> None:
    for mean, value in zip(average.parameters(), model.parameters()):
        mean.lerp_(value, 1 - decay)


def load(folder: Path, model: MusicNet, average: MusicNet, optimiser: torch.optim.Optimizer) -> int:
    """Takes up the run where its last checkpoint left it; gives the step."""
    path = folder / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    average.load_state_dict(state["average"])
    optimiser.load_state_dict(state["optimiser"])
    return state["step"]


def save(folder: Path, model: MusicNet, average: MusicNet, optimiser, step: int, config: Config) -> None:
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
