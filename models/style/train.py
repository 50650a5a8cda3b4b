"""Trains a style net on the teacher's paintings and on perceptual losses.

    python train.py --variant s --threads 1              # resumes from .cache/s/checkpoint.pt
    python train.py --smoke                              # the whole path, export included, in a minute

Needs codes (`invert.py`). Writes .cache/<run>/{checkpoint.pt, log.jsonl, preview.png}; `export.py` makes
the shipped file out of a checkpoint.
"""

import argparse
import copy
import json
import math
import random
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from data import CACHE, DATA, as_seen_by_a_camera, inside, moved_sampling_grid, style_names, style_picture, to_image, warp
from export import export
from invert import known_codes
from net import StyleNet
from paintings import MIXTURE, Batch, Paintings
from perceptual import Darknet, content_loss, gram_loss, half, moment_loss, style_statistics


@dataclass
class Config:
    variant: str = "s"
    size: int = 128  # pixels a side
    batch: int = 8
    steps: int = 60_000
    learning_rate: float = 2e-3
    final_rate: float = 1e-4
    average_decay: float = 0.998
    # loss weights
    pixel: float = 1.0  # distance to the teacher's painting
    feature: float = 0.05  # the same, between perceptual features
    painting_style: float = 0.2  # style statistics of the teacher's painting
    picture_style: float = 0.1  # style statistics of the style picture itself, where one code is painted alone
    moment: float = 0.25  # share of means and deviations beside Gram
    temporal: float = 20.0
    variation: float = 0.02
    # data
    paintings: int = 4000  # kept on disk
    paintings_at_start: int = 96
    styles_a_photograph: int = 3
    paint_every: int = 3  # steps
    camera_share: float = 0.25  # of the photographs, darkened and noisy
    style_size: int = 192
    seed: int = 7


def main() -> None:
    args = parse_arguments()
    config = replace(Config(variant=args.variant), **json.loads(args.config))
    if args.smoke:
        config = replace(config, size=64, batch=2, steps=6, paintings=16, paintings_at_start=4)
    torch.set_num_threads(args.threads)
    torch.manual_seed(config.seed)
    device, folder = torch.device(args.device), CACHE / ("smoke" if args.smoke else args.run or config.variant)
    folder.mkdir(parents=True, exist_ok=True)

    # data
    codes = known_codes()
    paintings = Paintings(codes, config.size, config.paintings, seed=time.time_ns())
    while len(paintings) < config.paintings_at_start:
        paintings.extend(config.styles_a_photograph)
    targets = StyleTargets(Darknet(DATA / "weights/darknet-imagenet/darknetreference").to(device), config.style_size)

    # model
    net = StyleNet(config.variant).to(device)
    average = copy.deepcopy(net).eval()  # what is shipped: a running mean of the weights
    optimiser = torch.optim.Adam(net.parameters(), lr=config.learning_rate, betas=(0.9, 0.99))
    step = load(folder, net, average, optimiser) if not args.smoke else 0
    print(f"{config.variant} at step {step}, {len(codes)} codes, {len(paintings)} paintings", flush=True)

    # loop
    started = saved = time.monotonic()
    sums: dict[str, float] = {}
    while step < (args.until or config.steps) and time.monotonic() - started < args.minutes * 60:
        while args.pause_file and Path(args.pause_file).exists():
            time.sleep(2)
        if step % config.paint_every == 0:
            paintings.extend(config.styles_a_photograph)
        chance = np.random.default_rng(config.seed * 1_000_003 + step)
        losses = training_losses(net, paintings.sample(config.batch, chance), targets, config, device, step)
        total = sum(losses.values())
        optimiser.param_groups[0]["lr"] = rate(step, config)
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        step += 1
        follow(average, net, min(config.average_decay, step / (step + 20)))
        for name, value in losses.items():
            sums[name] = sums.get(name, 0.0) + value.item()
        if step % args.log_every == 0:
            report(folder, step, sums, args.log_every, time.monotonic() - started)
            sums.clear()
        if time.monotonic() - saved > args.save_seconds:
            save(folder, net, average, optimiser, step, config)
            preview(folder, average, paintings, device)
            saved = time.monotonic()

    # export
    save(folder, net, average, optimiser, step, config)
    preview(folder, average, paintings, device)
    if args.smoke:
        export(folder / "checkpoint.pt", folder)
        print("smoke: trained, saved, exported")


def parse_arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--variant", choices=("s", "m"), default="s")
    options.add_argument("--run", help="folder below .cache; the variant's name by default")
    options.add_argument("--config", default="{}", help='changed settings as JSON, e.g. \'{"picture_style": 0}\'')
    options.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--minutes", type=float, default=1e9)
    options.add_argument("--until", type=int, help="stop at this step; the learning rate still falls over all steps")
    options.add_argument("--pause-file", help="wait while this file exists")
    options.add_argument("--log-every", type=int, default=20)
    options.add_argument("--save-seconds", type=float, default=240)
    options.add_argument("--smoke", action="store_true")
    return options.parse_args()


class StyleTargets:
    """Style statistics of the style pictures at two scales, measured once each."""

    def __init__(self, darknet: Darknet, size: int):
        self.darknet, self.size, self.names = darknet, size, style_names(held_out=False)
        self.known: dict[int, list] = {}

    @torch.no_grad()
    def of(self, styles: np.ndarray, scale: int) -> list[tuple[Tensor, ...]]:
        """Statistics of these styles, batched, at scale 0 (whole) or 1 (half)."""
        device = next(self.darknet.parameters()).device
        for style in set(styles.tolist()) - self.known.keys():
            picture = style_picture(self.names[style], self.size)[None].to(device)
            self.known[style] = [style_statistics(self.darknet(p)) for p in (picture, half(picture))]
        chosen = [self.known[style][scale] for style in styles.tolist()]
        return [tuple(torch.cat(parts) for parts in zip(*block)) for block in zip(*chosen)]


def training_losses(
    net: StyleNet, batch: Batch, targets: StyleTargets, config: Config, device: torch.device, step: int
) -> dict[str, Tensor]:
    """Weighted losses of one batch, by name."""
    chance = random.Random(config.seed + step)
    content = torch.stack([
        as_seen_by_a_camera(picture, chance) if chance.random() < config.camera_share else picture
        for picture in batch.content
    ]).to(device)
    code, painting = batch.code.to(device), batch.painting.to(device)
    painted = net(content, code)
    losses = {
        "pixel": config.pixel * F.l1_loss(painted, painting),
        "variation": config.variation * total_variation(painted),
    }
    if config.feature or config.painting_style or config.picture_style:
        losses |= perceptual_losses(painted, painting, batch.style, targets, config)
    if config.temporal:
        few = slice(0, max(1, config.batch // 2))
        losses["temporal"] = config.temporal * temporal_loss(net, content[few], code[few], painted[few], chance)
    return losses


def perceptual_losses(
    painted: Tensor, painting: Tensor, styles: np.ndarray, targets: StyleTargets, config: Config
) -> dict[str, Tensor]:
    alone = np.flatnonzero(styles != MIXTURE)  # painted with one style's code, whose picture is known
    feature = from_painting = from_picture = torch.zeros((), device=painted.device)
    for scale, (ours, theirs) in enumerate(((painted, painting), (half(painted), half(painting)))):
        features = targets.darknet(ours)
        statistics = style_statistics(features)
        with torch.no_grad():
            wanted = targets.darknet(theirs)
            wanted_statistics = style_statistics(wanted)
        if scale == 0:
            feature = sum(content_loss(features[i], wanted[i]).mean() for i in (1, 2, 3)) / 3
        from_painting = from_painting + style_distance(statistics, wanted_statistics, config).mean() / 2
        if len(alone) and config.picture_style:
            chosen = [tuple(part[alone] for part in block) for block in statistics]
            distance = style_distance(chosen, targets.of(styles[alone], scale), config)
            from_picture = from_picture + distance.sum() / len(styles) / 2
    return {
        "feature": config.feature * feature,
        "painting_style": config.painting_style * from_painting,
        "picture_style": config.picture_style * from_picture,
    }


def style_distance(ours: list, target: list, config: Config) -> Tensor:
    return gram_loss(ours, target) + config.moment * moment_loss(ours, target)


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
    return rise * (config.final_rate + (config.learning_rate - config.final_rate) * 0.5 * (1 + math.cos(math.pi * done)))


@torch.no_grad()
def follow(average: StyleNet, net: StyleNet, decay: float) -> None:
    for mean, value in zip(average.state_dict().values(), net.state_dict().values()):
        if mean.is_floating_point():
            mean.lerp_(value, 1 - decay)


def load(folder: Path, net: StyleNet, average: StyleNet, optimiser: torch.optim.Optimizer) -> int:
    """Takes up the run where its last checkpoint left it; gives the step."""
    path = folder / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    net.load_state_dict(state["net"])
    average.load_state_dict(state["average"])
    optimiser.load_state_dict(state["optimiser"])
    return state["step"]


def save(folder: Path, net: StyleNet, average: StyleNet, optimiser, step: int, config: Config) -> None:
    state = {"net": net.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict()}
    state |= {"step": step, "config": asdict(config)}
    torch.save(state, folder / "checkpoint.tmp")
    (folder / "checkpoint.tmp").replace(folder / "checkpoint.pt")


def report(folder: Path, step: int, sums: dict[str, float], count: int, seconds: float) -> None:
    line = {"step": step, "seconds": round(seconds)} | {name: round(value / count, 5) for name, value in sums.items()}
    print(json.dumps(line), flush=True)
    with open(folder / "log.jsonl", "a") as log:
        log.write(json.dumps(line) + "\n")


@torch.no_grad()
def preview(folder: Path, average: StyleNet, paintings: Paintings, device: torch.device) -> None:
    """Photographs, the teacher's paintings, ours: a picture to look at while training goes on."""
    batch = paintings.sample(10, np.random.default_rng())
    ours = average(batch.content.to(device), batch.code.to(device)).cpu()
    rows = [torch.cat(list(row), 2) for row in (batch.content, batch.painting, ours)]
    to_image(torch.cat(rows, 1)).save(folder / "preview.png")


if __name__ == "__main__":
    main()
