"""Judges style nets on photographs and by a perceptual net (MobileNet v1) that training never used.

    python evaluate.py --net .cache/s/checkpoint.pt      # or s.safetensors; one JSON object a line
    python evaluate.py --net ... --peers --gatys 300     # beside the fast nets, the teacher, Gatys (slow)
    python evaluate.py --net .cache/s/checkpoint.pt --fit 60    # built-in codes as the encoder names them, and fitted
    python evaluate.py --net .cache/s/checkpoint.pt --drop-in   # the encoder on paintings never trained on
    python evaluate.py --net s.safetensors --halves             # what f16 between layers costs, emulated
    python evaluate.py --net s.safetensors --fitted FILE        # what `eval style --like` wrote: a picture, refined

Content: squared feature distance to the photograph at 1/8, relative to the features' variance.
Style: squared distance of Gram matrices to the style picture's, relative to its size, mean of four depths.
Warp: root mean square of |painted(next) - moved painted(this)| over synthetic shift, zoom and noise pairs.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from torch import Tensor

import net as net_module
from data import DATA, inside, kodak, moved_sampling_grid, read_picture, style_names, style_picture, warp
from encoder import describe, measure_style
from export import GOLDEN_HEIGHT, GOLDEN_WIDTH, built_in_codes, golden_picture, load_checkpoint, unfolded
from fast_style import FAST_STYLES, FastStyle
from net import StyleNet, gflop
from paintings import magenta_painters
from perceptual import Darknet, MobileNet, content_loss, gram_loss, half, style_statistics
from styles import BUILT_IN

NOISE = 0.02
Painter = Callable[[Tensor], Tensor]


class Judge:
    """Held-out photographs at one size, the held-out perceptual net, and what they say of a painter."""

    def __init__(self, size: int, photographs: int, style_size: int):
        self.net = MobileNet(DATA / "weights/mobilenet-v1-1.0")
        paths = kodak()[:: max(1, 24 // photographs)][:photographs]
        self.pictures = torch.stack([_middle(read_picture(path, size), size) for path in paths])
        self.style_size = style_size
        chance = random.Random(5)
        torch.manual_seed(5)
        self.grid = moved_sampling_grid(len(paths), size, chance)
        self.following = (warp(self.pictures, self.grid) + NOISE * torch.randn_like(self.pictures)).clamp(0, 1)

    @torch.no_grad()
    def measure(self, paint: Painter, style: str | Tensor) -> dict[str, float]:
        """`style`: name of a style picture, or the picture itself (3, h, w)."""
        wanted = style_picture(style, self.style_size) if isinstance(style, str) else style
        painted = torch.cat([paint(picture[None]) for picture in self.pictures])
        after = torch.cat([paint(picture[None]) for picture in self.following])
        ours, content = self.net(painted), self.net(self.pictures)
        target = style_statistics(self.net(wanted[None]))
        tap, seen = MobileNet.content_tap, inside(self.grid)
        squares = (seen * (after - warp(painted, self.grid)) ** 2).mean() / seen.mean()
        return {
            "content": content_loss(ours[tap], content[tap]).mean().item(),
            "style": gram_loss(style_statistics(ours), target).mean().item(),
            "warp": squares.sqrt().item(),
        }


def _middle(picture: Tensor, size: int) -> Tensor:
    top, left = (picture.shape[1] - size) // 2, (picture.shape[2] - size) // 2
    return picture[:, top : top + size, left : left + size]


def load_net(
    path: Path, fit_steps: int = 0, styles: Iterable[str] = BUILT_IN
) -> tuple[StyleNet, str, dict[str, Tensor]]:
    """A net from a checkpoint or a shipped file, its variant, and the codes of built-in styles."""
    if path.suffix == ".safetensors":
        with safe_open(path, "pt") as file:
            meta, tensors = file.metadata(), {name: file.get_tensor(name) for name in file.keys()}
        codes = dict(zip(json.loads(meta["styles"]), tensors["codes"].float()))
        return unfolded(meta["variant"], tensors), meta["variant"], codes
    model, config, _ = load_checkpoint(path)
    darknet = Darknet(DATA / "weights/darknet-imagenet/darknetreference")
    return model.net, config["variant"], built_in_codes(model, darknet, config["style_size"], fit_steps, styles)


def gatys(picture: Tensor, style: str, steps: int, style_size: int) -> Tensor:
    """Optimises the pixels themselves under the training losses (Gatys et al. 2015)."""
    darknet = Darknet(DATA / "weights/darknet-imagenet/darknetreference")
    wanted = style_picture(style, style_size)[None]
    with torch.no_grad():
        targets = [style_statistics(darknet(scale)) for scale in (wanted, half(wanted))]
        content = darknet(picture, 4)[Darknet.content_tap]
    pixels = picture.clone().requires_grad_(True)
    optimiser = torch.optim.Adam([pixels], lr=0.03)
    with torch.enable_grad():
        for _ in range(steps):
            optimiser.zero_grad()
            features = darknet(pixels)
            loss = gram_loss(style_statistics(features), targets[0]).sum()
            loss = loss + gram_loss(style_statistics(darknet(half(pixels))), targets[1]).sum()
            (loss / 2 + 0.125 * content_loss(features[Darknet.content_tap], content).sum()).backward()
            optimiser.step()
            pixels.data.clamp_(0, 1)
    return pixels.detach()


@torch.no_grad()
def drop_in(path: Path, judge: Judge) -> None:
    """For each held-out painting: is the encoder's result nearer to the painting's style statistics than
    every built-in style's result is?"""
    model, config, _ = load_checkpoint(path)
    darknet = Darknet(DATA / "weights/darknet-imagenet/darknetreference")
    built_in = built_in_codes(model, darknet, config["style_size"])

    def painted(code: Tensor) -> list:
        return style_statistics(judge.net(model.net(judge.pictures, code[None])))

    results = {name: painted(code) for name, code in built_in.items()}
    nearer = []
    for name in style_names(held_out=True):
        picture = style_picture(name, config["style_size"])[None]
        ours = painted(model.encoder(describe(measure_style(darknet, picture)))[0])
        target = style_statistics(judge.net(style_picture(name, judge.style_size)[None]))
        distances = {style: gram_loss(result, target).mean().item() for style, result in results.items()}
        nearest = min(distances, key=distances.get)
        own = gram_loss(ours, target).mean().item()
        nearer.append(own < distances[nearest])
        line = {"eval": "style", "case": "drop-in", "painting": name, "encoder": round(own, 4)}
        print(json.dumps(line | {"nearest": nearest, "nearestStyle": round(distances[nearest], 4)}), flush=True)
    share = round(float(np.mean(nearer)), 3)
    print(json.dumps({"eval": "style", "case": "drop-in", "n": len(nearer), "nearer": share}))


def refined(path: Path, fitted: Path, judge: Judge) -> None:
    """Pictures as the instrument has taken them in (code) and refined them (code and offset)."""
    net, _, _ = load_net(path)
    for line in fitted.read_text().splitlines():
        entry = json.loads(line)
        wanted = torch.tensor(entry["picture"]).reshape(3, entry["side"], entry["side"])
        numbers = net.style(torch.tensor(entry["code"])[None])
        for case, offset in (("encoder", torch.zeros(1)), ("refined", torch.tensor(entry["offset"]))):
            measured = judge.measure(lambda p, o=offset: net.stylise(p, numbers + o), wanted)
            told = {"eval": "style", "net": path.name, "case": case, "painting": entry["name"]}
            print(json.dumps(told | {key: round(v, 4) for key, v in measured.items()}), flush=True)


@torch.no_grad()
def in_halves(path: Path) -> None:
    """How far the net is from itself when every layer's result is rounded to f16, on the golden picture: an
    emulation on the processor of what a GPU with halves keeps between layers."""
    net, _, codes = load_net(path)
    picture = golden_picture(GOLDEN_HEIGHT, GOLDEN_WIDTH)
    whole = {style: net(picture, code[None]) for style, code in codes.items()}
    for layer in net.modules():
        if isinstance(layer, torch.nn.Conv2d):
            layer.register_forward_hook(lambda _layer, _inputs, out: out.half().float())
    styled = net_module._cin
    net_module._cin = lambda x, affine: styled(x, affine).half().float()
    errors = [(net(picture.half().float(), codes[s][None]) - whole[s]).abs().max().item() for s in codes]
    net_module._cin = styled
    line = {"eval": "style", "net": path.name, "case": "emulated f16 against f32", "n": len(errors)}
    print(json.dumps(line | {"maxError": round(max(errors), 6)}))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--net", type=Path, action="append", default=[])
    options.add_argument("--styles", help="names, with commas; all built-in styles by default")
    options.add_argument("--size", type=int, default=256)
    options.add_argument("--photographs", type=int, default=8)
    options.add_argument("--peers", action="store_true", help="the teacher and the fast nets too")
    options.add_argument("--fit", type=int, default=0, help="steps; judges the fitted codes of a checkpoint too")
    options.add_argument("--fitted", type=Path, help="judge a picture that the instrument has refined instead")
    options.add_argument("--halves", action="store_true", help="emulate f16 between layers instead")
    options.add_argument("--drop-in", action="store_true", help="judge the encoder on held-out paintings instead")
    options.add_argument("--gatys", type=int, default=0, help="steps of the optimisation-based reference")
    options.add_argument("--threads", type=int, default=1)
    args = options.parse_args()
    torch.set_num_threads(args.threads)
    if args.halves:
        for path in args.net:
            in_halves(path)
        return
    judge = Judge(args.size, args.photographs, style_size=args.size)
    if args.drop_in:
        for path in args.net:
            drop_in(path, judge)
        return
    if args.fitted:
        for path in args.net:
            refined(path, args.fitted, judge)
        return
    styles = args.styles.split(",") if args.styles else list(BUILT_IN)

    def tell(net: str, style: str, paint: Painter, operations: float | None) -> dict[str, float]:
        measured = judge.measure(paint, BUILT_IN[style])
        line = {"eval": "style", "net": net, "case": style} | {key: round(v, 4) for key, v in measured.items()}
        print(json.dumps(line | {"gflop": operations and round(operations, 2)}), flush=True)
        return measured

    painters: dict[str, Callable[[str], tuple[Painter, float | None]]] = {}
    for path in args.net:
        for fit_steps in (0, args.fit) if args.fit else (0,):
            net, variant, codes = load_net(path, fit_steps, styles)
            name = f"{path.parent.name}/{path.name}" + (f", fitted {fit_steps}" if fit_steps else "")
            cost = gflop(variant, args.size, args.size)
            painters[name] = lambda style, net=net, codes=codes, cost=cost: (lambda p: net(p, codes[style][None]), cost)
    if args.peers:
        magenta = magenta_painters()
        if all(BUILT_IN[style] in magenta for style in styles):
            painters["teacher"] = lambda style: (magenta[BUILT_IN[style]], None)
        else:
            print("The teacher is left out: invert.py has not found its codes of all these styles.", file=sys.stderr)
        painters["photograph"] = lambda style: (lambda p: p, 0.0)
    if args.gatys:
        painters["gatys"] = lambda style: (lambda p: gatys(p, BUILT_IN[style], args.gatys, args.size), None)
    for name, painter in painters.items():
        results = [tell(name, style, *painter(style)) for style in styles]
        mean = {key: round(float(np.mean([r[key] for r in results])), 4) for key in results[0]}
        print(json.dumps({"eval": "style", "net": name, "case": "mean", "n": len(results)} | mean), flush=True)
    if args.peers:
        for style, folder in FAST_STYLES.items():
            fast = FastStyle(DATA / "weights/fast-style" / folder)
            fast(judge.pictures[:1])
            tell("fast", style, fast, 2 * fast.operations / 1e9)


if __name__ == "__main__":
    main()
