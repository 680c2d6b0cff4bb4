"""Amounts are read as they were written, whatever their marks and signs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expense_tracker.amounts import parse_amount
from expense_tracker.errors import BadAmount

AMOUNTS = st.decimals(0, 10**30, places=2)
OTHER = {".": ",", ",": "."}
SPACES = (" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")
APOSTROPHES = ("'", "\N{RIGHT SINGLE QUOTATION MARK}")
MARKS = st.sampled_from(["", "other", *SPACES, *APOSTROPHES])
SIGNS = st.sampled_from(["", "+", "-", "\N{MINUS SIGN}"])


@given(AMOUNTS, st.sampled_from(".,"), MARKS, SIGNS, st.booleans(), st.sampled_from(["", " "]))
def test_every_way_of_writing_is_read(
    amount: Decimal, decimal_mark: str, mark: str, sign: str, behind: bool, space: str
) -> None:
    """Every grouping mark, sign and place of it leads back to the amount."""
    grouping = OTHER[decimal_mark] if mark == "other" else mark
    number = f"{amount:,.2f}".translate({ord(","): grouping, ord("."): decimal_mark})
    text = f"{number}{space}{sign}" if behind else f"{sign}{space}{number}"
    expected = amount if sign in ("", "+") else amount.copy_negate()
    assert parse_amount(text, decimal_mark=decimal_mark) == expected


@given(st.text("0123456789.,'- \N{NO-BREAK SPACE}", max_size=10))
def test_one_text_is_never_two_amounts(text: str) -> None:
    """What is read is made of the digits that are there, in their order, and of no others."""
    try:
        amount = parse_amount(text)
    except BadAmount:
        return
    digits = "".join(filter(str.isdecimal, text))
    assert "".join(map(str, amount.as_tuple().digits)).strip("0") == digits.strip("0")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", ".", "5.", "--5", "-5-", "+5-", "1e5", "NaN", "٣", "0x10", "5 EUR", "(5)"),
        *("1,23", "12,3456", "1234,567", "0,500", "00,500", "1,234'567", "1,,234", ",234", "1.2.3"),
    ],
)
def test_refuses_what_is_no_amount(text: str) -> None:
    """What could be read in two ways, or in none, is refused, and the error shows it."""
    with pytest.raises(BadAmount) as caught:
        parse_amount(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(("text", "amount"), [(".50", "0.5"), ("-.5", "-0.5"), ("007", "7")])
def test_reads_what_is_short_or_padded(text: str, amount: str) -> None:
    """Nothing before the mark is a zero, and leading zeros count nothing."""
    assert parse_amount(text) == Decimal(amount)


def test_knows_two_decimal_marks() -> None:
    """The decimal mark is a point or a comma, and anything else a mistake of the caller."""
    with pytest.raises(ValueError, match="decimal mark"):
        parse_amount("1", decimal_mark="'")
