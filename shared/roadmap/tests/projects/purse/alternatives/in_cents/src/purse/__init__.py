"""The same purse, counting whole cents."""

from decimal import Decimal


class Purse:
    """An amount of money that never falls below nothing."""

    def __init__(self) -> None:
        self._cents = 0

    @property
    def amount(self) -> Decimal:
        return Decimal(self._cents) / 100

    def put(self, amount: str) -> None:
        """Add ``amount``, written as a decimal number."""
        self._change(int(Decimal(amount) * 100), amount)

    def take(self, amount: str) -> None:
        """Take ``amount`` out; raises ValueError where it is not there."""
        self._change(-int(Decimal(amount) * 100), amount)

    def _change(self, cents: int, amount: str) -> None:
        if amount.startswith("-") or self._cents + cents < 0:
            raise ValueError(f"cannot change by {amount}")
        self._cents += cents
