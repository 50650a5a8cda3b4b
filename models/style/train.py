"""Trains a style net and its encoder together, on perceptual losses and on other nets' paintings.

    python train.py --variant s --threads 1              # resumes from .cache/s/checkpoint.pt
    python train.py --smoke                              # the whole path, export included, in a minute

Writes .cache/<run>/{checkpoint.pt, log.jsonl, preview.png}; `export.py` makes the shipped files.
"""

import argparse
import copy
import json
import math
import random
import signal
import threading
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from data import (
    CACHE, DATA, StyleSource, as_seen_by_a_camera, inside, moved_sampling_grid, photographs, random_crop,
    style_picture, to_image, warp,
)
from encoder import describe, measure_style
from export import export
from net import StyleNet, Stylist
from paintings import Paintings
from perceptual import Darknet, blend, content_loss, gram_loss, half, join, moment_loss, pick, style_of


@dataclass
class Config:
    variant: str = "s"
    size: int = 128  # content, pixels a side
    style_size: int = 160
    batch: int = 8
    styles: int = 4  # a batch
    steps: int = 20_000
    learning_rate: float = 2e-3
    final_rate: float = 1e-4
    average_decay: float = 0.998
    # loss weights
    content: float = 0.1  # features of the photograph
    style: float = 1.0  # style statistics of the style picture
    moment: float = 0.25  # share of means and deviations beside Gram
    pixel: float = 1.0  # distance to a teacher's painting
    feature: float = 0.2  # the same, between perceptual features
    temporal: float = 20.0
    variation: float = 1.0
    # data
    teacher: str = "fast"  # or "magenta"
    taught: int = 2  # of a batch, from the teacher's paintings
    paintings: int = 1500  # kept on disk
    paintings_at_start: int = 120
    paint_every: int = 20  # steps
    mixed: float = 0.25  # of batches blend styles
    camera: float = 0.25  # of photographs are seen darkened and noisy
    seed: int = 7


@dataclass
class Batch:
    seen: Tensor  # (n, 3, size, size): what the net is shown
    content: Tensor  # (n, 3, size, size): the clean photograph
    statistics: list  # style statistics at two scales, n rows
    painting: Tensor  # (taught, 3, size, size): what a teacher made of the first ones


def main() -> None:
    args = parse_arguments()
    config = replace(Config(variant=args.variant), **json.loads(args.config))
    if args.smoke:
        config = replace(config, size=64, batch=4, styles=2, taught=1, steps=6, paintings=8, paintings_at_start=2)
    torch.set_num_threads(args.threads)
    torch.manual_seed(config.seed)
    device, folder = torch.device(args.device), CACHE / ("smoke" if args.smoke else args.run or config.variant)
    folder.mkdir(parents=True, exist_ok=True)

    # data
    darknet = Darknet(DATA / "weights/darknet-imagenet/darknetreference").to(device)
    data = TrainingData(config, darknet, device)

    # model
    model = Stylist(config.variant).to(device)
    model.encoder.standardise(data.descriptions(48))
    average = copy.deepcopy(model).eval()  # what is shipped: a running mean of the weights
    optimiser = torch.optim.Adam(model.parameters(), lr=config.learning_rate, betas=(0.9, 0.99))
    step = 0 if args.smoke else load(folder, model, average, optimiser)
    print(f"{config.variant} at step {step}", flush=True)

    # loop
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    started = saved = time.monotonic()
    sums: dict[str, float] = {}
    while step < (args.until or config.steps) and time.monotonic() - started < args.minutes * 60:
        while args.pause_file and Path(args.pause_file).exists() and not stop.wait(2):
            pass
        if stop.is_set():
            break
        losses = training_losses(model, data.batch(step), darknet, config, random.Random(step))
        optimiser.param_groups[0]["lr"] = rate(step, config)
        optimiser.zero_grad()
        sum(losses.values()).backward()
        length = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        step += 1
        if not torch.isfinite(length):  # one such step would spoil every weight for good
            print(f"step {step} left out: its gradient is not finite", flush=True)
            continue
        optimiser.step()
        follow(average, model, min(config.average_decay, step / (step + 20)))
        for name, value in losses.items():
            sums[name] = sums.get(name, 0.0) + value.item()
        if step % args.log_every == 0:
            report(folder, step, sums, args.log_every, time.monotonic() - started)
            sums.clear()
        if time.monotonic() - saved > args.save_seconds:
            save(folder, model, average, optimiser, step, config)
            preview(folder, average, data)
            saved = time.monotonic()

    # export
    save(folder, model, average, optimiser, step, config)
    preview(folder, average, data)
    if args.smoke:
        export(folder / "checkpoint.pt", folder)
        print("smoke: trained, saved, exported")


def parse_arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--variant", choices=("s", "m"), default="s")
    options.add_argument("--run", help="folder below .cache; the variant's name by default")
    options.add_argument("--config", default="{}", help='changed settings as JSON, e.g. \'{"taught": 0}\'')
    options.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--minutes", type=float, default=1e9)
    options.add_argument("--until", type=int, help="stop at this step; the learning rate still falls over all steps")
    options.add_argument("--pause-file", help="wait while this file exists")
    options.add_argument("--log-every", type=int, default=20)
    options.add_argument("--save-seconds", type=float, default=180)
    options.add_argument("--smoke", action="store_true")
    return options.parse_args()


class TrainingData:
    """Draws batches: photographs, style pictures (measured), and a teacher's paintings."""

    def __init__(self, config: Config, darknet: Darknet, device: torch.device):
        self.config, self.darknet, self.device = config, darknet, device
        self.photographs, self.source = photographs(), StyleSource(config.style_size)
        self.whole: dict[str, list] = {}  # statistics of the style pictures that a teacher paints in
        if config.taught:
            self.paintings = Paintings(config.teacher, config.size, config.paintings, seed=time.time_ns())
            while len(self.paintings) < config.paintings_at_start:
                self.paintings.extend()

    def batch(self, step: int) -> Batch:
        config = self.config
        chance = random.Random(config.seed * 1_000_003 + step)
        free = config.batch - config.taught
        contents = [random_crop(chance.choice(self.photographs), config.size, chance) for _ in range(free)]
        painting, statistics = torch.zeros(0), []
        if config.taught:
            if step % config.paint_every == 0:
                self.paintings.extend()
            taught = self.paintings.sample(config.taught, chance)
            contents, painting = [*taught.content, *contents], taught.painting
            statistics = [self._whole(name) for name in taught.style]
        if free:
            statistics.append(self._styles(free, chance))
        dim = [as_seen_by_a_camera(p, chance) if chance.random() < config.camera else p for p in contents]
        seen, content = (torch.stack(pictures).to(self.device) for pictures in (dim, contents))
        return Batch(seen, content, join(statistics), painting.to(self.device))

    def descriptions(self, number: int) -> Tensor:
        """What the encoder reads of some style pictures: (number, 960)."""
        chance = random.Random(self.config.seed)
        return torch.cat([describe(self._measure([self.source.draw(chance)])) for _ in range(number)])

    def _styles(self, number: int, chance: random.Random) -> list:
        """Statistics of `config.styles` pieces, each for several photographs; sometimes between two."""
        drawn = self._measure([self.source.draw(chance) for _ in range(min(self.config.styles, number))])
        count = len(drawn[0][0][0])
        rows = [i % count for i in range(number)]
        if chance.random() > self.config.mixed:
            return pick(drawn, rows)
        share = torch.tensor([chance.random() for _ in rows], device=self.device)
        return blend(pick(drawn, rows), pick(drawn, [(row + 1) % count for row in rows]), share)

    def _whole(self, name: str) -> list:
        if name not in self.whole:
            self.whole[name] = self._measure([style_picture(name, self.config.style_size)])
        return self.whole[name]

    @torch.no_grad()
    def _measure(self, pictures: list[Tensor]) -> list:
        return measure_style(self.darknet, torch.stack(pictures).to(self.device))


def training_losses(
    model: Stylist, batch: Batch, darknet: Darknet, config: Config, chance: random.Random
) -> dict[str, Tensor]:
    """Weighted losses of one batch, by name."""
    code = model.encoder(describe(batch.statistics))
    painted = model.net(batch.seen, code)
    losses = {"variation": config.variation * total_variation(painted)}
    losses |= perceptual_losses(painted, batch, darknet, config)
    if config.taught:
        losses["pixel"] = config.pixel * F.l1_loss(painted[: config.taught], batch.painting)
    if config.temporal:
        few = slice(0, None, 4)  # each costs as much as painting it
        change = temporal_loss(model.net, batch.seen[few], code[few], painted[few], chance)
        losses["temporal"] = config.temporal * change
    return losses


def perceptual_losses(painted: Tensor, batch: Batch, darknet: Darknet, config: Config) -> dict[str, Tensor]:
    """Content from the photograph, or from the painting where a teacher made one; style from the picture."""
    whole, small = darknet(painted), half(painted)
    measured = [style_of(whole, painted), style_of(darknet(small), small)]
    with torch.no_grad():
        content = darknet(batch.content[config.taught :])
        painting = darknet(batch.painting) if config.taught else []
    losses = {}
    if config.taught < len(painted):
        ours = whole[Darknet.content_tap][config.taught :]
        losses["content"] = config.content * content_loss(ours, content[Darknet.content_tap]).mean()
    if config.taught:
        distances = [content_loss(whole[i][: config.taught], painting[i]).mean() for i in (1, 2, 3)]
        losses["feature"] = config.feature * sum(distances) / 3
    if config.style:
        distances = [
            gram_loss(ours, wanted) + config.moment * moment_loss(ours, wanted)
            for ours, wanted in zip(measured, batch.statistics)
        ]
        losses["style"] = config.style * sum(distances).mean() / 2
    return losses


def temporal_loss(net: StyleNet, content: Tensor, code: Tensor, painted: Tensor, chance: random.Random) -> Tensor:
    """The next frame (moved, a little noisier or lighter), painted, against this frame's painting moved.
    Synthetic pairs do as well as optical flow: arXiv 2102.05822."""
    grid = moved_sampling_grid(len(content), content.shape[2], chance).to(content.device)
    seen = inside(grid)
    following = warp(content, grid) * chance.uniform(0.9, 1.1)
    following = following + torch.randn_like(following) * chance.uniform(0, 0.03)
    moved = warp(painted, grid)
    return (seen * (net(following.clamp(0, 1), code) - moved) ** 2).mean() / seen.mean()


def total_variation(picture: Tensor) -> Tensor:
    return (picture.diff(dim=2) ** 2).mean() + (picture.diff(dim=3) ** 2).mean()


def rate(step: int, config: Config) -> float:
    """A short rise, then a fall along a cosine."""
    rise, done = min(1.0, (step + 1) / 100), min(1.0, step / config.steps)
    fall = 0.5 * (1 + math.cos(math.pi * done))
    return rise * (config.final_rate + (config.learning_rate - config.final_rate) * fall)


@torch.no_grad()
def follow(average: Stylist, model: Stylist, decay: float) -> None:
    for mean, value in zip(average.state_dict().values(), model.state_dict().values()):
        if mean.is_floating_point():
            mean.lerp_(value, 1 - decay)


def load(folder: Path, model: Stylist, average: Stylist, optimiser: torch.optim.Optimizer) -> int:
    """Takes up the run where its last checkpoint left it; gives the step."""
    path = folder / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    average.load_state_dict(state["average"])
    optimiser.load_state_dict(state["optimiser"])
    return state["step"]


def save(folder: Path, model: Stylist, average: Stylist, optimiser, step: int, config: Config) -> None:
    state = {"model": model.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict()}
    state |= {"step": step, "config": asdict(config)}
    torch.save(state, folder / "checkpoint.tmp")
    (folder / "checkpoint.tmp").replace(folder / "checkpoint.pt")


def report(folder: Path, step: int, sums: dict[str, float], count: int, seconds: float) -> None:
    line = {"step": step, "seconds": round(seconds)} | {name: round(value / count, 4) for name, value in sums.items()}
    print(json.dumps(line), flush=True)
    with open(folder / "log.jsonl", "a") as log:
        log.write(json.dumps(line) + "\n")


@torch.no_grad()
def preview(folder: Path, average: Stylist, data: TrainingData) -> None:
    """Style pieces, photographs, ours: a picture to look at while training goes on."""
    chance = random.Random(3)
    pieces = [data.source.draw(chance) for _ in range(10)]
    contents = [random_crop(chance.choice(data.photographs), data.config.size, chance) for _ in pieces]
    rows: list[list[Tensor]] = [[], contents, []]
    for piece, content in zip(pieces, contents):
        code = average.encoder(describe(measure_style(data.darknet, piece[None].to(data.device))))
        rows[0].append(F.interpolate(piece[None], content.shape[1:], mode="area")[0])
        rows[2].append(average.net(content[None].to(data.device), code)[0].cpu())
    to_image(torch.cat([torch.cat(row, 2) for row in rows], 1)).save(folder / "preview.png")


if __name__ == "__main__":
    main()
