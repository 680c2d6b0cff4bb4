"""What every command works with: whose ledger it is, which day, and where rates come from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from platformdirs import user_cache_path

from expense_tracker.demo import demo_convert, demo_ledger
from expense_tracker.ledger import Ledger
from expense_tracker.periods import Month
from expense_tracker.rates import open_rates
from expense_tracker.report import Convert
from expense_tracker.storage import Store
from expense_tracker.turns import alone


@dataclass(frozen=True)
class Session:
    """One run of the command."""

    today: date
    path: Path
    demo: bool

    def or_demo(self) -> "Session":
        """Return this session, or that of the demo where there is no expense of one's own."""
        return self if self.load().expenses else replace(self, demo=True)

    def introduction(self) -> str:
        """Say whose data it is."""
        if self.demo:
            return "Made-up data. Begin yours with: python -m expense_tracker add 12.50 Lunch"
        count = len(self.load().expenses)
        return f"Your {count} expense{'s' if count > 1 else ''} in {self.path}"

    def load(self) -> Ledger:
        """Return the ledger to look at."""
        return demo_ledger(Month.of(self.today)) if self.demo else Store(self.path).load()

    @contextmanager
    def change(self) -> Iterator[Ledger]:
        """Hand out the ledger to change, then save it; changes to the demo are forgotten."""
        if self.demo:
            yield self.load()
            return
        store = Store(self.path)
        with alone(store.path):
            ledger = store.load()
            yield ledger
            store.save(ledger)

    def convert(self) -> Convert:
        """Return what converts money: the rates of the service, or those of the demo."""
        if self.demo:
            return demo_convert
        return open_rates(user_cache_path("expense-tracker") / "rates.json").convert
