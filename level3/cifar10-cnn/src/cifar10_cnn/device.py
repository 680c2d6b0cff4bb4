"""Which device computes, and with how many threads."""

import tensorflow as tf


def use(device: str, threads: int = 0) -> str:
    """Have TensorFlow compute there, repeatably, and return what to tell the user; raises `ValueError`.

    Comes before the first operation. 0 threads: as many as TensorFlow likes.
    """
    gpus = tf.config.list_physical_devices("GPU")
    if device == "gpu" and not gpus:
        raise ValueError(
            "there is no GPU that TensorFlow can use: leave --device out, or see"
            " tensorflow.org/install for a build with GPU support"
        )
    if device == "cpu":
        tf.config.set_visible_devices([], "GPU")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    tf.config.experimental.enable_op_determinism()
    if gpus and device != "cpu":
        return f"on {gpus[0].name}"
    return f"on the CPU, {threads or 'all'} thread{'s'[threads == 1 :]}"
