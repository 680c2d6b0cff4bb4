"""Where to compute: the processor, or a graphics card that is really there."""

import os

import torch

DEVICES = ("auto", "cpu", "cuda", "mps")


def choose_device(wish: str) -> torch.device:
    """Return the device, for `auto` the fastest that is there; raises `ValueError` where it is not."""
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    name = next(each for each, is_there in there.items() if is_there) if wish == "auto" else wish
    if not there[name]:
        raise ValueError(
            f"there is no {name} here that PyTorch can use: --device auto takes what is"
        )
    if name == "cuda":  # same seed, same bits: cuBLAS asks for this, before its first call
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True)
    return torch.device(name)
