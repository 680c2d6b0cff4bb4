"""Views: the same memory, walked through with other steps."""

from torch import Tensor


def cut(strip: Tensor, width: int) -> Tensor:
    """Cut a strip (H, N * width) into pictures (N, H, width) without copying a number.

    Element (n, y, x) lies in memory where the strip has its element (y, n * width + x).
    """
    if width < 1 or strip.ndim != 2 or strip.shape[1] % width:
        raise ValueError(
            f"expected a strip (H, N * {width}), got {tuple(strip.shape)}: choose a width that fits"
        )
    # step 2: begin
    height, length = strip.shape
    down, right = strip.stride()
    size = (length // width, height, width)
    return strip.as_strided(size, (width * right, down, right), strip.storage_offset())
    # step 2: end


def same_memory(a: Tensor, b: Tensor) -> bool:
    """Say whether two tensors are windows on one block of memory, wherever each begins."""
    # step 2: begin
    return a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()
    # step 2: end
