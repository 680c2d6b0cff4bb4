"""by_recursion: the same splits, one left-over unit at a time, and debts settled one pair at a time."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from expense_tracker.errors import BadBalances, BadWeights
from expense_tracker.money import Money


class Payment(NamedTuple):
    """What one person pays another."""

    payer: str
    receiver: str
    money: Money


def split(money: Money, weights: Sequence[int]) -> list[Money]:
    """Share out by weight, the units left over to the largest remainders."""
    check_weights(weights)
    if money.minor_units < 0:
        return [-share for share in split(-money, weights)]
    exact = [Fraction(money.minor_units * weight, sum(weights)) for weight in weights]
    shares = [int(share) for share in exact]
    for _ in range(money.minor_units - sum(shares)):
        short = [whole - share for whole, share in zip(exact, shares, strict=True)]
        shares[short.index(max(short))] += 1
    return [Money.from_minor(share, money.currency.code) for share in shares]


def check_weights(weights: Sequence[int]) -> None:
    """Refuse weights by which nothing can be split."""
    if not all(isinstance(weight, int) for weight in weights):
        raise BadWeights("weights are whole numbers")
    if any(weight < 0 for weight in weights):
        raise BadWeights("no weights are negative")
    if sum(weights) == 0:
        raise BadWeights("expected weights, and not all of them 0")


def settle(balances: Mapping[str, Money]) -> list[Payment]:
    """Let one pair be done with, then settle the rest."""
    waiting = sorted((money, person) for person, money in balances.items() if money)
    debts = [pair for pair in waiting if pair[0].minor_units < 0]
    claims = [pair for pair in waiting if pair[0].minor_units > 0]
    if not waiting:
        return []
    if not (debts and claims):
        raise BadBalances("what is owed and what is due are not equal")
    (debt, payer), (credit, receiver) = debts[-1], claims[0]
    paid = min(-debt, credit)
    rest = {**balances, payer: debt + paid, receiver: credit - paid}
    return [Payment(payer, receiver, paid), *settle(rest)]
