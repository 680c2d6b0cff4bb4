"""Splitting a sum so that no cent is lost, and settling who owes whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from expense_tracker.errors import BadBalances, BadWeights
from expense_tracker.money import Money, total


def split(money: Money, weights: Sequence[int]) -> list[Money]:
    """Share out by weight: the cents left over go to the largest remainders, of equal ones to the first.

    The shares add up to the whole, and those of a refund are those of the payment, negated.
    """
    check_weights(weights)
    size, whole = abs(money.minor_units), sum(weights)
    shares = [size * weight // whole for weight in weights]
    remainders = [size * weight % whole for weight in weights]
    neediest = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in neediest[: size - sum(shares)]:
        shares[place] += 1
    sign = -1 if money.minor_units < 0 else 1
    return [Money.from_minor(sign * share, money.currency.code) for share in shares]


def check_weights(weights: Sequence[int]) -> None:
    """Refuse weights by which nothing can be split."""
    whole = all(isinstance(weight, int) for weight in weights)
    if not whole or min(weights, default=0) < 0 or not any(weights):
        raise BadWeights(f"expected whole weights, 0 or more and not all 0, got {list(weights)}")


@dataclass(frozen=True)
class Payment:
    """What one person pays another."""

    payer: str
    receiver: str
    money: Money


def settle(balances: Mapping[str, Money]) -> list[Payment]:
    """Say who pays whom, given what each is owed (negative: owes), in fewer payments than people."""
    open_balances = {person: money for person, money in balances.items() if money}
    if not open_balances:
        return []
    over = total(open_balances.values(), next(iter(open_balances.values())).currency)
    if over:
        raise BadBalances(f"expected what is owed and what is due to be equal, got {over} over")
    payments = []
    while open_balances:
        payment = _largest_payment(open_balances)
        payments.append(payment)
        open_balances[payment.payer] += payment.money
        open_balances[payment.receiver] -= payment.money
        open_balances = {person: money for person, money in open_balances.items() if money}
    return payments


def _largest_payment(balances: Mapping[str, Money]) -> Payment:
    """Let who owes most pay who is owed most: at least one of the two is then done."""
    payer = min(balances, key=balances.__getitem__)
    receiver = max(balances, key=balances.__getitem__)
    return Payment(payer, receiver, min(-balances[payer], balances[receiver]))
