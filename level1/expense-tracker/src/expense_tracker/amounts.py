"""Amounts as people and banks write them."""

import re
from decimal import Decimal

from expense_tracker.errors import BadAmount

MINUS = "-\N{MINUS SIGN}"
# Besides the decimal mark's opposite: apostrophes, and spaces at which no line may break.
GROUPING = "'\N{RIGHT SINGLE QUOTATION MARK} \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
OPPOSITE = {".": ",", ",": "."}

# A zero before a thousands mark (0.500) is no thousands mark at all but a slip for the decimal one.
SHAPE = """
    (?P<before>[{minus}+]?)\\s*
    (?P<whole>[0-9]* | [1-9][0-9]{{0,2}}(?P<mark>[{grouping}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)
    (?:{decimal_mark}(?P<part>[0-9]+))?
    \\s*(?P<after>[{minus}+]?)
"""


def parse_amount(text: str, *, decimal_mark: str = ".") -> Decimal:
    """Read an amount; whether its decimal mark is `.` or `,` must be known, and is never guessed."""
    if decimal_mark not in OPPOSITE:
        raise ValueError(f"expected a decimal mark of . or , and got {decimal_mark!r}")
    found = _shape(decimal_mark).fullmatch(text.strip())
    if not found or not (found["whole"] or found["part"]) or (found["before"] and found["after"]):
        raise BadAmount(f"expected an amount such as 1234{decimal_mark}50, got {text!r}")
    whole = "".join(re.findall("[0-9]", found["whole"]))
    sign = "-" if (found["before"] or found["after"] or "+") in MINUS else ""
    return Decimal(f"{sign}{whole or 0}.{found['part'] or 0}")


def _shape(decimal_mark: str) -> re.Pattern[str]:
    grouping = GROUPING + OPPOSITE[decimal_mark]
    return re.compile(
        SHAPE.format(minus=MINUS, grouping=grouping, decimal_mark=re.escape(decimal_mark)), re.X
    )
