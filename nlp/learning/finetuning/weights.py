"""The weights as the product reads them, written and taken up again."""

import shutil
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from torch import nn

from nlp.learning.finetuning.network import Network


def save(network: Network, base: Path, folder: Path) -> None:
    """Leave the encoder as 8-bit ONNX, its tokenizer and the network's weights in a folder.

    Weights have seven of the bits: processors without instructions for such sums add them in pairs
    of 16 bits, which eight would overflow, so that one text would be read differently on each.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    whole = folder / "encoder.whole.onnx"
    given = torch.ones((2, 16), dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        _Vectors(network.encoder),
        (given, given),
        str(whole),
        input_names=["ids", "mask"],
        output_names=["vectors"],
        dynamic_axes={"ids": axes, "mask": axes, "vectors": axes},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        str(whole),
        str(folder / "encoder.onnx"),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )
    whole.unlink()
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    weights = {
        name: value.detach().numpy().astype(np.float16) for name, value in network.stored().items()
    }
    np.savez_compressed(folder / "network.npz", **weights)


def resume(network: Network, start: Path) -> None:
    """Go on from weights that `--state` left, or from a folder as `save` left it.

    A folder holds the encoder's matrices in 8 bits, and its embeddings, which are not learned.
    """
    if not start.is_dir():
        network.load_state_dict(torch.load(start))
        return
    encoder = network.encoder.state_dict()
    network.encoder.load_state_dict({**encoder, **_encoder_in(start / "encoder.onnx", encoder)})
    with np.load(start / "network.npz") as stored:
        found = {name: torch.tensor(stored[name].astype(np.float32)) for name in stored.files}
    found["mix.weight"] = _widened(found["mix.weight"], network.mix.weight)
    shared = {f"{name}.weight": found[f"{name}.weight"].mean(0) for name in ("about", "side")}
    network.load_state_dict(
        {
            **network.state_dict(),
            **{name: found[name] for name in found if name in network.state_dict()},
            **{name: value.view_as(network.state_dict()[name]) for name, value in shared.items()},
            "about_own": found["about.weight"] - shared["about.weight"],
            "about_base": found["about.bias"],
            "side_own": found["side.weight"] - shared["side.weight"],
            "side_base": found["side.bias"],
        }
    )


def between(network: Network, before: Mapping[str, torch.Tensor], share: float) -> Network:
    """A network between those weights and these, of which it takes that share.

    It keeps more of what was known before (Wortsman et al., 'Robust fine-tuning of zero-shot
    models', CVPR 2022).
    """
    found = deepcopy(network)
    found.load_state_dict(
        {name: before[name].lerp(now, share) for name, now in network.state_dict().items()}
    )
    return found


def _widened(stored: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Weights for as many features as are wanted: those at the end, which are new, say nothing."""
    return nn.functional.pad(stored, (0, wanted.shape[1] - stored.shape[1]))


def _encoder_in(path: Path, state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights in an 8-bit graph by the names of the encoder's state, without embeddings.

    The graph's matrices have numbers for names; they stand in the order of the layers.
    """
    from onnx import load, numpy_helper

    graph = load(path).graph
    held = {part.name: numpy_helper.to_array(part) for part in graph.initializer}
    matrices = [
        name.removesuffix("_quantized")
        for node in graph.node
        if node.op_type == "MatMulInteger" and (name := node.input[1]) in held
    ]
    layered = [name for name in state if ".layer." in name and state[name].dim() > 1]
    found = {
        name: torch.tensor(held[f"encoder.{name}"])
        for name in state
        if f"encoder.{name}" in held and state[name].dim() == 1
    }
    for name, matrix in zip(layered, matrices, strict=True):
        whole = held[f"{matrix}_quantized"].astype(np.float32) - held[f"{matrix}_zero_point"]
        found[name] = torch.tensor((whole * held[f"{matrix}_scale"]).T.copy())
    return found


class _Vectors(nn.Module):
    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return found
