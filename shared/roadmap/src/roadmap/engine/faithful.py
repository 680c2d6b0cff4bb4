"""Values as Python that makes them again: for a line that somebody pastes into a prompt."""

from __future__ import annotations

import dataclasses
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any

from .values import EXACT, as_array, is_array, listed

LONGEST = 400  # characters of a value that anybody would paste
PLAIN = (int, str, bytes, bool, type(None))
NAMED = (type, types.FunctionType, types.BuiltinFunctionType)


class Unfaithful(ValueError):
    """There is no short Python that makes this value again."""


def python_of(value: object, imports: set[str]) -> str:
    """Return Python for a value, and add to `imports` what must be imported first; raises `Unfaithful`."""
    text = _python_of(value, imports)
    if len(text) > LONGEST:
        raise Unfaithful(f"{len(text)} characters")
    return text


def _python_of(value: Any, imports: set[str]) -> str:
    kind = type(value)
    if kind in PLAIN:
        if len(value if isinstance(value, str | bytes) else "") > LONGEST:
            raise Unfaithful("a long text")
        return repr(value)
    if kind is float:
        return repr(value) if value - value == 0 else f"float('{value}')"
    if kind in CONTAINERS:
        if len(value) > LONGEST:
            raise Unfaithful("a large container")
        return CONTAINERS[kind](value, imports)
    if kind.__module__ == "datetime":
        imports.add("import datetime")
        return repr(value)
    if isinstance(value, NAMED):
        return _by_name(value, imports)
    if hasattr(kind, "dtype"):
        return _array(value, imports)
    if dataclasses.is_dataclass(value):
        return _dataclass(value, imports)
    raise Unfaithful(kind.__name__)


def _joined(values: Iterable[object], imports: set[str]) -> str:
    return ", ".join(_python_of(value, imports) for value in values)


def _tuple(value: tuple[object, ...], imports: set[str]) -> str:
    return f"({_joined(value, imports)}{',' * (len(value) == 1)})"


def _set(value: set[object], imports: set[str]) -> str:
    return f"{{{_joined(sorted(value, key=repr), imports)}}}" if value else "set()"


def _dict(value: dict[object, object], imports: set[str]) -> str:
    return f"{{{', '.join(f'{_python_of(k, imports)}: {_python_of(v, imports)}' for k, v in value.items())}}}"


CONTAINERS: dict[type, Callable[[Any, set[str]], str]] = {
    list: lambda value, imports: f"[{_joined(value, imports)}]",
    tuple: _tuple,
    set: _set,
    dict: _dict,
}


def _by_name(value: Any, imports: set[str]) -> str:
    """Return the name of a class or function that can be imported."""
    module, name = getattr(value, "__module__", None), value.__qualname__
    if module == "builtins":
        return str(name)
    if getattr(sys.modules.get(module or ""), name, None) is not value:
        raise Unfaithful(str(name))
    if module == "numpy":
        imports.add("import numpy as np")
        return f"np.{name}"
    imports.add(f"from {module} import {name}")
    return str(name)


def _array(value: Any, imports: set[str]) -> str:
    """Return an array of NumPy, or one of its scalars, with its type."""
    array = as_array(value)
    if (
        not type(value).__module__.startswith("numpy")
        or array is None
        or not 0 < array.size <= LONGEST
    ):
        raise Unfaithful("an array")
    imports.add("import numpy as np")
    elements = listed(array, EXACT)
    if "nan" in elements or "inf" in elements:
        raise Unfaithful("not a number")
    if not is_array(value):
        return f"np.{array.dtype}({elements})"
    usual = array.dtype in ("float64", "int64") and ("." in elements) == (array.dtype == "float64")
    return f"np.array({elements}{'' if usual else f', np.{array.dtype}'})"


def _dataclass(value: Any, imports: set[str]) -> str:
    """Return the call that makes a dataclass, without what it has by default."""
    given = []
    for field in dataclasses.fields(value):
        stored = getattr(value, field.name)
        if not field.init or (field.default is not dataclasses.MISSING and stored == field.default):
            continue
        given.append(f"{field.name}={_python_of(stored, imports)}")
    return f"{_by_name(type(value), imports)}({', '.join(given)})"
