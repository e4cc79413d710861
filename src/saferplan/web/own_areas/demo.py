"""Own areas of the demo partnership, made of its wards and small areas: the demo ships no boundaries to draw on."""

from saferplan.errors import NothingLoaded
from saferplan.web.own_areas.actions import Ground, add_area, change_area
from saferplan.web.own_areas.ground import Around, Ward
from saferplan.web.own_areas.models import Kind, Way
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

BOARD, TOWN_CENTRE = "Aylesbury", "Abbey"
"""How the wards of the board are called; and the ward in which the town centre lies, or else the first."""
A_BOARDS_WARDS, A_CENTRES_PARTS = 4, 3


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    try:
        wards = Around.of(partnership).wards
    except NothingLoaded:
        return
    if not wards:
        return
    by = people["analyst"]
    board = add_area(
        partnership=partnership,
        name="Aylesbury community board (demo)",
        kind=Kind.COMMUNITY_BOARD,
        ground=_of([ward.code for ward in _called(BOARD, wards)[: A_BOARDS_WARDS - 1]]),
        by=by,
    )
    change_area(
        area=board,
        based_on=1,
        name="Aylesbury community board (demo)",
        kind=Kind.COMMUNITY_BOARD,
        ground=_of([ward.code for ward in _called(BOARD, wards)[:A_BOARDS_WARDS]]),
        reason="One more ward joined the board",
        by=by,
    )
    centre = _called(TOWN_CENTRE, wards)[0]
    add_area(
        partnership=partnership,
        name="Town centre (demo)",
        kind=Kind.TOWN_CENTRE,
        ground=_of([code for code, _ in centre.parts[:A_CENTRES_PARTS]]),
        by=people["community-safety-officer"],
    )


def _of(parts: list[str]) -> Ground:
    return Ground(Way.PICKED, parts=parts)


def _called(name: str, wards: tuple[Ward, ...]) -> list[Ward]:
    """Those whose name begins so; where there are none, all."""
    return [ward for ward in wards if ward.name.startswith(name)] or list(wards)
