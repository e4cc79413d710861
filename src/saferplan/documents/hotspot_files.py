"""The cells of a study of hotspots as GeoJSON, GeoPackage and CSV, put in place together."""

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from saferplan.documents.geo_files import write_geojson, write_geopackage
from saferplan.documents.tabulation import plain_value
from saferplan.evidence.formulas import guarded
from saferplan.evidence.hotspots.study import Study
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID, Plane

NAME = "hotspots"


def write_files(study: Study, out: Path) -> list[str]:
    """Paths written. Raises OSError where the folder cannot be written; what was there before is then untouched."""
    return _written(out, *study.cells, study.survey.events.plane, _about(study))


def write_areas(shapes: Any, records: list[dict[str, Any]], out: Path) -> list[str]:
    """The same of small areas."""
    return _written(out, shapes, records, BRITISH_NATIONAL_GRID)


def _written(out: Path, shapes: Any, records: list[dict[str, Any]], plane: Plane, about: str = "") -> list[str]:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as folder:
        made = Path(folder)
        write_geojson(made / f"{NAME}.geojson", shapes, records, plane)
        write_geopackage(made / f"{NAME}.gpkg", shapes, records, plane, NAME)
        (made / f"{NAME}.csv").write_text(_csv(records), encoding="utf-8")
        if about:
            (made / f"{NAME}.json").write_text(about, encoding="utf-8")
        return [str(file.replace(out / file.name)) for file in sorted(made.iterdir())]


def _csv(records: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: guarded(value) for name, value in row.items()} for row in records)
    return text.getvalue()


def _about(study: Study) -> str:
    """What was done, for whoever opens the files later."""
    about = study.summary | {"notes": study.notes, "judging": study.judging}
    return json.dumps(plain_value(about), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
