"""The keeper of identities, opened when a file first needs one: most loads need neither a key nor a database."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa

    from saferplan.evidence.partners.mentions import Feed, Keys


class KeeperOnceAsked:
    """An Identities by way of `opens`. What it opens stays open until `stays_open` ends."""

    def __init__(self, opens: Callable[[], AbstractContextManager[Any]], stays_open: ExitStack) -> None:
        self._opens, self._stays_open = opens, stays_open

    @cached_property
    def _keeper(self) -> Any:
        return self._stays_open.enter_context(self._opens())

    def register(self, feed: "Feed", persons: "pa.Table", places: "pa.Table", *, now: datetime) -> "Keys":
        return self._keeper.register(feed, persons, places, now=now)

    def person_keys(self, feed: "Feed", persons: "pa.Table") -> "pa.Array":
        return self._keeper.person_keys(feed, persons)

    def take_back(self, keys: "Collection[str]", named: "Collection[str]") -> None:
        self._keeper.take_back(keys, named)

    def digest(self) -> Any:
        return self._keeper.digest
