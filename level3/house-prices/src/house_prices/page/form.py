"""The parts of the page that also work without JavaScript: the form's fields, and one answer."""

from collections.abc import Mapping
from html import escape
from typing import Any

from house_prices.schema import CATEGORIES, CATEGORY, NUMBERS
from house_prices.text import percent

LABELS = {
    "longitude": "Longitude (degrees)",
    "latitude": "Latitude (degrees)",
    "housing_median_age": "Age of the houses (years)",
    "total_rooms": "Rooms in the block",
    "total_bedrooms": "Bedrooms in the block",
    "population": "People",
    "households": "Households",
    "median_income": "Median income ($10,000)",
}


def fields(form: Mapping[str, Any]) -> str:
    """Return the form's fields as HTML, filled in with what is known."""
    rows = []
    for name in NUMBERS:
        value = "" if form.get(name) is None else escape(str(form[name]))
        rows.append(
            f'<label>{LABELS[name]} <input name="{name}" inputmode="decimal"'
            f' autocomplete="off" value="{value}"></label>'
        )
    options = [_option("", "as around it", form)]
    options += [_option(word, word, form) for word in CATEGORIES]
    rows.append(f'<label>Where <select name="{CATEGORY}">{"".join(options)}</select></label>')
    return "\n".join(rows)


def _option(value: str, text: str, form: Mapping[str, Any]) -> str:
    chosen = " selected" if form.get(CATEGORY, "") == value else ""
    return f'<option value="{escape(value)}"{chosen}>{escape(text)}</option>'


def result(answer: Mapping[str, Any]) -> str:
    """Return price, interval, flags and comparable blocks as HTML."""
    flags = "".join(f"<li>{escape(flag)}</li>" for flag in answer["flags"])
    rows = "".join(_row(block) for block in answer["comparable"])
    return (
        f'<p id="price">{"at least $500,000" if answer["clipped"] else _dollars(answer["price"])}</p>'
        f'<p id="interval">{interval(answer)}</p>'
        + (f'<ul id="flags">{flags}</ul>' if flags else "")
        + "<h2>Comparable blocks</h2><table><thead><tr><th>price</th><th>away</th><th>income</th>"
        f"<th>rooms a household</th><th>age</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def interval(answer: Mapping[str, Any]) -> str:
    """Say the interval, or from where on it is open."""
    share = f"on average {percent(answer['coverage'])} of such intervals hold the price of a block"
    if answer["flags"]:
        share += " without a flag"
    if answer["high"] is None:
        return f"{_dollars(answer['low'])} or more: {share}"
    return f"{_dollars(answer['low'])} to {_dollars(answer['high'])}: {share}"


def _row(block: Mapping[str, Any]) -> str:
    price = "$500,000 or more" if block["at_least"] else _dollars(block["price"])
    rooms = block["total_rooms"] / block["households"]
    cells = (
        *(price, f"{block['km']:.1f} km", _dollars(block["median_income"] * 1e4)),
        *(f"{rooms:.1f}", f"{block['housing_median_age']:.0f} years"),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _dollars(amount: float) -> str:
    """Say an amount in whole hundreds of dollars: no more digits than it deserves."""
    return f"${round(amount, -2):,.0f}"
