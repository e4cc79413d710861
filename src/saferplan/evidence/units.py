"""The unit of "every CSP": local authorities and CSPs that overlap, joined until no two units share either."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from saferplan.evidence.geography import Unit

# Pairs of child and parent code, by the parents' level and the children's, oldest first.
Links = dict[tuple[str, str], list[tuple[str, str]]]


@dataclass(frozen=True)
class Successors:
    """`steps`: an abolished authority to the next one in its place, which may be abolished in turn."""

    steps: dict[str, str]

    @cached_property
    def resolved(self) -> dict[str, str]:
        return {code: self.today(code) for code in self.steps}

    def today(self, code: str) -> str:
        """The authority that stands in the place of `code` in the newest lookups."""
        passed = {code}
        while (code := self.steps.get(code, code)) not in passed:
            passed.add(code)
        return code


def join_units(
    links: Mapping[str, Links], stated: Links, successors: Successors, names: Mapping[str, str]
) -> dict[str, Unit]:
    """Units by code. `links` of authorities to csp, pfa, region and fra; `stated` units come as such, without their
    authorities, for areas whose small areas are not in the lake.
    """
    pairs = _newest(links["csp"], successors)
    parents = {kind: _parents(links[kind], successors) for kind in ("pfa", "region", "fra")}
    partnerships = {partnership for _, partnership in pairs}
    built = [_unit(group - partnerships, group & partnerships, parents, names) for group in _joined(pairs)]
    return _stated_units(stated, names) | {unit.code: unit for unit in built}


def _newest(links: Links, successors: Successors) -> list[tuple[str, str]]:
    """The pairs of the newest vintage of partnerships, their authorities as they are called today."""
    if not links:
        return []
    newest = max(parent_level for parent_level, _ in links)
    pairs = [pair for (parent_level, _), own in links.items() if parent_level == newest for pair in own]
    return sorted({(successors.today(authority), partnership) for authority, partnership in pairs})


def _parents(links: Links, successors: Successors) -> dict[str, set[str]]:
    """What each authority lies in, from the newest lookup that names it."""
    found: dict[str, tuple[tuple[str, str], set[str]]] = {}
    for levels, pairs in links.items():
        for authority, parent in pairs:
            today = successors.today(authority)
            if today not in found or found[today][0] != levels:
                found[today] = (levels, set())
            found[today][1].add(parent)
    return {authority: parents for authority, (_, parents) in found.items()}


def _joined(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Groups of codes such that the two of each pair are in one group."""
    group_of: dict[str, set[str]] = {}
    for one, other in pairs:
        together = group_of.get(one, {one}) | group_of.get(other, {other})
        group_of |= dict.fromkeys(together, together)
    return list({id(group): group for group in group_of.values()}.values())


def _unit(
    authorities: set[str],
    partnerships: set[str],
    parents: Mapping[str, Mapping[str, set[str]]],
    names: Mapping[str, str],
) -> Unit:
    """One authority gives its code and name; several are called by the partnership that they share."""
    ordered = tuple(sorted(authorities))
    above = {kind: sorted({one for code in ordered for one in own.get(code, ())}) for kind, own in parents.items()}
    code = ordered[0] if len(ordered) == 1 else min(partnerships)
    if len(ordered) == 1 or len(partnerships) == 1:
        name = names.get(code, code)
    else:
        name = " and ".join(names.get(one, one) for one in ordered)
    return Unit(
        code,
        name,
        ordered,
        tuple(sorted(partnerships)),
        next(iter(above["pfa"]), ""),
        next(iter(above["region"]), ""),
        tuple(above["fra"]),
    )


def _stated_units(links: Links, names: Mapping[str, str]) -> dict[str, Unit]:
    above: dict[str, dict[str, str]] = {}
    for (parent_level, _), pairs in links.items():
        for child, parent in pairs:
            above.setdefault(child, {})[parent_level.rstrip("0123456789")] = parent
    return {
        code: Unit(code, names.get(code, code), (), (), own.get("pfa", ""), own.get("region", ""), ())
        for code, own in above.items()
    }
