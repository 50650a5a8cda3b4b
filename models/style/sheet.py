"""Draws contact sheets: photographs x styles, and blends between styles.

    python sheet.py --net .cache/s/checkpoint.pt --to /tmp/sheet.png
    python sheet.py --net teacher --to /tmp/teacher.png
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor

from data import DATA, kodak, photographs, read_picture, style_picture, to_image
from evaluate import load_net
from invert import known_codes
from styles import BUILT_IN
from teacher import Teacher

PHOTOGRAPHS = (3, 14, 22)  # of Kodak: a hat, a boat race's faces, parrots
BLEND_STEPS = 6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--net", required=True)
    options.add_argument("--to", type=Path, required=True)
    options.add_argument("--styles", help="names, with commas; all by default")
    options.add_argument("--tile", type=int, default=160)
    options.add_argument("--size", type=int, default=256, help="pixels at which pictures are painted")
    options.add_argument("--threads", type=int, default=1)
    args = options.parse_args()
    torch.set_num_threads(args.threads)
    known = {name: known_codes()[picture] for name, picture in BUILT_IN.items() if picture in known_codes()}
    paint, codes = painter(args.net, known)
    names = args.styles.split(",") if args.styles else list(codes)
    pictures = [square(read_picture(kodak()[i], args.size), args.size) for i in PHOTOGRAPHS]
    dark = (pictures[0] * 0.2 + 0.02 * torch.randn(pictures[0].shape)).clamp(0, 1)
    pictures.append(dark)
    rows = [[torch.ones(3, args.size, args.size), *pictures]]
    for name in names:
        rows.append([style_picture(BUILT_IN[name], args.size), *(paint(p, codes[name]) for p in pictures)])
    columns = [[row[i] for row in rows] for i in range(len(rows[0]))]  # one style a column
    for first, second in zip(names[0::5], names[3::5]):
        mixtures = [codes[first].lerp(codes[second], i / (BLEND_STEPS - 1)) for i in range(BLEND_STEPS)]
        columns.append([paint(pictures[2], code) for code in mixtures])
    width = max(len(column) for column in columns[: len(pictures) + 1])
    to_image(arrange(columns, width, args.tile)).save(args.to)


@torch.no_grad()
def painter(net: str, known: dict[str, Tensor]):
    """(picture (3, h, w), code (100,)) -> painted picture, and the codes by style name."""
    if net == "teacher":
        teacher = Teacher(DATA / "weights/arbitrary-style-transformer")
        return (lambda picture, code: teacher(picture[None], code[None])[0]), known
    model, _, codes = load_net(Path(net))
    return (lambda picture, code: model(picture[None], code[None])[0].detach()), codes


def square(picture: Tensor, size: int) -> Tensor:
    top, left = (picture.shape[1] - size) // 2, (picture.shape[2] - size) // 2
    return picture[:, top : top + size, left : left + size]


def arrange(lines: list[list[Tensor]], width: int, tile: int) -> Tensor:
    """Lines of pictures as one picture, `tile` pixels each; wraps after `width`, pads with black."""
    rows = []
    for line in lines:
        small = [torch.nn.functional.interpolate(p[None], (tile, tile), mode="area")[0] for p in line]
        small += [torch.zeros(3, tile, tile)] * (width - len(small))
        rows.append(torch.cat(small, 2))
    return torch.cat(rows, 1)


if __name__ == "__main__":
    main()
