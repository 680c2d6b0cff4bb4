"""Pages from templates, every value escaped."""

from functools import cache
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined


@cache
def _templates() -> Environment:
    """Return the templates beside this file."""
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)


def render(name: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page made of the template with these values."""
    return HTMLResponse(_templates().get_template(name).render(values), status)
