"""Finds the 100-number style code of a picture by optimising it through the teacher.

    python invert.py --threads 1 --minutes 30        # resumes: codes already in .cache/codes are kept

Codes that paint well lie on a shell (norm 5 to 7) far from small random ones, so the family that
the net learns is spanned by codes found here, and by mixtures of them.
"""

import argparse
import random
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from data import CACHE, DATA, photographs, random_crop, style_names, style_picture
from perceptual import Darknet, content_loss, gram_loss, half, moment_loss, style_statistics
from styles import BUILT_IN
from teacher import CODE_SIZE, Teacher

CODES = CACHE / "codes"


@dataclass
class Config:
    steps_from_zero: int = 60
    steps_from_neighbour: int = 28  # once a similar picture has its code
    neighbours_from: int = 12  # known codes before a neighbour is trusted
    learning_rate: float = 0.1
    content_weight: float = 0.125
    moment_weight: float = 0.25
    crop: int = 128  # content, pixels
    crops: int = 8
    style_size: int = 192
    seed: int = 1


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--minutes", type=float, default=1e9)
    args = options.parse_args()
    torch.set_num_threads(args.threads)
    config, started = Config(), time.monotonic()
    names = list(BUILT_IN.values()) + [name for name in style_names(held_out=False) if name not in BUILT_IN.values()]
    inverter = Inverter(config)
    CODES.mkdir(parents=True, exist_ok=True)
    for name in names:
        if code_file(name).exists():
            continue
        if time.monotonic() - started > args.minutes * 60:
            break
        code, loss = inverter.invert(name)
        np.save(code_file(name), code.numpy())
        print(f"{name}: style loss {loss:.3f}, norm {code.norm():.2f}", flush=True)


def code_file(name: str):
    """Where the code of a style picture is kept."""
    return CODES / (name.replace("/", "__").replace(":", "__") + ".npy")


def known_codes() -> dict[str, Tensor]:
    """Code (100,) of every picture inverted so far, by name."""
    names = [name for name in style_names(held_out=False) if code_file(name).exists()]
    return {name: torch.from_numpy(np.load(code_file(name))) for name in names}


class Inverter:
    """Holds the teacher, the perceptual net and content that the teacher has half painted."""

    def __init__(self, config: Config):
        self.config = config
        self.teacher = Teacher(DATA / "weights/arbitrary-style-transformer")
        self.darknet = Darknet(DATA / "weights/darknet-imagenet/darknetreference")
        chance = random.Random(config.seed)
        torch.manual_seed(config.seed)
        paths = chance.sample(photographs(), config.crops)
        contents = torch.stack([random_crop(path, config.crop, chance) for path in paths])
        with torch.no_grad():  # neither depends on the code
            self.contracted = self.teacher.contract_picture(contents)
            self.content = self.darknet(contents, 4)[Darknet.content_tap]
        known = known_codes()
        self.codes = list(known.values())
        self.moments = [self._moments(self._targets(name)) for name in known]

    def invert(self, name: str) -> tuple[Tensor, float]:
        """The code of a style picture, and its style loss, averaged over the last steps."""
        config, targets = self.config, self._targets(name)
        code, steps = self._start(targets)
        code.requires_grad_(True)
        optimiser = torch.optim.Adam([code], lr=config.learning_rate)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, config.learning_rate * 1.5, total_steps=steps)
        losses = []
        for step in range(steps):
            at = slice(step % config.crops, step % config.crops + 1)
            style, content = self._losses(code, at, targets)
            optimiser.zero_grad()
            (style + config.content_weight * content).backward()
            optimiser.step()
            schedule.step()
            losses.append(style.item())
        code = code.detach()
        self.codes.append(code)
        self.moments.append(self._moments(targets))
        return code, float(np.mean(losses[-config.crops :]))

    def _start(self, targets: list) -> tuple[Tensor, int]:
        if len(self.codes) < self.config.neighbours_from:
            return 0.05 * torch.randn(CODE_SIZE), self.config.steps_from_zero
        distance = ((torch.stack(self.moments) - self._moments(targets)) ** 2).sum(1)
        return self.codes[distance.argmin()].clone(), self.config.steps_from_neighbour

    def _losses(self, code: Tensor, at: slice, targets: list) -> tuple[Tensor, Tensor]:
        painted = self.teacher.expand_picture(self.contracted[at], code[None])
        style = torch.zeros(())
        for scale, target in zip((painted, half(painted)), targets):
            features = self.darknet(scale)
            if scale is painted:
                content = content_loss(features[Darknet.content_tap], self.content[at]).mean()
            ours = style_statistics(features)
            style = style + (gram_loss(ours, target) + self.config.moment_weight * moment_loss(ours, target)).mean()
        return style / 2, content

    @torch.no_grad()
    def _targets(self, name: str) -> list:
        picture = style_picture(name, self.config.style_size)[None]
        return [style_statistics(self.darknet(scale)) for scale in (picture, half(picture))]

    def _moments(self, targets: list) -> Tensor:
        """What tells styles apart when a neighbour is sought: log deviations and means of every block."""
        blocks = [(mean[0] / deviation[0].mean(), (deviation[0] + 1e-3).log()) for _, mean, deviation in targets[0]]
        return torch.cat([torch.cat(block) for block in blocks])


if __name__ == "__main__":
    main()
