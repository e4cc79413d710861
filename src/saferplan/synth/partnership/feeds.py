"""Which agency sends which kind of file."""

from dataclasses import dataclass

from saferplan.synth.places.placed import LANDLORDS


@dataclass(frozen=True)
class FeedOf:
    """`noise`: the kind of agency whose rates of noise.toml hold; empty for depersonalised files."""

    name: str
    agency: str
    agency_kind: str
    kind: str
    title: str
    folder: str
    noise: str


OWN_FEEDS = (
    FeedOf("synthetic-police-crime", "Synthetic Police", "police", "crime", "Crimes", "police", "police"),
    FeedOf("synthetic-police-asb", "Synthetic Police", "police", "asb", "ASB incidents", "police", "police"),
    FeedOf("synthetic-council-asb", "Synthetic Council", "council", "asb", "ASB reports", "council", "council"),
    FeedOf(
        "synthetic-council-environmental",
        "Synthetic Council",
        "council",
        "complaint",
        "Environmental complaints",
        "council",
        "council",
    ),
    FeedOf("synthetic-council-noise", "Synthetic Council", "council", "asb", "Noise complaints", "council", "council"),
    FeedOf("synthetic-fire", "Synthetic Fire and Rescue", "fire", "fire", "Deliberate fires", "fire", "fire"),
    FeedOf("synthetic-ambulance", "Synthetic Ambulance", "ambulance", "call", "Calls", "ambulance", ""),
    FeedOf(
        "synthetic-trading-standards",
        "Synthetic Trading Standards",
        "trading-standards",
        "complaint",
        "Complaints of scams and rogue traders",
        "trading-standards",
        "trading-standards",
    ),
    FeedOf(
        "synthetic-youth-justice",
        "Synthetic Youth Justice Service",
        "youth-justice",
        "crime",
        "Offences by young people",
        "youth-justice",
        "",
    ),
)
POSITION = {feed.name.removeprefix("synthetic-"): at for at, feed in enumerate(OWN_FEEDS)}
FIRST_LANDLORD = len(OWN_FEEDS)


def landlord_names() -> list[str]:
    from saferplan.synth.partnership.world import data

    return list(data("landlords")["names"])


def all_feeds() -> tuple[FeedOf, ...]:
    """OWN_FEEDS, then a feed each landlord."""
    found = list(OWN_FEEDS)
    for name in landlord_names()[:LANDLORDS]:
        slug = name.lower().replace(" ", "-")
        found.append(FeedOf(f"{slug}-asb", name, "landlord", "asb", "ASB cases", slug, "landlord"))
    return tuple(found)
