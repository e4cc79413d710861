"""Puts the audit's triggers on every table that is not exempt, after every migrate: a new table needs no code."""

import hashlib
from pathlib import Path

from django.db import connection

from saferplan.web.audit.digests import content_of, digested_of
from saferplan.web.audit.tables import written

SQL = Path(__file__).with_name("sql")

# The last two columns are never shown: files and encrypted details; words of a row, which the row itself tells.
TABLES = """
SELECT c.relname,
    (SELECT array_agg(a.attname::text) FROM pg_index i JOIN pg_attribute a
        ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = c.oid AND i.indisprimary),
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid
        AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT coalesce(array_agg(a.attname::text ORDER BY a.attnum), '{}') FROM pg_attribute a WHERE a.attrelid = c.oid
        AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'bytea'::regtype),
    (SELECT coalesce(array_agg(a.attname::text ORDER BY a.attnum), '{}') FROM pg_attribute a WHERE a.attrelid = c.oid
        AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'tsvector'::regtype)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""


def install(**_) -> None:
    """Does nothing where everything is as it should be, which is told by a comment on the trigger's function."""
    script = functions() + "".join(_of_table(*table) for table in _audited())
    version = hashlib.sha256(script.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regproc('public.audit_change'), 'pg_proc')")
        if cursor.fetchone() == (version,):
            return
        cursor.execute(script)
        cursor.execute(f"COMMENT ON FUNCTION public.audit_change() IS '{version}'")


def functions() -> str:
    told = (SQL / "entries.sql").read_text(encoding="utf-8")
    return told.replace("{content}", content_of("NEW")).replace("{digested}", digested_of("NEW"))


def _audited() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [table for table in cursor.fetchall() if table[0] not in written().exempt]


def _of_table(name: str, keys: list[str], columns: list[str], of_bytes: list[str], of_words: list[str]) -> str:
    if not keys or len(keys) != 1:
        raise ValueError(f"{name} has no key of one column: the audit could not name its rows")
    withheld = sorted({*of_bytes, *written().withheld.get(name, [])})
    ignored = sorted({*of_words, *written().ignored.get(name, [])})
    arguments = (keys[0], _partnership(name, columns), f"{{{','.join(withheld)}}}", f"{{{','.join(ignored)}}}")
    told = ", ".join(f"'{argument}'" for argument in arguments)
    return (
        f'CREATE OR REPLACE TRIGGER audit_change AFTER INSERT OR UPDATE OR DELETE ON public."{name}"'
        f" FOR EACH ROW EXECUTE FUNCTION public.audit_change({told});\n"
        f'CREATE OR REPLACE TRIGGER audit_never_emptied BEFORE TRUNCATE ON public."{name}"'
        " FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();\n"
    )


def _partnership(name: str, columns: list[str]) -> str:
    if name == "partnerships_partnership":
        return "id"
    return "partnership_id" if "partnership_id" in columns else ""
