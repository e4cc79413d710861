"""`python -m saferplan.demo`: builds an assessment, from figures that ship or from real files, and starts the site."""

import argparse
import os
import re
import sys
from pathlib import Path

from saferplan import cli
from saferplan.demo import build, site
from saferplan.demo.choosing import choose_periods
from saferplan.errors import FileRefused, RowsRejected, SaferplanError, UsageError
from saferplan.synth import figures

# Files that are no data stand beside the data in many folders; they are named, and the rest goes on.
GOES_ON_AFTER = (0, FileRefused.exit_code, RowsRejected.exit_code)
PAGE = "assessment.html"
KEY = "key"


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    try:
        return _demo(words)
    except SaferplanError as fault:
        sys.stderr.write(f"saferplan: {fault.message}\n")
        return fault.exit_code


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _demo(words: list[str]) -> int:
    options = _parser().parse_args(words)
    folder = options.out / ("from-data" if options.data else "from-figures")
    lake = _loaded(options.data, folder) if options.data else _built(options.area, folder)
    period, against = (options.period, options.against) if options.period else _chosen(lake, options.area)
    if not options.data:
        _with_partners(folder, lake, options.area, period)
    result = folder / f"assessment-{options.area}"
    code = _assess(options.area, period, against, result, lake)
    if code:
        return code
    say(f"The assessment is in {result / PAGE}")
    return (
        site.serve_site(folder / "site", _shown(lake, options.area, result), options.port, say) if options.serve else 0
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m saferplan.demo",
        description="Build a Strategic Assessment, from the figures that come with saferplan or from real files.",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of real files, in place of the figures")
    parser.add_argument("--area", default=figures.AREA, metavar="CODE", help=f"default: {figures.AREA}")
    parser.add_argument("--period", help="such as FY2021; by default the year with most to show")
    parser.add_argument("--against", help="the period to compare with; goes with --period")
    parser.add_argument("--out", type=Path, default=Path("demo"), metavar="DIR", help="default: demo")
    parser.add_argument(
        "--serve",
        action=argparse.BooleanOptionalAction,
        default=os.environ.get("DEMO_SERVE", "1") != "0",
        help="start the site when the assessment is there (default: yes, unless DEMO_SERVE=0)",
    )
    parser.add_argument("--port", type=int, default=site.PORT, help=f"of the site; default: {site.PORT}")
    return parser


def _built(area: str, folder: Path) -> Path:
    if area != figures.AREA:
        raise UsageError(
            f"the demo's figures are of {figures.AREA_NAME} ({figures.AREA}) alone",
            remedy="For another area, name a folder of real files: --data DIR (make demo DATA=DIR AREA=CODE).",
        )
    say(f"Making the demo's records of {figures.AREA_NAME} and loading them …")
    return build(folder).root


def _with_partners(folder: Path, lake: Path, area: str, period: str) -> None:
    from saferplan.demo.partners import add_partners
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.periods import parse_period

    say("Making the files of invented people that partners would send, loading and linking them …")
    add_partners(folder / "partners", Lake(lake), area, parse_period(period), key=_key(folder))


def _key(folder: Path) -> str:
    """The one key of this demo's lake and of its site, made with the lake. Everybody behind it is invented."""
    from saferplan.evidence.access import OWN_FILE
    from saferplan.identities.keys import new_key

    place = folder / KEY
    if not place.exists():
        place.touch(mode=OWN_FILE)
        place.write_text(new_key(), encoding="ascii")
    return place.read_text(encoding="ascii")


def _loaded(data: Path, folder: Path) -> Path:
    lake = folder / "lake"
    say(f"Loading {data} …")
    code = cli.main(["load", str(data), "--lake", str(lake)])
    if code not in GOES_ON_AFTER:
        raise SystemExit(code)
    return lake


def _chosen(lake: Path, area: str) -> tuple[str, str | None]:
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake

    basis = Basis(Lake(lake).snapshot())
    period, against = choose_periods(basis, basis.geography.area(area))
    if period is None:
        raise UsageError(f"no month of {area} is loaded", remedy="Load files of its police force.")
    return period.code, against.code if against else None


def _shown(lake: Path, area: str, result: Path) -> site.Shown:
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake

    name = Basis(Lake(lake).snapshot()).geography.area(area).name
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return site.Shown(slug, f"{name} demo partnership", area, lake, result, _key(lake.parent))


def _assess(area: str, period: str, against: str | None, result: Path, lake: Path) -> int:
    compared = ["--against", against] if against else []
    say(f"Writing the assessment of {area} for {period}{f', compared with {against}' if against else ''} …")
    return cli.main(["assess", area, "--period", period, *compared, "--out", str(result), "--lake", str(lake)])


if __name__ == "__main__":
    sys.exit(main())
