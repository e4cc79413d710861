"""The methods as one would do them by hand, with loops and lists: slow, and plain enough to believe."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

Report = tuple[int, int, datetime]


def repeats(victims: Sequence[int]) -> tuple[int, int, int, int]:
    """Victims, repeat victims, victimisations, victimisations of repeat victims."""
    times = Counter(victims)
    again = [number for number in times.values() if number > 1]
    return len(times), len(again), len(victims), sum(again)


def share_on_most_victimised(times: Sequence[int], part: float) -> float:
    """Goes through the victims, most often victimised first, until the part is used up."""
    room, taken = part * len(times), 0.0
    for number in sorted(times, reverse=True):
        taken += min(room, 1.0) * number
        room -= min(room, 1.0)
    return taken / sum(times)


def known_to(records: Sequence[tuple[int, int]]) -> Counter[frozenset[int]]:
    by_subject: dict[int, set[int]] = defaultdict(set)
    for subject, agency in records:
        by_subject[subject].add(agency)
    return Counter(frozenset(agencies) for agencies in by_subject.values())


def incidents(reports: Sequence[Report], days: float) -> set[frozenset[int]]:
    """Positions of the reports of each incident."""
    found: list[list[int]] = []
    for at in sorted(range(len(reports)), key=lambda at: (reports[at][0], reports[at][2], reports[at][1])):
        person, agency, time = reports[at]
        for incident in found:
            began = reports[incident[0]]
            known = {reports[other][1] for other in incident}
            if began[0] == person and time - began[2] <= timedelta(days=days) and agency not in known:
                incident.append(at)
                break
        else:
            found.append([at])
    return {frozenset(incident) for incident in found}


def share_again(victimised: dict[int, list[datetime]], end: datetime, days: Sequence[int]) -> list[float]:
    """Stretch by stretch: of those not victimised again so far whom the period lets be followed through it, who was."""
    surviving, shares, start = 1.0, [], 0
    for stop in days:
        at_risk = again = 0
        for times in victimised.values():
            first, *others = sorted(times)
            gap = (others[0] - first) / timedelta(days=1) if others else float("inf")
            if (end - first) / timedelta(days=1) < stop or (gap <= start and start > 0):
                continue
            at_risk += 1
            again += gap <= stop
        if not at_risk:
            break
        surviving *= 1 - again / at_risk
        shares.append(1 - surviving)
        start = stop
    return shares
