"""Makes the shipped files of the groove net: f16 safetensors and golden samples of them.

    python export.py .cache/groove/checkpoint.pt      # -> weights.safetensors, golden.json

Tensors, all f16, as (out, in): first, second, out, each .weight and .bias; `net.py` says what goes in and comes out.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from data import tables
from evaluate import load_net
from net import HISTORY, GrooveNet
from patterns import HERE, PIECES, genres, players

LARGEST = 1_000_000  # bytes


def export(checkpoint: Path, folder: Path) -> None:
    """Writes weights.safetensors and golden.json into `folder`."""
    net, state = load_net(checkpoint)
    tensors = {name: tensor.detach().half().contiguous() for name, tensor in net.state_dict().items()}
    weights = folder / "weights.safetensors"
    told = {"step": str(state["step"]), "pieces": ",".join(PIECES), "styles": ",".join(g["name"] for g in genres())}
    save_file(tensors, weights, told)
    weights.chmod(0o644)
    if weights.stat().st_size > LARGEST:
        raise ValueError(f"{weights.name} must be under {LARGEST} bytes, got {weights.stat().st_size}; narrow the net.")
    (folder / "golden.json").write_text(json.dumps(golden_sample(net, tensors)) + "\n")


@torch.no_grad()
def golden_sample(net: GrooveNet, tensors: dict[str, Tensor]) -> dict:
    """What the shipped (f16) numbers make in f32 of some sixteenths of a held-out player of every fourth style."""
    net.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    samples = []
    for player in players("test", 1)[::4]:
        inputs = torch.from_numpy(tables([player])[0])
        told = net(inputs)
        wish = vars(player.wishes[0]) | {"genre": genres()[player.wishes[0].genre]["name"]}
        for row in (0, 21, 60):
            struck = [(i, round(v, 4)) for i, v in enumerate(inputs[row, :HISTORY].tolist()) if v]
            samples.append({
                "wish": wish | {"parity": row // 16 % 2}, "step": row % 16, "history": struck,
                "out": [[round(value, 4) for value in line] for line in told[row].tolist()],
            })
    return {"samples": samples}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("checkpoint", type=Path)
    options.add_argument("--to", type=Path, default=HERE)
    args = options.parse_args()
    export(args.checkpoint, args.to)


if __name__ == "__main__":
    main()
