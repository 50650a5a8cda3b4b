"""Draws a contact sheet: photographs x styles, paintings dropped in, and blends between styles.

    python sheet.py --net .cache/s/checkpoint.pt --to /tmp/sheet.png
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from data import DATA, kodak, read_picture, style_names, style_picture, to_image
from encoder import describe, measure_style
from export import built_in_codes, load_checkpoint
from perceptual import Darknet
from styles import BUILT_IN

PHOTOGRAPHS = (3, 14, 22)  # of Kodak: a red hat, a painted face, parrots
DROPPED = 6
BLENDS = (("starry-night", "the-scream"), ("great-wave", "neon"), ("udnie", "mosaic"), ("woodcut", "pastel"))
BLEND_STEPS = 5


@torch.no_grad()
def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--net", type=Path, required=True)
    options.add_argument("--to", type=Path, required=True)
    options.add_argument("--styles", help="names, with commas; all by default")
    options.add_argument("--tile", type=int, default=128)
    options.add_argument("--size", type=int, default=256, help="pixels at which pictures are painted")
    options.add_argument("--threads", type=int, default=1)
    args = options.parse_args()
    torch.set_num_threads(args.threads)
    model, config, _ = load_checkpoint(args.net)
    darknet = Darknet(DATA / "weights/darknet-imagenet/darknetreference")
    codes = built_in_codes(model, darknet, config["style_size"])
    pictures = [square(read_picture(kodak()[i], args.size)) for i in PHOTOGRAPHS]
    torch.manual_seed(1)
    pictures.append((pictures[0] * 0.2 + 0.02 * torch.randn(pictures[0].shape)).clamp(0, 1))  # a dark stage

    def paint(picture: Tensor, code: Tensor) -> Tensor:
        return model.net(picture[None], code[None])[0]

    cells = [[torch.ones_like(pictures[0]), *pictures]]  # one style a cell: its picture, then what it makes
    for name in args.styles.split(",") if args.styles else codes:
        cells.append([style_picture(BUILT_IN[name], args.size), *(paint(p, codes[name]) for p in pictures)])
    for name in style_names(held_out=True)[:: 28 // DROPPED][:DROPPED]:
        seen = style_picture(name, config["style_size"])[None]
        code = model.encoder(describe(measure_style(darknet, seen)))[0]
        cells.append([style_picture(name, args.size), *(paint(p, code) for p in pictures)])
    for first, second in BLENDS:
        steps = torch.linspace(0, 1, BLEND_STEPS)
        cells.append([paint(pictures[2], codes[first].lerp(codes[second], share)) for share in steps])
    to_image(arrange(cells, args.tile)).save(args.to)


def square(picture: Tensor) -> Tensor:
    size = min(picture.shape[1:])
    top, left = (picture.shape[1] - size) // 2, (picture.shape[2] - size) // 2
    return picture[:, top : top + size, left : left + size]


def arrange(cells: list[list[Tensor]], tile: int, across: int = 14) -> Tensor:
    """Columns of pictures side by side, `across` to a band, as one picture."""
    columns = [torch.cat([F.interpolate(p[None], (tile, tile), mode="area")[0] for p in cell], 1) for cell in cells]
    columns += [torch.zeros_like(columns[0])] * (-len(columns) % across)
    bands = [torch.cat(columns[i : i + across], 2) for i in range(0, len(columns), across)]
    return torch.cat(bands, 1)


if __name__ == "__main__":
    main()
