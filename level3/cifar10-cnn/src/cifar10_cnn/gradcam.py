"""Where did it look? Grad-CAM: which places of the last feature maps speak for an answer.

A maps of the last convolutional stage (1, h, w, C), y the score of one answer.
Source: Selvaraju et al. (2017), *Grad-CAM: visual explanations from deep networks*, eq. 1 and 2.
"""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cifar10_cnn.pixels import Floats, Images, to_batch, to_floats


def cut(model: Any) -> tuple[Any, Any]:
    """Cut a network in two where its maps are pooled: one half makes the maps A, the other the scores."""
    places = [
        place
        for place, layer in enumerate(model.layers)
        if isinstance(layer, keras.layers.GlobalAveragePooling2D)
    ]
    if len(places) != 1:
        raise ValueError(f"expected one GlobalAveragePooling2D layer, found {len(places)}")
    place = places[0]
    maps = model.layers[place].input
    if isinstance(
        model, keras.Sequential
    ):  # its layers may be of several graphs: it makes one with each `add`
        first, last = model.layers[:place], model.layers[place:]
        eye = keras.Sequential([keras.Input(model.input_shape[1:]), *first])
        return eye, keras.Sequential([keras.Input(maps.shape[1:]), *last])
    return keras.Model(model.inputs, maps), keras.Model(maps, model.outputs[0])


def heat(model: Any, picture: Images, label: int) -> Floats:
    """Return how much each place of the last maps speaks for `label`, (h, w) from 0 to 1, for a picture (H, W, 3)."""
    eye, judge = cut(model)
    # step 13: begin
    maps = eye(to_floats(to_batch(picture)), training=False)
    with tf.GradientTape() as tape:
        tape.watch(maps)
        score = judge(maps, training=False)[0, label]
    gradient = tape.gradient(score, maps)  # dy/dA, (1, h, w, C)
    weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)  # (1, 1, 1, C)
    speaks = tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1))[0].numpy()
    return speaks / max(speaks.max(), 1e-12)
    # step 13: end


def spread(heated: Floats, height: int, width: int) -> Floats:
    """Stretch heat (h, w) smoothly over a picture of that height and width."""
    stretched = tf.image.resize(heated[..., np.newaxis], (height, width), method="bilinear")
    return np.asarray(stretched)[..., 0]
