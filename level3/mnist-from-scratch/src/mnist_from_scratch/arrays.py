"""The two kinds of array that the package passes around."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]  # float32 to train, float64 to check gradients
Labels = NDArray[np.integer]  # (N,), the digits 0 to 9
