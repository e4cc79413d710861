"""Which address a mention of a place means: by its UPRN, else by its form, else by one that is alike.

The first mention of an address gives it its key. A mention with UPRN and form teaches that both are one address, so
that from then on either alone finds it. A UPRN is never doubted: two UPRNs are two addresses, and a form that two
UPRNs share (a block of flats whose flat was left out) is an address of its own that joins neither.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from saferplan.identities.addresses import Address, alike, parsed
from saferplan.identities.places import Place, Told


@dataclass
class Kept:
    """An address of the store, opened when it is looked at. `is_changed` where the store is yet to be told of it."""

    key: str
    read: Callable[[], Told]
    uprn_key: str | None = None
    near_key: str | None = None
    is_changed: bool = False

    @cached_property
    def told(self) -> Told:
        return self.read()

    @cached_property
    def address(self) -> Address:
        return parsed(self.told.address, self.told.postcode)


@dataclass
class Register:
    """The addresses that a file's places may mean, as far as the store has them; `resolve` adds to them.

    `aliases` gives the address of each key of a UPRN or of a form. `shared` are forms that several UPRNs have.
    """

    addresses: dict[str, Kept] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    changed_aliases: set[str] = field(default_factory=set)
    merged: set[str] = field(default_factory=set)
    _near: dict[str, list[Kept]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for kept in self.addresses.values():
            self._note_near(kept)

    def resolve(self, places: Sequence[Place]) -> list[str | None]:
        """The key of each place's address, in their order; None where a place tells no address.

        Which of the places comes first makes no difference: UPRNs are taken first, then forms, each by their keys.
        """
        self._part_shared_forms(places)
        for place in sorted(filter(_is_told, places), key=_turn):
            self._take(place)
        return [self._address_of(place) for place in places]

    def _take(self, place: Place) -> None:
        if place.uprn_key is None:
            self._take_form(place)
            return
        kept = self._by_uprn(place, place.uprn_key)
        if place.form_key and place.form_key not in self.shared:
            self._teach(place, place.form_key, kept)

    def _by_uprn(self, place: Place, uprn_key: str) -> Kept:
        """The address of a UPRN: known, or one known without UPRN by this form, or new."""
        if uprn_key in self.aliases:
            return self.addresses[self.aliases[uprn_key]]
        kept = self._without_uprn(place) or self._new(uprn_key, place)
        kept.uprn_key, kept.is_changed = uprn_key, True
        self._point(uprn_key, kept)
        return kept

    def _without_uprn(self, place: Place) -> Kept | None:
        if place.form_key in self.shared:
            return None
        known = self.aliases.get(place.form_key or "")
        found = self.addresses[known] if known else self._alike(place)
        return found if found and found.uprn_key is None and not self._is_shared(found) else None

    def _teach(self, place: Place, form_key: str, kept: Kept) -> None:
        """Notes that the form is the UPRN's address; a form that another UPRN has becomes an address of its own."""
        known = self.aliases.get(form_key)
        if known is None:
            self._complete(kept, place)
            self._point(form_key, kept)
        elif known == kept.key:
            return
        elif self.addresses[known].uprn_key is None:
            self._merge(self.addresses[known], kept)
        else:
            self._share(place, form_key)

    def _part_shared_forms(self, places: Iterable[Place]) -> None:
        """Forms with two UPRNs in this very file are known as such before any of them is taken."""
        first: dict[str, Place] = {}
        for place in places:
            if not (place.uprn_key and place.form_key):
                continue
            if first.setdefault(place.form_key, place).uprn_key != place.uprn_key and place.form_key not in self.shared:
                self._share(place, place.form_key)

    def _share(self, place: Place, form_key: str) -> None:
        self.shared.add(form_key)
        self.changed_aliases.add(form_key)
        known = self.aliases.get(form_key)
        if known and self.addresses[known].uprn_key is None:
            return  # it had no UPRN, so it can go on as the address that they share
        shared_key = place.shared_key or form_key
        kept = self.addresses.get(shared_key) or self._new(shared_key, place)
        self._point(form_key, kept)

    def _take_form(self, place: Place) -> None:
        form_key = place.form_key or ""
        if form_key not in self.aliases:
            kept = self._alike(place) or self._new(form_key, place)
            self._complete(kept, place)
            self._point(form_key, kept)

    def _alike(self, place: Place) -> Kept | None:
        """The one address that this may be with a typing error; None where there are several."""
        if place.near_key is None:
            return None
        found = [kept for kept in self._near[place.near_key] if alike(kept.address, place.address)]
        return found[0] if len(found) == 1 else None

    def _new(self, key: str, place: Place) -> Kept:
        kept = Kept(key, lambda: place.told, near_key=place.near_key, is_changed=True)
        kept.address = place.address  # taken apart already
        self.addresses[key] = kept
        self._point(key, kept)
        self._note_near(kept)
        return kept

    def _complete(self, kept: Kept, place: Place) -> None:
        """An address told by its UPRN alone, or without its building, takes over the fuller way in which it is told."""
        if len(place.address.parts) <= len(kept.address.parts):
            return
        kept.told, kept.address = place.told._replace(uprn=kept.told.uprn or place.told.uprn), place.address
        kept.is_changed = True
        if kept.near_key != place.near_key:
            self._forget_near(kept)
            kept.near_key = place.near_key
            self._note_near(kept)

    def _merge(self, gone: Kept, into: Kept) -> None:
        for alias in [alias for alias, key in self.aliases.items() if key == gone.key]:
            self._point(alias, into)
        del self.addresses[gone.key]
        self.merged.add(gone.key)
        self._forget_near(gone)

    def _point(self, alias: str, kept: Kept) -> None:
        if self.aliases.get(alias) != kept.key:
            self.aliases[alias] = kept.key
            self.changed_aliases.add(alias)

    def _note_near(self, kept: Kept) -> None:
        if kept.near_key:
            self._near[kept.near_key].append(kept)

    def _forget_near(self, kept: Kept) -> None:
        if kept.near_key:
            self._near[kept.near_key].remove(kept)

    def _is_shared(self, kept: Kept) -> bool:
        return any(self.aliases.get(form) == kept.key for form in self.shared)

    def _address_of(self, place: Place) -> str | None:
        return self.aliases[place.own_key] if place.own_key else None


def _is_told(place: Place) -> bool:
    return place.own_key is not None


def _turn(place: Place) -> tuple[bool, str, str]:
    return place.uprn_key is None, place.uprn_key or "", place.form_key or ""
