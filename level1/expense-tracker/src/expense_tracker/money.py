"""Money: an exact amount of one currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import total_ordering

from expense_tracker.errors import BadAmount, CurrencyMismatch, TooPrecise, UnknownCurrency

# Decimal rounds to 28 digits, or to what other code has asked for; money is never rounded unasked.
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
MOST_DIGITS = 100  # before the decimal mark: what is longer is a mistake, and slow to reckon with


@dataclass(frozen=True)
class Currency:
    """A currency by its ISO 4217 code, with so many digits after the decimal mark."""

    code: str
    digits: int

    @property
    def unit(self) -> Decimal:
        """Return the smallest amount: 0.01 for euros, 1 for yen."""
        return Decimal(f"1e-{self.digits}")


DIGITS = {"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "SEK": 2, "PLN": 2, "JPY": 0, "KWD": 3}
CURRENCIES = {code: Currency(code, digits) for code, digits in DIGITS.items()}


def currency(code: str) -> Currency:
    """Return the currency of this code, in capitals or not."""
    try:
        return CURRENCIES[code.upper()]
    except KeyError:
        known = ", ".join(CURRENCIES)
        raise UnknownCurrency(f"expected a currency ({known}), got {code!r}") from None


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount that its currency can pay; it mixes with no other currency."""

    amount: Decimal
    currency: Currency

    def __post_init__(self) -> None:
        """Write the amount with the digits of its currency, so that equal money looks equal."""
        if not self.amount.is_finite() or self.amount.adjusted() >= MOST_DIGITS:
            raise BadAmount(f"expected an amount, got {self.amount:.4g}")
        exact = self.amount.quantize(self.currency.unit, context=EXACT)
        if exact != self.amount:
            digits = self.currency.digits
            raise TooPrecise(f"{self.currency.code} has {digits} decimal digits, got {self.amount}")
        object.__setattr__(self, "amount", exact if exact else abs(exact))  # there is no -0.00

    @classmethod
    def of(cls, amount: str, code: str) -> "Money":
        """Make money of a plain decimal number; `parse_amount` reads what people write."""
        try:
            return cls(Decimal(amount), currency(code))
        except InvalidOperation:
            raise BadAmount(f"expected an amount such as 12.50, got {amount!r}") from None

    @classmethod
    def from_minor(cls, units: int, code: str) -> "Money":
        """Make money of so many of the smallest unit: cents, yen, fils."""
        used = currency(code)
        return cls(Decimal(f"{units}e-{used.digits}"), used)

    @property
    def minor_units(self) -> int:
        """Return how many of the smallest unit this is."""
        return int(self.amount.scaleb(self.currency.digits, context=EXACT))

    def __add__(self, other: "Money") -> "Money":
        self._check(other)
        return Money(EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __neg__(self) -> "Money":
        return Money(self.amount.copy_negate(), self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._check(other)
        return self.amount < other.amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency.code}"

    def _check(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(
                f"{self} and {other} are of two currencies: convert one of them first"
            )


def total(moneys: Iterable[Money], currency: Currency) -> Money:
    """Add up money of one currency; nothing adds up to zero."""
    return sum(moneys, start=Money(Decimal(0), currency))


def rounded(amount: Decimal, currency: Currency) -> Money:
    """Round to what the currency can pay, a half away from zero, as bank statements do."""
    if amount.is_finite():
        amount = amount.quantize(currency.unit, ROUND_HALF_UP, EXACT)
    return Money(amount, currency)
