"""The configuration: what it refuses, and what the presets make."""

import pytest

from cifar10_cnn.config import PRESETS, Config
from cifar10_cnn.describe import describe
from cifar10_cnn.model import build


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("lr", 0.0), ("batch_size", 0), ("epochs", -1), ("dropout", 1.0), ("validation", 0.0)),
        *(("weight_decay", -0.1), ("patience", -1), ("hole", -1), ("seed", -1), ("seed", 2**31)),
        *(("network", "dense"), ("schedule", "steps"), ("widths", ()), ("widths", (8, 0))),
    ],
)
def test_nonsense_is_refused_by_name(name: str, value: object) -> None:
    """The message names the field, what was expected, and what came."""
    with pytest.raises(ValueError, match=f"expected {name} .*got "):
        Config(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_makes_a_network_for_cifar10(preset: str) -> None:
    """Pictures of 32 x 32 go in, and ten logits come out."""
    config = PRESETS[preset]
    model = build(config.network, (32, 32, 3), config.widths, 10)
    assert model.output.shape == (None, 10)


def test_the_default_is_small() -> None:
    """165,370 parameters and 5.5 million multiply-adds a picture: that is what 15 minutes allow."""
    model = build("residual", (32, 32, 3), Config().widths, 10)
    rows = describe(model)
    assert sum(row.parameters for row in rows) == model.count_params() == 165_370
    assert sum(row.multiply_adds for row in rows) == 5_505_984


def test_pictures_too_small_for_the_halvings_are_refused() -> None:
    """Four halvings of 8 pixels leave none."""
    with pytest.raises(ValueError, match="at least 16 pixels a side for 4 widths.*got 8 x 8"):
        build("functional", (8, 8, 3), (2, 2, 2, 2), 3)
