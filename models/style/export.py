"""Makes the shipped files of a style net: f16 safetensors with batch norm folded in, and golden samples.

    python export.py .cache/s/checkpoint.pt --fit 60     # built-in codes fitted by so many steps each
    # -> weights.s.safetensors, encoder.s.safetensors, styles.json (of S), golden.json

Tensors of weights.<variant>.safetensors, all f16; convolutions are (out, in, 3, 3), padded by one repeated pixel:
    contract.<i>.weight, contract.<i>.bias   i = 0 at stride 1, the rest at stride 2; ReLU after each
    residual.<i>.weight                      2 a block, no bias: a norm follows
    expand.<i>.weight                        after nearest x2, no bias: a norm follows
    paint.weight (12, in, 3, 3), paint.bias  sigmoid, then pixel-shuffle x2 (channel 4c + 2y + x)
    style.weight (numbers, 100), style.bias  numbers = style.weight @ code + style.bias, in this order:
        [gamma - 1, beta] of each residual conv, [gamma - 1, beta] of each expand conv, gate of each expand layer
    codes (styles, 100)                      the built-in styles, named in the file's metadata

styles.json lists the built-in styles with their codes, so that the instrument has its faders before
weights are loaded. Codes belong to the weights that they were exported with.

Tensors of encoder.<variant>.safetensors, all f16 (see encoder.py for the order of computation):
    darknet.<i>.weight (out, in, 3, 3), darknet.<i>.bias    padded by one zero, leaky ReLU 0.1; 2x2 max-pool between
    hidden.weight (256, 960), hidden.bias, code.weight (100, 256), code.bias
        hidden reads [mean, log(deviation + 0.01)] of each block at whole, then at half size
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from data import DATA, HERE, style_picture
from encoder import BLOCKS, CODE_SIZE, StyleEncoder, describe, measure_style
from net import NORM_EPS, VARIANTS, StyleNet, Stylist
from perceptual import Darknet
from refine import FitConfig, fit_code, fit_contents, fit_loss
from styles import BUILT_IN, STYLES, licence

GOLDEN_HEIGHT, GOLDEN_WIDTH = 64, 96  # of the style net: multiples of 8; of the encoder: of 32
GOLDEN_POINTS = 64
GOLDEN_STEP = 11  # every so many of the style's numbers
GOLDEN_OFFSET, GOLDEN_TURN = 0.2, 0.7  # numbers added to the second style's: offset * sin(turn * i)
LARGEST = 2_000_000  # bytes
LIVE = "s"  # the variant that the instrument plays


def export(checkpoint: Path, folder: Path, fit_steps: int = 0) -> list[Path]:
    """Writes the variant's weights and encoder, and its part of golden.json, into `folder`; the built-in codes
    are the encoder's, or those of `fit_steps` steps of refine.py from there."""
    model, config, step = load_checkpoint(checkpoint)
    variant, darknet = config["variant"], Darknet(DATA / "weights/darknet-imagenet/darknetreference")
    codes = built_in_codes(model, darknet, config["style_size"], fit_steps)
    tensors = folded(model.net) | {"codes": torch.stack(list(codes.values()))}
    tensors = {name: tensor.half().contiguous() for name, tensor in tensors.items()}
    encoder = encoder_tensors(model.encoder, darknet)
    weights, encoder_file = folder / f"weights.{variant}.safetensors", folder / f"encoder.{variant}.safetensors"
    save_file(tensors, weights, metadata(variant, step, list(codes)))
    save_file(encoder, encoder_file, {"variant": variant, "styleSize": str(config["style_size"])})
    for path in (weights, encoder_file):
        path.chmod(0o644)
        if path.stat().st_size > LARGEST:
            raise ValueError(f"{path.name} must be under {LARGEST} bytes, got {path.stat().st_size}; narrow the net")
    golden = folder / "golden.json"
    cases = json.loads(golden.read_text()) if golden.exists() else {}
    cases[variant] = golden_samples(variant, tensors) | {"encoder": golden_code(encoder)}
    if variant == LIVE:
        cases[variant]["fit"] = golden_fit(tensors, encoder)
    golden.write_text(json.dumps(cases, indent=1) + "\n")
    written = [weights, encoder_file, golden]
    if variant == LIVE:
        written.append(folder / "styles.json")
        written[-1].write_text(style_list(tensors["codes"]))
    return written


def style_list(codes: Tensor) -> str:
    """The built-in styles as JSON, one a line."""
    lines = []
    for (name, style), code in zip(STYLES.items(), codes):
        source = style.picture if style.picture.startswith("texture:") else style.picture.split("/")[-1]
        numbers = [float(f"{number:.5g}") for number in code.tolist()]  # tells any two f16 apart
        line = {"name": name, "label": style.label, "maker": style.maker, "source": source}
        lines.append(json.dumps(line | {"licence": licence(style), "code": numbers}, ensure_ascii=False))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def load_checkpoint(path: Path) -> tuple[Stylist, dict, int]:
    """The averaged model of a checkpoint, its config, its step."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    model = Stylist(state["config"]["variant"]).eval()
    model.load_state_dict(state["average"])
    return model, state["config"], state["step"]


def built_in_codes(
    model: Stylist, darknet: Darknet, size: int, fit_steps: int = 0, styles: Iterable[str] = BUILT_IN
) -> dict[str, Tensor]:
    """The code (100,) of built-in styles, by name: the encoder's, fitted further by so many steps."""
    model.requires_grad_(False)
    config, codes = FitConfig(steps=fit_steps), {}
    contents = fit_contents(config) if fit_steps else None
    for name in styles:
        wanted = measure_style(darknet, style_picture(BUILT_IN[name], size)[None])
        code = model.encoder(describe(wanted))[0]
        codes[name] = fit_code(model.net, darknet, wanted, code, contents, config) if fit_steps else code
    return codes


def encoder_tensors(encoder: StyleEncoder, darknet: Darknet) -> dict[str, Tensor]:
    """The encoder's tensors in f16, with the standardisation folded into its first linear layer."""
    weight = encoder.hidden.weight / encoder.spread
    tensors = {
        "hidden.weight": weight,
        "hidden.bias": encoder.hidden.bias - weight @ encoder.centre,
        "code.weight": encoder.code.weight,
        "code.bias": encoder.code.bias,
    }
    for i, conv in enumerate(darknet.convs[:BLOCKS]):
        tensors |= {f"darknet.{i}.weight": conv.weight, f"darknet.{i}.bias": conv.bias}
    return {name: tensor.detach().half().contiguous() for name, tensor in tensors.items()}


def metadata(variant: str, step: int, styles: list[str]) -> dict[str, str]:
    widths, blocks = VARIANTS[variant].widths, VARIANTS[variant].blocks
    described = {"variant": variant, "widths": widths, "blocks": blocks, "normEps": NORM_EPS}
    described |= {"step": step, "styles": styles}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in described.items()}


def folded(net: StyleNet) -> dict[str, Tensor]:
    """The net's tensors with each batch norm folded into the convolution before it."""
    tensors = {
        name: tensor.detach().clone()
        for name, tensor in net.state_dict().items()
        if not name.startswith("contract")
    }
    for i, (conv, norm) in enumerate(zip(net.contract, net.contract_norm)):
        scale = norm.weight / (norm.running_var + norm.eps).sqrt()
        tensors[f"contract.{i}.weight"] = (conv.weight * scale[:, None, None, None]).detach()
        tensors[f"contract.{i}.bias"] = (norm.bias - norm.running_mean * scale).detach()
    return tensors


def unfolded(variant: str, tensors: dict[str, Tensor]) -> StyleNet:
    """A net that computes what a shipped file says: its batch norms add the folded bias and do no more."""
    net = StyleNet(variant).eval()
    state = net.state_dict()
    for name in state:
        if name in tensors:
            state[name] = tensors[name].float()
    for i, norm in enumerate(net.contract_norm):
        state[f"contract_norm.{i}.running_var"].fill_(1 - norm.eps)
        state[f"contract_norm.{i}.bias"] = tensors[f"contract.{i}.bias"].float()
    net.load_state_dict(state)
    return net


def golden_picture(height: int, width: int) -> Tensor:
    """A picture that any language can make again: sine waves, (1, 3, height, width) in 0..1."""
    sides = [torch.arange(side, dtype=torch.float64) for side in (height, width)]
    y, x = torch.meshgrid(sides, indexing="ij")
    channels = [0.5 + 0.5 * torch.sin(0.37 * (c + 1) * x + 0.23 * (3 - c) * y + 0.011 * x * y + c) for c in range(3)]
    return torch.stack(channels)[None].float()


def golden_share(height: int, width: int) -> Tensor:
    """Where the second of two styles is: (height, width) in 0..1."""
    y, x = torch.meshgrid(*((torch.arange(side).double() + 0.5) / side for side in (height, width)), indexing="ij")
    return (0.5 + 0.5 * torch.sin(6 * x + 3 * y)).float()


@torch.no_grad()
def golden_samples(variant: str, tensors: dict[str, Tensor]) -> dict:
    """Outputs of the shipped (f16) numbers, computed in f32, at some points for two codes and their mixture."""
    net, picture = unfolded(variant, tensors), golden_picture(GOLDEN_HEIGHT, GOLDEN_WIDTH)
    codes = tensors["codes"].float()
    last = len(codes) - 1
    points = [[i % 3, (i * 29) % GOLDEN_HEIGHT, (i * 37) % GOLDEN_WIDTH] for i in range(GOLDEN_POINTS)]
    cases = []
    for weights in ({0: 1.0}, {last: 1.0}, {0: 0.5, last: 0.5}):
        code = sum(weight * codes[i] for i, weight in weights.items()).reshape(1, CODE_SIZE)
        painted = net(picture, code)[0]
        values = [round(painted[c, y, x].item(), 6) for c, y, x in points]
        cases.append({"blend": list(weights.items()), "values": values})
    numbers = [net.style(codes[i : i + 1]) for i in (0, last)]
    fitted = GOLDEN_OFFSET * torch.sin(GOLDEN_TURN * torch.arange(numbers[1].shape[1], dtype=torch.float64))
    painted = net.stylise(picture, numbers[0], numbers[1] + fitted.float(), golden_share)[0]
    both = {"first": 0, "second": last, "offset": GOLDEN_OFFSET, "turn": GOLDEN_TURN}
    both["values"] = [round(painted[c, y, x].item(), 6) for c, y, x in points]
    formula = "0.5 + 0.5 * sin(0.37 * (c + 1) * x + 0.23 * (3 - c) * y + 0.011 * x * y + c)"
    return {"height": GOLDEN_HEIGHT, "width": GOLDEN_WIDTH, "input": formula, "points": points, "cases": cases, "regions": both}


def golden_fit(tensors: dict[str, Tensor], encoder: dict[str, Tensor]) -> dict:
    """The loss of refine.py and its gradient by the style's numbers, computed in f64 from the shipped numbers."""
    net, darknet = unfolded(LIVE, tensors).double(), shipped_darknet(encoder).double()
    net.requires_grad_(False)
    picture = golden_picture(GOLDEN_HEIGHT, GOLDEN_WIDTH).double()
    wanted = measure_style(darknet, picture.flip(3) ** 2)
    numbers = net.style(tensors["codes"][:1].double())
    numbers += GOLDEN_OFFSET * torch.sin(GOLDEN_TURN * torch.arange(numbers.shape[1], dtype=torch.float64))
    numbers.requires_grad_(True)
    loss = fit_loss(net, darknet, wanted, numbers, picture, FitConfig())
    loss.backward()
    slopes = [float(f"{slope:.6g}") for slope in numbers.grad[0].tolist()]
    return {"loss": round(loss.item(), 7), "offset": GOLDEN_OFFSET, "turn": GOLDEN_TURN, "slopes": slopes[::GOLDEN_STEP]}


def shipped_darknet(tensors: dict[str, Tensor]) -> Darknet:
    """The perceptual net with the numbers that the encoder's file has of it."""
    darknet = Darknet(DATA / "weights/darknet-imagenet/darknetreference")
    for i, conv in enumerate(darknet.convs[:BLOCKS]):
        conv.weight.data, conv.bias.data = tensors[f"darknet.{i}.weight"].float(), tensors[f"darknet.{i}.bias"].float()
    return darknet


@torch.no_grad()
def golden_code(tensors: dict[str, Tensor]) -> dict:
    """The code that the shipped (f16) encoder gives the golden picture, computed in f32."""
    darknet, encoder = shipped_darknet(tensors), StyleEncoder()
    linear = {name: tensor.float() for name, tensor in tensors.items() if not name.startswith("darknet")}
    encoder.load_state_dict(encoder.state_dict() | linear)
    code = encoder(describe(measure_style(darknet, golden_picture(GOLDEN_HEIGHT, GOLDEN_WIDTH))))[0]
    return {"code": [round(value, 6) for value in code.tolist()]}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("checkpoint", type=Path)
    options.add_argument("--to", type=Path, default=HERE)
    options.add_argument("--fit", type=int, default=0, help="steps by which each built-in code is fitted")
    args = options.parse_args()
    torch.set_num_threads(1)
    for path in export(args.checkpoint, args.to, args.fit):
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
