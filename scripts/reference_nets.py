"""PyTorch originals of the three networks that are converted: used once, at conversion, and by its test.

Written from the papers and the public structure of the checkpoints, so that the published ``state_dict`` of each
loads with ``strict=True``. Not part of the package: the kit itself never needs torch.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class SincFilters(nn.Module):
    """80 band-pass filters of 251 taps (Ravanelli & Bengio 2018, "SincNet"; cosine and sine pairs as in Asteroid)."""

    def __init__(self, pairs: int = 40, taps: int = 251, sample_rate: int = 16_000, lowest: float = 50.0) -> None:
        super().__init__()
        self.sample_rate, self.lowest = sample_rate, lowest
        self.low_hz_ = nn.Parameter(torch.zeros(pairs, 1))
        self.band_hz_ = nn.Parameter(torch.zeros(pairs, 1))
        self.register_buffer("window_", torch.zeros(taps // 2))
        self.register_buffer("n_", torch.zeros(1, taps // 2))

    def filters(self) -> Tensor:
        """Return the impulse responses ``(2 × pairs, 1, taps)``."""
        low = self.lowest + self.low_hz_.abs()
        high = torch.clamp(low + self.lowest + self.band_hz_.abs(), self.lowest, self.sample_rate / 2)
        band = high - low
        at_low, at_high = low @ self.n_, high @ self.n_
        cosine = (at_high.sin() - at_low.sin()) / (self.n_ / 2) * self.window_
        sine = (at_low.cos() - at_high.cos()) / (self.n_ / 2) * self.window_
        even = torch.cat([cosine, 2 * band, cosine.flip(1)], dim=1) / (2 * band)
        odd = torch.cat([sine, torch.zeros_like(band), -sine.flip(1)], dim=1) / (2 * band)
        return torch.cat([even, odd])[:, None]

    def forward(self, wave: Tensor) -> Tensor:
        return functional.conv1d(wave, self.filters(), stride=10)


class _SincConv(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.filterbank = SincFilters()

    def forward(self, wave: Tensor) -> Tensor:
        bands: Tensor = self.filterbank(wave)
        return bands.abs()


class _SincNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.wav_norm1d = nn.InstanceNorm1d(1, affine=True)
        self.conv1d = nn.ModuleList([_SincConv(), nn.Conv1d(80, 60, 5), nn.Conv1d(60, 60, 5)])
        self.norm1d = nn.ModuleList([nn.InstanceNorm1d(size, affine=True) for size in (80, 60, 60)])

    def forward(self, wave: Tensor) -> Tensor:
        out = self.wav_norm1d(wave)
        for conv, norm in zip(self.conv1d, self.norm1d, strict=True):
            out = functional.leaky_relu(norm(functional.max_pool1d(conv(out), 3)))
        return out


class PyanNet(nn.Module):
    """pyannote/segmentation-3.0 (Plaquet & Bredin 2023, "Powerset multi-class cross entropy loss").

    ``(batch, 1, samples)`` at 16 kHz → log-probabilities ``(batch, frames, 7)`` of nobody, each of three speakers,
    each pair of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sincnet = _SincNet()
        self.lstm = nn.LSTM(60, 128, num_layers=4, bidirectional=True, batch_first=True)
        self.linear = nn.ModuleList([nn.Linear(256, 128), nn.Linear(128, 128)])
        self.classifier = nn.Linear(128, 7)

    def forward(self, wave: Tensor) -> Tensor:
        out, _ = self.lstm(self.sincnet(wave).transpose(1, 2))
        for layer in self.linear:
            out = functional.leaky_relu(layer(out))
        return functional.log_softmax(self.classifier(out), dim=-1)


class _Norm(nn.Sequential):
    """BatchNorm, then ReLU unless told otherwise, under the names of the checkpoint."""

    def __init__(self, size: int, *, relu: bool = True, affine: bool = True) -> None:
        super().__init__()
        self.add_module("batchnorm", nn.BatchNorm1d(size, affine=affine))
        if relu:
            self.add_module("relu", nn.ReLU())


class _ResBlock(nn.Module):
    def __init__(self, size: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(size, size, 3, stride=(stride, 1), padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(size)
        self.conv2 = nn.Conv2d(size, size, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(size)
        self.shortcut = nn.Sequential()
        if stride != 1:
            self.shortcut = nn.Sequential(
                nn.Conv2d(size, size, 1, stride=(stride, 1), bias=False), nn.BatchNorm2d(size)
            )

    def forward(self, x: Tensor) -> Tensor:
        out = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return functional.relu(out + self.shortcut(x))


class _Head(nn.Module):
    """The 2-D front end: 80 bands → 10 bands × 32 maps."""

    def __init__(self, size: int = 32) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, size, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(size)
        self.layer1 = nn.Sequential(_ResBlock(size, 2), _ResBlock(size, 1))
        self.layer2 = nn.Sequential(_ResBlock(size, 2), _ResBlock(size, 1))
        self.conv2 = nn.Conv2d(size, size, 3, stride=(2, 1), padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(size)

    def forward(self, bands: Tensor) -> Tensor:
        out = functional.relu(self.bn1(self.conv1(bands[:, None])))
        out = functional.relu(self.bn2(self.conv2(self.layer2(self.layer1(out)))))
        return out.flatten(1, 2)


class _ContextMask(nn.Module):
    """Context-aware masking: each 100-frame piece is weighted by its own mean and by the mean of the whole."""

    def __init__(self, size: int, growth: int, dilation: int) -> None:
        super().__init__()
        self.linear_local = nn.Conv1d(size, growth, 3, padding=dilation, dilation=dilation, bias=False)
        self.linear1 = nn.Conv1d(size, size // 2, 1)
        self.linear2 = nn.Conv1d(size // 2, growth, 1)

    def forward(self, x: Tensor) -> Tensor:
        pieces = functional.avg_pool1d(x, 100, stride=100, ceil_mode=True)
        spread = pieces.repeat_interleave(100, dim=-1)[..., : x.shape[-1]]
        context = x.mean(-1, keepdim=True) + spread
        mask = torch.sigmoid(self.linear2(functional.relu(self.linear1(context))))
        masked: Tensor = self.linear_local(x) * mask
        return masked


class _DenseLayer(nn.Module):
    def __init__(self, size: int, growth: int, bottleneck: int, dilation: int) -> None:
        super().__init__()
        self.nonlinear1 = _Norm(size)
        self.linear1 = nn.Conv1d(size, bottleneck, 1, bias=False)
        self.nonlinear2 = _Norm(bottleneck)
        self.cam_layer = _ContextMask(bottleneck, growth, dilation)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, self.cam_layer(self.nonlinear2(self.linear1(self.nonlinear1(x))))], dim=1)


class _Tdnn(nn.Module):
    def __init__(self, size: int, out: int) -> None:
        super().__init__()
        self.linear = nn.Conv1d(size, out, 5, stride=2, padding=2, bias=False)
        self.nonlinear = _Norm(out)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.nonlinear(self.linear(x))
        return out


class _Transit(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.nonlinear = _Norm(size)
        self.linear = nn.Conv1d(size, size // 2, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.linear(self.nonlinear(x))
        return out


class _Embedding(nn.Module):
    def __init__(self, size: int, out: int) -> None:
        super().__init__()
        self.linear = nn.Conv1d(size, out, 1, bias=False)
        self.nonlinear = _Norm(out, relu=False, affine=False)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.nonlinear(self.linear(x[..., None])[..., 0])
        return out


class CamPlusPlus(nn.Module):
    """CAM++ (Wang et al. 2023): ``(batch, frames, 80)`` mean-normalised log-mel → embedding ``(batch, 192)``."""

    blocks = ((12, 1), (24, 2), (16, 2))
    """Layers and dilation of each dense block."""

    def __init__(self, growth: int = 32, bottleneck: int = 128, dim: int = 192) -> None:
        super().__init__()
        self.head = _Head()
        trunk = nn.Sequential()
        trunk.add_module("tdnn", _Tdnn(320, 128))
        size = 128
        for number, (layers, dilation) in enumerate(self.blocks, start=1):
            block = nn.Sequential()
            for layer in range(layers):
                block.add_module(f"tdnnd{layer + 1}", _DenseLayer(size + layer * growth, growth, bottleneck, dilation))
            size += layers * growth
            trunk.add_module(f"block{number}", block)
            trunk.add_module(f"transit{number}", _Transit(size))
            size //= 2
        trunk.add_module("out_nonlinear", _Norm(size))
        trunk.add_module("dense", _Embedding(2 * size, dim))
        self.xvector = trunk

    def forward(self, features: Tensor) -> Tensor:
        out = self.head(features.transpose(1, 2))
        for name, part in self.xvector.named_children():
            if name == "dense":
                out = torch.cat([out.mean(-1), out.std(-1, unbiased=True)], dim=-1)
            out = part(out)
        return out


def sinc_taps(net: PyanNet) -> Tensor:
    """Return the fixed impulse responses of the first layer, ``(80, 1, 251)``."""
    with torch.no_grad():
        filters: Tensor = net.sincnet.conv1d[0].filterbank.filters()
    return filters


class VoiceEncoder(nn.Module):
    """Resemblyzer's GE2E encoder (Wan et al. 2018, "Generalized End-to-End Loss for Speaker Verification")."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(40, 256, 3, batch_first=True)
        self.linear = nn.Linear(256, 256)
        self.similarity_weight = nn.Parameter(torch.zeros(1))  # of the training's loss: not used here
        self.similarity_bias = nn.Parameter(torch.zeros(1))

    def forward(self, mels: Tensor) -> Tensor:
        """Return ``(batch, 256)`` of unit length for ``(batch, frames, 40)``."""
        _, (hidden, _) = self.lstm(mels)
        return functional.normalize(functional.relu(self.linear(hidden[-1])), dim=1)
