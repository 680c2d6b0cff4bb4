"""Are amounts read as they were meant, whoever wrote them?"""

from decimal import Decimal

import pytest

from expense_tracker.amounts import parse_amount
from expense_tracker.errors import BadAmount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        pytest.param("12", "12", id="whole"),
        pytest.param("12.50", "12.5", id="cents"),
        pytest.param("+12.50", "12.5", id="plus"),
    ],
)
def test_reads_plain_numbers(text: str, amount: str) -> None:
    """An example: one test, and a name for each of its cases."""
    assert parse_amount(text) == Decimal(amount)


def test_refuses_words() -> None:
    """An example of an error: a word is no amount."""
    with pytest.raises(BadAmount):
        parse_amount("twelve")


# step 2: begin
@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        pytest.param("1.234.567,89", ",", "1234567.89", id="dots group"),
        pytest.param("1'234.56", ".", "1234.56", id="an apostrophe groups"),
        pytest.param("1\N{NO-BREAK SPACE}234,56", ",", "1234.56", id="a space groups"),
        pytest.param("-12.50", ".", "-12.5", id="minus"),
        pytest.param("12.50-", ".", "-12.5", id="minus behind"),
        pytest.param("\N{MINUS SIGN}12.50", ".", "-12.5", id="minus of a web page"),
    ],
)
def test_reads_what_people_write(text: str, mark: str, amount: str) -> None:
    """Signs and grouping marks of many countries lead to the same number."""
    assert parse_amount(text, decimal_mark=mark) == Decimal(amount)


# step 2: stub
# def test_reads_what_people_write() -> None:
#     """Signs and grouping marks of many countries lead to the same number."""
#     raise NotImplementedError("step 2")
# step 2: end


# step 2: begin
@pytest.mark.parametrize(
    "text", ["", "-", "12,50", "0,500", "1,234'567", "1,234,56", "-12.50-"], ids=repr
)
def test_refuses_what_it_would_have_to_guess(text: str) -> None:
    """Where the decimal mark is a point, none of these is surely a number."""
    with pytest.raises(BadAmount):
        parse_amount(text)


# step 2: stub
# def test_refuses_what_it_would_have_to_guess() -> None:
#     """Where the decimal mark is a point, none of these is surely a number."""
#     raise NotImplementedError("step 2")
# step 2: end
