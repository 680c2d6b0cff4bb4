"""in_minor_units: the same reader of amounts, without a pattern; a number is taken apart at its marks."""

from decimal import Decimal
from itertools import groupby

from expense_tracker.errors import BadAmount

DIGITS = frozenset("0123456789")
SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}"
SIGNS = {"+": 1, "-": -1, "\N{MINUS SIGN}": -1}


def parse_amount(text: str, *, decimal_mark: str = ".") -> Decimal:
    """Read an amount whose decimal mark is known."""
    if decimal_mark not in (".", ","):
        raise ValueError(f"{decimal_mark!r} is no decimal mark")
    sign, number = _signed(text.strip())
    whole, mark, part = number.partition(decimal_mark)
    pieces = ["".join(run) for _, run in groupby(whole, key=DIGITS.__contains__)]
    if (mark and not part) or not (whole or part) or not DIGITS.issuperset(part):
        raise BadAmount(f"{text!r} is no amount")
    if pieces and not _grouped(pieces, SPACES + APOSTROPHES + ".,".replace(decimal_mark, "")):
        raise BadAmount(f"{text!r} is no amount that could be read in one way only")
    return sign * Decimal(f"{''.join(pieces[::2])}.{part}" if part else "".join(pieces[::2]))


def _signed(text: str) -> tuple[int, str]:
    if text[:1] in SIGNS and text[-1:] not in SIGNS:
        return SIGNS[text[0]], text[1:].lstrip()
    if text[-1:] in SIGNS and text[:1] not in SIGNS:
        return SIGNS[text[-1]], text[:-1].rstrip()
    return 1, text


def _grouped(pieces: list[str], marks: str) -> bool:
    """Tell whether digits stand alone, or in threes between marks of one kind."""
    digits, between = pieces[::2], pieces[1::2]
    if not DIGITS.issuperset("".join(digits)) or len(digits) == len(between):
        return False
    if not between:
        return True
    in_threes = all(len(group) == 3 for group in digits[1:])
    return (
        in_threes
        and len(digits[0]) <= 3
        and not digits[0].startswith("0")
        and set(between) <= {between[0]}
        and len(between[0]) == 1
        and between[0] in marks
    )
