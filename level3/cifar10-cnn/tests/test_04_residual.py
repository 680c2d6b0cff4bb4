"""Step 4: a way round, which a stack cannot have."""

import keras
import numpy as np
from keras import layers

from cifar10_cnn.model import residual, residual_block

X = np.random.default_rng(0).normal(size=(2, 4, 4, 3)).astype(np.float32)


def block(width: int) -> keras.Model:
    """Return one block alone, for inputs of three channels."""
    x = keras.Input((4, 4, 3))
    return keras.Model(x, residual_block(x, width))


def kinds(model: keras.Model, kind: type[layers.Layer]) -> list[layers.Layer]:
    """Return the layers of one kind."""
    return [layer for layer in model.layers if isinstance(layer, kind)]


def silence(model: keras.Model) -> None:
    """Set every kernel to 0, so that no convolution says anything."""
    for convolution in kinds(model, layers.Conv2D):
        convolution.set_weights([np.zeros(convolution.kernel.shape)])


def test_convolutions_that_are_silent_let_the_input_through() -> None:
    """With kernels of 0 the block returns its input, cut off below 0: ReLU(x + 0)."""
    model = block(3)
    silence(model)
    np.testing.assert_array_equal(model(X), np.maximum(X, 0))


def test_the_change_may_be_negative() -> None:
    """Where the convolutions say -1 everywhere, the block returns ReLU(x - 1): what is added is not cut off before."""
    model = block(3)
    silence(model)
    last = kinds(model, layers.BatchNormalization)[-1]
    last.beta.assign([-1.0] * 3)
    np.testing.assert_allclose(model(X), np.maximum(X - 1, 0), atol=1e-6)


def test_two_convolutions_of_3_by_3_make_the_change() -> None:
    """With the width of the input there are just two kernels, 3 x 3, each followed by its normalisation."""
    model = block(3)
    shapes = [tuple(each.kernel.shape) for each in kinds(model, layers.Conv2D)]
    assert shapes == [(3, 3, 3, 3)] * 2
    assert len(kinds(model, layers.BatchNormalization)) == 2


def test_there_is_a_relu_between_them_and_one_at_the_end() -> None:
    """Without the one between, two convolutions would be no more than one; the last one follows the sum."""
    model = block(3)
    assert len(kinds(model, layers.ReLU)) == 2
    assert isinstance(model.layers[-1], layers.ReLU)


def test_another_width_is_reached_by_a_kernel_of_1_by_1() -> None:
    """From three channels to five, the way round has a convolution of its own, 1 x 1, with a normalisation."""
    model = block(5)
    shapes = {tuple(each.kernel.shape) for each in kinds(model, layers.Conv2D)}
    assert shapes == {(3, 3, 3, 5), (3, 3, 5, 5), (1, 1, 3, 5)}
    assert len(kinds(model, layers.BatchNormalization)) == 3
    assert model.output.shape == (None, 4, 4, 5)


def test_the_network_has_a_block_for_each_width() -> None:
    """Two widths bring two sums: the first after halving once, the second after halving twice."""
    sums = kinds(residual((8, 8, 3), (4, 6), 3, 0.0), layers.Add)
    assert [each.output.shape[1:] for each in sums] == [(4, 4, 4), (2, 2, 6)]


def test_the_network_begins_with_a_convolution_at_full_size() -> None:
    """Before the first halving stand a convolution to the first width, its normalisation and ReLU."""
    first = residual((8, 8, 3), (4, 6), 3, 0.0).layers[:5]
    names = [type(layer).__name__ for layer in first]
    assert names == ["InputLayer", "Conv2D", "BatchNormalization", "ReLU", "MaxPooling2D"]
    assert [layer.output.shape[1:] for layer in first[1:]] == [(8, 8, 4)] * 3 + [(4, 4, 4)]


def test_the_network_answers_with_a_logit_for_each_kind() -> None:
    """It ends like the others: means over all places, dropout, and a logit for each kind."""
    model = residual((8, 8, 3), (4, 6), 3, 0.25)
    assert model.output.shape == (None, 3)
    assert kinds(model, layers.Dropout)[0].rate == 0.25
