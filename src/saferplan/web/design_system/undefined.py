"""What a template gets for something that is not there.

A name or an attribute that does not exist is a mistake of ours and raises. A key that a dict does not hold is an option
that was left out.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Undefined, UndefinedError
from jinja2.runtime import missing


class NotGiven(Undefined):
    def __new__(
        cls, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: type = UndefinedError
    ) -> Undefined:
        kind = Undefined if isinstance(obj, Mapping) else StrictUndefined
        return kind(hint, obj, name, exc)
