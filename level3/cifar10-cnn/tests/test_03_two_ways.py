"""Step 3: one network, as a stack of layers and as calls of one on another."""

import keras
import numpy as np
from keras import layers

from cifar10_cnn.model import convolve, functional, head, sequential

SHAPE, WIDTHS = (8, 8, 3), (4, 8)


def network() -> keras.Model:
    """Return a network of two widths for pictures of 8 x 8 and three kinds."""
    return sequential(SHAPE, WIDTHS, 3, 0.5)


def test_sequential_is_a_stack() -> None:
    """The network is a `keras.Sequential`."""
    assert isinstance(network(), keras.Sequential)


def test_the_layers_come_in_this_order() -> None:
    """Each width brings a convolution, its normalisation, ReLU and pooling; a mean, dropout and Dense end it."""
    stage = ["Conv2D", "BatchNormalization", "ReLU", "MaxPooling2D"]
    end = ["GlobalAveragePooling2D", "Dropout", "Dense"]
    assert [type(layer).__name__ for layer in network().layers] == [*stage, *stage, *end]


def test_each_width_halves_the_picture_and_sets_the_channels() -> None:
    """8 x 8 pixels become 4 x 4 of four channels, and then 2 x 2 of eight."""
    pools = [each for each in network().layers if isinstance(each, layers.MaxPooling2D)]
    assert [each.output.shape[1:] for each in pools] == [(4, 4, 4), (2, 2, 8)]


def test_its_parameters_are_those_counted_by_hand() -> None:
    """Kernels 3*3*3*4 and 3*3*4*8, four numbers a channel for the normalisation, and 8*3 + 3 at the end: 471."""
    assert network().count_params() == 108 + 16 + 288 + 32 + 27


def test_it_answers_with_a_logit_for_each_kind() -> None:
    """Five pictures give scores (5, 3), which the last layer leaves as they are: no softmax."""
    model = network()
    assert model(np.zeros((5, 8, 8, 3), np.float32)).shape == (5, 3)
    assert model.layers[-1].activation is keras.activations.linear


def test_dropout_is_as_strong_as_asked_for() -> None:
    """The share that is silenced is the one handed in."""
    (dropout,) = [each for each in network().layers if isinstance(each, layers.Dropout)]
    assert dropout.rate == 0.5


def test_any_number_of_widths_will_do() -> None:
    """Three widths halve three times; the list decides, not the code."""
    model = sequential(SHAPE, (2, 4, 6), 10, 0.0)
    assert sum(isinstance(each, layers.MaxPooling2D) for each in model.layers) == 3


def pictures(n: int) -> np.ndarray:
    """Return n pictures of noise."""
    return np.random.default_rng(0).normal(size=(n, *SHAPE)).astype(np.float32)


def test_convolve_changes_the_channels_alone() -> None:
    """Four channels for three, at as many places; the batch stays open."""
    assert convolve(keras.Input(SHAPE), 4).shape == (None, 8, 8, 4)


def test_convolve_is_a_convolution_and_its_normalisation() -> None:
    """The layers on the way are those that `convolution` returns, with a kernel of the size asked for."""
    x = keras.Input(SHAPE)
    _, conv, norm = keras.Model(x, convolve(x, 4, size=1)).layers
    assert isinstance(norm, keras.layers.BatchNormalization)
    assert conv.kernel.shape == (1, 1, 3, 4)


def test_head_weighs_the_means_of_all_places() -> None:
    """With weights of 1, the logits of a picture whose channels are 1, 2 and 3 everywhere are their sum, 6."""
    x = keras.Input(SHAPE)
    model = keras.Model(x, head(x, 2, 0.5))
    model.set_weights([np.ones((3, 2)), np.zeros(2)])
    flat = np.broadcast_to(np.float32([1, 2, 3]), (1, *SHAPE))
    np.testing.assert_allclose(model(flat), [[6, 6]])


def test_functional_is_a_model_but_no_stack() -> None:
    """The network is a `keras.Model` of what goes in and what comes out, not a `Sequential`."""
    model = functional(SHAPE, WIDTHS, 3, 0.0)
    assert isinstance(model, keras.Model) and not isinstance(model, keras.Sequential)


def test_it_has_the_layers_of_the_stack() -> None:
    """After the input, `functional` has the same kinds of layers as `sequential`, in the same order."""
    stack, graph = (make(SHAPE, WIDTHS, 3, 0.0) for make in (sequential, functional))
    kinds = [type(layer).__name__ for layer in graph.layers]
    assert kinds == ["InputLayer", *(type(layer).__name__ for layer in stack.layers)]


def test_the_same_weights_give_the_same_answers() -> None:
    """With the stack's weights it gives the stack's logits, to the last bit."""
    stack, graph = (make(SHAPE, WIDTHS, 3, 0.0) for make in (sequential, functional))
    graph.set_weights(stack.get_weights())
    np.testing.assert_array_equal(graph(pictures(4)), stack(pictures(4)))


def test_each_call_makes_weights_of_its_own() -> None:
    """Two networks share no layer: what one learns, the other does not."""
    one, two = (functional(SHAPE, WIDTHS, 3, 0.0) for _ in range(2))
    assert not {id(each) for each in one.weights} & {id(each) for each in two.weights}
