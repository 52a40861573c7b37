"""Whether this machine can compute as it is asked to; CTranslate2 itself says so only when a model is loaded."""

from __future__ import annotations

import ctranslate2

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption

NAMES = ("cpu", "cuda")


def check_processor(device: Device) -> None:
    """Raise InvalidOption for a device that is not here, and for a number format that it cannot compute in."""
    if device.name not in NAMES:
        raise InvalidOption(
            option=f"device {device.name}", detail="choose cpu or cuda", detail_ko="cpu나 cuda 가운데 고르세요"
        )
    if device.name == "cuda" and not ctranslate2.get_cuda_device_count():
        raise InvalidOption(
            option="device cuda",
            detail="there is no GPU here that CTranslate2 can use (it needs one of NVIDIA's with a driver for CUDA 12); "
            "leave it out to compute on the CPU",
            detail_ko="CTranslate2가 쓸 수 있는 GPU가 없습니다(CUDA 12 드라이버가 있는 NVIDIA GPU가 필요합니다). "
            "빼면 CPU로 계산합니다",
        )
    if device.compute_type in ("auto", "default"):
        return
    possible = sorted(ctranslate2.get_supported_compute_types(device.name))
    if device.compute_type not in possible:
        listed = ", ".join(("auto", *possible))
        raise InvalidOption(
            option=f"compute type {device.compute_type}",
            detail=f"this {device.name} can compute in {listed}",
            detail_ko=f"이 {device.name}에서 쓸 수 있는 것: {listed}",
        )
