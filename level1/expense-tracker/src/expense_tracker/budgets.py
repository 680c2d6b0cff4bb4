"""Budgets: what may be spent on a category in a month, and when to warn."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from expense_tracker.amounts import parse_amount
from expense_tracker.errors import ExpenseError
from expense_tracker.money import rounded
from expense_tracker.report import Report


@dataclass(frozen=True)
class Budget:
    """What may be spent on a category each month; `warn_at` is the share of it from which to warn."""

    category: str
    limit: Decimal
    warn_at: Decimal | None = None


# step 12: begin
def read_budget(text: str) -> Budget:
    """Read food=400, or food=400@80% to be warned at 80 % of it."""
    category, _, rest = text.partition("=")
    limit, _, share = rest.partition("@")
    if not category.strip() or not limit:
        raise ExpenseError(f"expected a budget such as food=400 or food=400@80%, got {text!r}")
    return Budget(category.strip(), parse_amount(limit), read_share(share))


def read_share(text: str) -> Decimal | None:
    # such as 80%; nothing is None
    return parse_amount(text.strip().removesuffix("%")) / 100 if text.strip() else None


def warnings(report: Report, budgets: Iterable[Budget]) -> list[str]:
    """Return a sentence for each budget that is spent, or nearly."""
    return [said for budget in budgets if (said := warning(report, budget)) is not None]


def warning(report: Report, budget: Budget) -> str | None:
    """Return what to say of a budget; None while there is nothing to say."""
    spent = report.categories.get(budget.category)
    if spent is None:
        return None
    limit = rounded(budget.limit, spent.currency)
    if spent > limit:
        return f"{budget.category}: {spent - limit} over the budget of {limit}"
    nearly = budget.warn_at is not None and spent.amount >= budget.limit * budget.warn_at
    return f"{budget.category}: {limit - spent} left of {limit}" if nearly else None


# step 12: stub
# def read_budget(text):
#     """Read food=400, or food=400@80% to be warned at 80 % of it."""
#     category, _, rest = text.partition("=")
#     limit, _, share = rest.partition("@")
#     if not category.strip() or not limit:
#         raise ExpenseError(f"expected a budget such as food=400 or food=400@80%, got {text!r}")
#     return Budget(category.strip(), parse_amount(limit), read_share(share))
#
#
# def read_share(text):
#     # such as 80%; nothing is None
#     return float(text.strip().removesuffix("%")) / 100 if text.strip() else None
#
#
# def warnings(report, budgets):
#     """Return a sentence for each budget that is spent, or nearly."""
#     return [said for budget in budgets if (said := warning(report, budget)) is not None]
#
#
# def warning(report, budget):
#     """Return what to say of a budget; None while there is nothing to say."""
#     spent = report.categories.get(budget.category)
#     limit = rounded(budget.limit, spent.currency)
#     if spent > limit:
#         return f"{budget.category}: {spent - limit} over the budget of {limit}"
#     nearly = budget.warn_at is not None and spent.amount >= budget.limit * budget.warn_at
#     return f"{budget.category}: {limit - spent} left of {limit}" if nearly else None
# step 12: end
