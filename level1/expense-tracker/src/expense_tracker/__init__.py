"""Expenses: in any currency, read from your bank, split to the cent."""
