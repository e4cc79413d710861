"""How much the audit's trigger adds to a write, and how quick the log is with a million entries.

python -m bench.audit                 on an embedded server, a minute or two
python -m bench.audit --entries 100000
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable

from saferplan.identities.embedded import running
from saferplan.identities.keys import new_key

ROWS = 2_000
ROUNDS = 5
TABLES = {
    "no trigger": "",
    "a copy of the row into an event table": """
        CREATE TABLE bench_event (event_id bigserial PRIMARY KEY, at timestamptz, label text, context uuid,
            id bigint, partnership_id bigint, name text, kind text, since date, note text);
        CREATE INDEX ON bench_event (id); CREATE INDEX ON bench_event (context);
        CREATE FUNCTION bench_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO bench_event (at, label, id, partnership_id, name, kind, since, note)
            VALUES (now(), TG_OP, NEW.id, NEW.partnership_id, NEW.name, NEW.kind, NEW.since, NEW.note);
            RETURN NULL; END $$;
        CREATE TRIGGER snapshot AFTER INSERT OR UPDATE ON bench_row
            FOR EACH ROW EXECUTE FUNCTION bench_snapshot();""",
    "the audit": """
        CREATE TRIGGER audit_change AFTER INSERT OR UPDATE OR DELETE ON bench_row FOR EACH ROW
            EXECUTE FUNCTION audit_change('id', 'partnership_id', '{}', '{}');""",
}
TABLE = """
DROP TABLE IF EXISTS bench_row; DROP TABLE IF EXISTS bench_event; DROP FUNCTION IF EXISTS bench_snapshot;
CREATE TABLE bench_row (id bigserial PRIMARY KEY, partnership_id bigint, name text, kind text, since date, note text);
"""
INSERT = "INSERT INTO bench_row (partnership_id, name, kind, since, note) VALUES (1, %s, 'landlord', '2026-11-22', %s)"
FILL = """
INSERT INTO audit_entry (partnership_id, table_name, record, operation, purpose, after)
SELECT 1, 'table_' || n %% 40, (n %% 20000)::text, (ARRAY['insert', 'update', 'read'])[1 + n %% 3],
    CASE WHEN n %% 3 = 2 THEN (ARRAY['hate', 'asb'])[1 + n %% 2] ELSE '' END, jsonb_build_object('name', 'N ' || n)
FROM generate_series(1, %s) n
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.audit", description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    options = parser.parse_args()
    with running() as server, tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "DATABASE_URL": server.url(), "SAFERPLAN_SECRET": "x" * 60, "SAFERPLAN_HOME": home,
            "SAFERPLAN_KEY": new_key(), "DJANGO_SETTINGS_MODULE": "saferplan.web.config.settings",
        }  # fmt: skip
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        _writes()
        _log(options.entries)


def _writes() -> None:
    from django.db import connection

    for name, trigger in TABLES.items():
        with connection.cursor() as cursor:
            cursor.execute(TABLE + trigger)
            added = _median(lambda: _each(INSERT, [(f"Row {n}", "x" * 60) for n in range(ROWS)]))
            changed = _median(lambda: _each("UPDATE bench_row SET note = note || 'y' WHERE id = %s", _keys()))
        print(f"{name}: INSERT {added / ROWS * 1e6:.0f} µs, UPDATE {changed / ROWS * 1e6:.0f} µs a row")


def _keys() -> list[tuple]:
    return [(number,) for number in range(1, ROWS + 1)]


def _each(statement: str, values: list[tuple]) -> None:
    """One statement a row, as the site writes, in one transaction."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for given in values:
            cursor.execute(statement, given)


def _median(work: Callable[[], None]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _log(entries: int) -> None:
    from django.db import connection

    from saferplan.web.audit.sealing import seal_finished
    from saferplan.web.audit.searching import THE_SITE, Sought, page_of
    from saferplan.web.partnerships.actions import found_partnership

    partnership = found_partnership(slug="bench", name="Bench", area_code="E06000060")
    with connection.cursor() as cursor:
        filled = _timed(lambda: cursor.execute(FILL, [entries]))
        cursor.execute("VACUUM ANALYZE audit_entry")
        cursor.execute("SELECT pg_total_relation_size('audit_entry') / (SELECT count(*) FROM audit_entry)")
        (size,) = cursor.fetchone()
    print(f"{entries:,} entries written in {filled:.0f} s, {size} bytes each with their indexes")
    for name, sought in {
        "newest": Sought(),
        "one record": Sought(table="table_7", record="1007"),
        "one kind": Sought(table="table_7"),
        "one purpose": Sought(purpose="hate"),
        "the site's own reads": Sought(who=THE_SITE, operation="read"),
        "nothing at all": Sought(table="table_7", purpose="none"),
    }.items():
        print(f"page of {name}: {_median(lambda sought=sought: page_of(sought.of(partnership))) * 1e3:.1f} ms")
    print(f"sealed in {_timed(seal_finished):.1f} s, verified in {_timed(_verified):.1f} s")


def _verified() -> None:
    from saferplan.web.audit.verifying import verify

    assert verify().fault is None


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
