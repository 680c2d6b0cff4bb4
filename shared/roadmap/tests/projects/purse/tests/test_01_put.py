from decimal import Decimal

import pytest
from purse import Purse


def test_adds_exactly() -> None:
    """Ten cents and twenty are thirty."""
    purse = Purse()
    purse.put("0.10")
    purse.put("0.20")
    assert purse.amount == Decimal("0.30")


def test_refuses_less_than_nothing() -> None:
    """Nobody puts less than nothing into a purse."""
    with pytest.raises(ValueError, match="0 or more"):
        Purse().put("-1")
