"""The profile of a place that is made of small areas, of some in part: by the share of each one's residents."""

from collections.abc import Mapping

from saferplan.evidence.assessment.profile import LINES, Line
from saferplan.evidence.profiles import Profile


def joined(code: str, small_areas: Mapping[str, Profile], shares: Mapping[str, float]) -> Profile:
    """`shares`: of each small area that lies in the place, above 0 to 1. A feature that is not known of every one of
    them is not known of the place.
    """
    found = Profile(code, {}, {})
    parts = [(small_areas[lsoa], share) for lsoa, share in shares.items() if lsoa in small_areas]
    if not shares or len(parts) < len(shares):
        return found
    for line in LINES:
        value = _joined(line, parts)
        if value is not None:
            found.features[line.feature] = value
            found.sources[line.feature] = parts[0][0].sources.get(line.feature, "")
    return found


def _joined(line: Line, parts: list[tuple[Profile, float]]) -> float | None:
    needed = (line.feature,) if line.kind == "count" else (line.feature, line.weight)
    if any(name not in profile.features for profile, _ in parts for name in needed):
        return None
    if line.kind == "count":
        return sum(profile.features[line.feature] * share for profile, share in parts)
    weights = [profile.features[line.weight] * share for profile, share in parts]
    values = [profile.features[line.feature] for profile, _ in parts]
    weighed = sum(value * weight for value, weight in zip(values, weights, strict=True))
    return weighed / sum(weights) if sum(weights) else None
