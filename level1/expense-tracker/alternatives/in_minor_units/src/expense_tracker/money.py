"""in_minor_units: the same money, kept as a whole number of its smallest unit."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NamedTuple

from expense_tracker.errors import BadAmount, CurrencyMismatch, TooPrecise, UnknownCurrency


class Currency(NamedTuple):
    """A currency by its ISO 4217 code, with so many digits after the decimal mark."""

    code: str
    digits: int

    @property
    def unit(self) -> Decimal:
        """Return the smallest amount."""
        return Decimal((0, (1,), -self.digits))


TWO_DIGITS = ("CHF", "EUR", "GBP", "PLN", "SEK", "USD")
CURRENCIES = {
    "JPY": Currency("JPY", 0),
    "KWD": Currency("KWD", 3),
    **{code: Currency(code, 2) for code in TWO_DIGITS},
}


def currency(code: str) -> Currency:
    """Return the currency of this code, in capitals or not."""
    found = CURRENCIES.get(code.upper())
    if found is None:
        raise UnknownCurrency(f"there is no currency {code!r} here")
    return found


class Money:
    """An amount that its currency can pay; it mixes with no other currency."""

    __slots__ = ("_units", "currency")

    def __init__(self, amount: Decimal, currency: Currency) -> None:
        if not amount.is_finite():
            raise BadAmount(f"{amount} is no amount")
        units = Fraction(amount) * 10**currency.digits
        if units.denominator != 1:
            raise TooPrecise(f"{amount} is more precise than {currency.code}")
        self._units, self.currency = int(units), currency

    @classmethod
    def of(cls, amount: str, code: str) -> "Money":
        """Make money of a plain decimal number."""
        try:
            return cls(Decimal(amount), currency(code))
        except InvalidOperation:
            raise BadAmount(f"{amount!r} is no amount") from None

    @classmethod
    def from_minor(cls, units: int, code: str) -> "Money":
        """Make money of so many of the smallest unit."""
        made = cls(Decimal(0), currency(code))
        made._units = units
        return made

    @property
    def amount(self) -> Decimal:
        """Return the amount with the digits of its currency."""
        return Decimal(f"{self._units}e-{self.currency.digits}")

    @property
    def minor_units(self) -> int:
        """Return how many of the smallest unit this is."""
        return self._units

    def __add__(self, other: "Money") -> "Money":
        return Money.from_minor(self._units + self._like(other), self.currency.code)

    def __sub__(self, other: "Money") -> "Money":
        return Money.from_minor(self._units - self._like(other), self.currency.code)

    def __neg__(self) -> "Money":
        return Money.from_minor(-self._units, self.currency.code)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return (self._units, self.currency) == (other._units, other.currency)

    def __hash__(self) -> int:
        return hash((self._units, self.currency))

    def __lt__(self, other: "Money") -> bool:
        return self._units < self._like(other)

    def __le__(self, other: "Money") -> bool:
        return self._units <= self._like(other)

    def __gt__(self, other: "Money") -> bool:
        return self._units > self._like(other)

    def __ge__(self, other: "Money") -> bool:
        return self._units >= self._like(other)

    def __bool__(self) -> bool:
        return self._units != 0

    def __str__(self) -> str:
        return f"{self.amount} {self.currency.code}"

    def __repr__(self) -> str:
        return f"<{self}>"

    def _like(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self} and {other} are of two currencies")
        return other.minor_units


def total(moneys: Iterable[Money], currency: Currency) -> Money:
    """Add up money of one currency."""
    sum_so_far = Money.from_minor(0, currency.code)
    for money in moneys:
        sum_so_far += money
    return sum_so_far


def rounded(amount: Decimal, currency: Currency) -> Money:
    """Round to what the currency can pay, a half away from zero."""
    if not amount.is_finite():
        raise BadAmount(f"{amount} is no amount")
    units = Fraction(amount) * 10**currency.digits
    size = int(abs(units) + Fraction(1, 2))
    return Money.from_minor(size if units > 0 else -size, currency.code)
