import pytest
from purse import Purse


def test_pays_out_what_was_put_in() -> None:
    """What goes in comes out, to the cent."""
    # step 2: begin
    purse = Purse()
    purse.put("0.10")
    purse.put("0.20")
    purse.take("0.30")
    assert purse.amount == 0
    # step 2: end


def test_refuses_to_pay_what_is_not_there() -> None:
    """A purse says no, and keeps what it has."""
    # step 2: begin
    purse = Purse()
    purse.put("1")
    with pytest.raises(ValueError):
        purse.take("1.01")
    assert purse.amount == 1
    # step 2: end
