"""Makes the shipped files of the beat net: f16 safetensors with batch norm folded in, and golden samples.

    python export.py                 # .cache/beat/checkpoint.pt -> weights.safetensors, golden.json

Tensors, all f16:
    conv<i>.weight (out, in, 3 frames, bands), conv<i>.bias    ReLU after each; the first two max-pool bands by 4
    recur<i>.input (3 x 96, in), .hidden (3 x 96, 96), .inputBias, .hiddenBias    gates reset, update, new
    out.weight (3, 96), out.bias                               logits of beat, downbeat, onset
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from features import BANDS
from net import BeatNet
from render import CACHE, HERE

GOLDEN_FRAMES = 48
LARGEST = 1_000_000  # bytes


def folded(net: BeatNet) -> dict[str, Tensor]:
    tensors = {}
    for i, (conv, norm) in enumerate([(net.conv1, net.norm1), (net.conv2, net.norm2), (net.conv3, net.norm3)], 1):
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        tensors[f"conv{i}.weight"] = conv.weight * scale[:, None, None, None]
        tensors[f"conv{i}.bias"] = norm.bias - norm.running_mean * scale
    for i in range(2):
        for name, part in (("input", "weight_ih"), ("hidden", "weight_hh"), ("inputBias", "bias_ih"), ("hiddenBias", "bias_hh")):
            tensors[f"recur{i + 1}.{name}"] = getattr(net.recur, f"{part}_l{i}")
    return tensors | {"out.weight": net.out.weight, "out.bias": net.out.bias}


def unfold(net: BeatNet, tensors: dict[str, Tensor]) -> BeatNet:
    """A net with the shipped, rounded weights and norms that do nothing."""
    for i, (conv, norm) in enumerate([(net.conv1, net.norm1), (net.conv2, net.norm2), (net.conv3, net.norm3)], 1):
        conv.weight.data = tensors[f"conv{i}.weight"].float()
        norm.running_mean.zero_(), norm.running_var.fill_(1 - norm.eps)
        nn.init.ones_(norm.weight)
        norm.bias.data = tensors[f"conv{i}.bias"].float()
    for i in range(2):
        for name, part in (("input", "weight_ih"), ("hidden", "weight_hh"), ("inputBias", "bias_ih"), ("hiddenBias", "bias_hh")):
            getattr(net.recur, f"{part}_l{i}").data = tensors[f"recur{i + 1}.{name}"].float()
    net.out.weight.data, net.out.bias.data = tensors["out.weight"].float(), tensors["out.bias"].float()
    return net


@torch.no_grad()
def export(checkpoint: Path, folder: Path) -> None:
    saved = torch.load(checkpoint, map_location="cpu")
    net = BeatNet().eval()
    net.load_state_dict(saved["average"])
    tensors = {name: tensor.detach().half().contiguous() for name, tensor in folded(net).items()}
    weights = folder / "weights.safetensors"
    save_file(tensors, weights, {"step": str(saved["step"]), "outputs": "beat,downbeat,onset"})
    weights.chmod(0o644)
    if weights.stat().st_size > LARGEST:
        raise ValueError(f"{weights.name} must be under {LARGEST} bytes, got {weights.stat().st_size}; narrow the net")
    torch.manual_seed(3)
    bands = (torch.rand(1, GOLDEN_FRAMES, BANDS) * 3 * (torch.rand(1, GOLDEN_FRAMES, 1) > 0.6)).round(decimals=3)
    shipped = unfold(BeatNet().eval(), tensors)
    logits, _ = shipped(torch.cat([torch.zeros(1, BeatNet.context, BANDS), bands], 1))
    golden = {"step": saved["step"], "bands": bands[0].flatten().tolist(), "activations": torch.sigmoid(logits[0]).flatten().tolist()}
    round_all = lambda values, digits: [round(v, digits) for v in values]
    golden["bands"], golden["activations"] = round_all(golden["bands"], 3), round_all(golden["activations"], 6)
    (folder / "golden.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path, nargs="?", default=CACHE / "checkpoint.pt")
    parser.add_argument("--out", type=Path, default=HERE)
    args = parser.parse_args()
    export(args.checkpoint, args.out)
