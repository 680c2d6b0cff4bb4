"""Import TensorFlow without what its C++ says about itself on standard error."""

import os
from importlib import import_module


def import_tensorflow() -> None:
    """Import TensorFlow and Keras with standard error closed to C++; Python's own errors still come through."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # for what comes after the import
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    screen, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import_module("keras")
    finally:
        os.dup2(screen, 2)
        os.close(screen)
        os.close(nowhere)
