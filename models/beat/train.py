"""Trains the beat net on rendered streams, each row of the batch a listener whose memory runs on.

    python render.py --seconds 12000 --seed 2      # material first
    python train.py --threads 1                    # resumes from .cache/beat/checkpoint.pt
    python train.py --smoke                        # the whole path, export included, in a minute

Writes .cache/beat/{checkpoint.pt, log.jsonl}; `export.py` makes the shipped files.
"""

import argparse
import json
import math
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F

from data import Audience, Chunk
from features import BANDS, compress
from net import BeatNet, HIDDEN
from render import CACHE


@dataclass
class Config:
    rows: int = 24
    frames: int = 512  # a step: 10.9 s
    steps: int = 4000
    learning_rate: float = 3e-3
    final_rate: float = 1e-4
    warm_up: int = 100
    average_decay: float = 0.998
    positive: tuple[float, float, float] = (4.0, 8.0, 2.0)  # weight of events in the loss
    share: tuple[float, float, float] = (1.0, 0.7, 0.3)  # of beat, downbeat and onset
    seed: int = 11


def loss_of(logits: torch.Tensor, chunk: Chunk, config: Config, skip: int) -> torch.Tensor:
    """Cross-entropy a column; the first `skip` frames of a fresh row count for nothing."""
    weight = chunk.weights * (1 + chunk.targets * (torch.tensor(config.positive, device=logits.device) - 1))
    weight[chunk.fresh, :skip] = 0
    each = F.binary_cross_entropy_with_logits(logits, chunk.targets, reduction="none") * weight
    return each.sum((0, 1)) / chunk.weights.sum((0, 1)).clamp_min(1)


class Memory:
    """What runs on from step to step: the recurrent state, the frames before, the running peak."""

    def __init__(self, rows: int, device: torch.device) -> None:
        self.hidden = torch.zeros(2, rows, HIDDEN, device=device)
        self.before = torch.zeros(rows, BeatNet.context, BANDS, device=device)
        self.peak = torch.zeros(rows, device=device)

    def forget(self, rows: torch.Tensor) -> None:
        self.hidden[:, rows], self.before[rows], self.peak[rows] = 0, 0, 0

    def listen(self, net: BeatNet, chunk: Chunk) -> torch.Tensor:
        self.forget(chunk.fresh)
        bands, self.peak = compress(chunk.amplitudes, self.peak)
        bands = torch.cat([self.before, bands], 1)
        logits, hidden = net(bands, self.hidden)
        self.hidden, self.before = hidden.detach(), bands[:, -BeatNet.context:].detach()
        return logits


def rate_at(step: int, config: Config) -> float:
    if step < config.warm_up:
        return config.learning_rate * (step + 1) / config.warm_up
    part = min(1, (step - config.warm_up) / max(1, config.steps - config.warm_up))
    return config.final_rate + (config.learning_rate - config.final_rate) * 0.5 * (1 + math.cos(math.pi * part))


def main() -> None:
    args = parse_arguments()
    config = Config(rows=4, frames=64, steps=6) if args.smoke else Config(steps=args.steps)
    torch.set_num_threads(args.threads)
    torch.manual_seed(config.seed)
    device, folder = torch.device(args.device), CACHE / "smoke" if args.smoke else CACHE
    folder.mkdir(parents=True, exist_ok=True)
    net, average = BeatNet().to(device), BeatNet().to(device)
    average.load_state_dict(net.state_dict())
    optimiser, step = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-3), 0
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists() and not args.smoke:
        saved = torch.load(checkpoint, map_location=device)
        net.load_state_dict(saved["net"]), average.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        step = saved["step"]
    audience, memory = Audience(CACHE / "streams", config.rows, config.seed + 1000 * step), Memory(config.rows, device)
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    sums, since = torch.zeros(3), time.monotonic()

    def save() -> None:
        state = {"net": net.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(),
                 "step": step, "config": asdict(config)}
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").rename(checkpoint)

    while step < config.steps and not stop:
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, config)
        chunk = audience.next(config.frames)
        losses = loss_of(memory.listen(net, chunk), chunk, config, skip=min(60, config.frames // 2))
        optimiser.zero_grad()
        (losses * torch.tensor(config.share)).sum().backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        step += 1
        keep = min(config.average_decay, step / (step + 20))
        with torch.no_grad():
            for mean, now in zip(average.state_dict().values(), net.state_dict().values()):
                mean.lerp_(now, 1 - keep) if mean.is_floating_point() else mean.copy_(now)
        sums += losses.detach()
        if step % 50 == 0 or step == config.steps:
            beat, downbeat, onset = (sums / 50).tolist()
            line = {"step": step, "beat": round(beat, 4), "downbeat": round(downbeat, 4), "onset": round(onset, 4),
                    "streams": len(audience.files), "seconds": round(time.monotonic() - since, 1)}
            print(json.dumps(line), flush=True)
            with (folder / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            sums, since = torch.zeros(3), time.monotonic()
            audience.refresh()
            save()
    save()
    if args.smoke:
        from export import export
        export(checkpoint, folder)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=Config.steps)
    parser.add_argument("--smoke", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
