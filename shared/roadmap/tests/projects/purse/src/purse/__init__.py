"""A purse that pays exactly, and says no."""

from decimal import Decimal


class Purse:
    """An amount of money that never falls below nothing."""

    def __init__(self) -> None:
        self._amount = Decimal(0)

    @property
    def amount(self) -> Decimal:
        return self._amount

    def put(self, amount: str) -> None:
        """Add ``amount``, written as a decimal number."""
        # step 1: begin
        if Decimal(amount) < 0:
            raise ValueError(f"expected an amount of 0 or more, got {amount}")
        self._amount += Decimal(amount)
        # step 1: end

    def take(self, amount: str) -> None:
        """Take ``amount`` out; raises ValueError where it is not there."""
        if Decimal(amount) > self._amount:
            raise ValueError(f"only {self._amount} left")
        self._amount -= Decimal(amount)
