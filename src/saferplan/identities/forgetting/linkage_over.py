"""Links and clusters go with the purpose that allowed them: when it is withdrawn, when its agreement has lapsed, or
when they have been kept as long as it says. Decisions on pairs are links too.
"""

from datetime import date

import psycopg

from saferplan.identities.purpose_records import Record, records

RUN_TABLES = ("links", "person_clusters", "linkage_runs")
# Of one purpose: everything, or what ended longer ago than so many months.
_RUNS_OVER = """
    SELECT run_id FROM linkage_runs WHERE purpose = %(purpose)s
    AND (%(all)s OR (ended_at + make_interval(months => %(months)s))::date < %(today)s)
"""
_DECISIONS_OVER = """
    DELETE FROM link_decisions WHERE purpose = %(purpose)s
    AND (%(all)s OR (decided_at + make_interval(months => %(months)s))::date < %(today)s)
"""


def forget_linkage_over(connection: psycopg.Connection, today: date) -> dict[str, int]:
    """Deletes them, in one transaction; gives the rows that went, by table. A purpose's last version decides."""
    gone = dict.fromkeys((*RUN_TABLES, "link_decisions"), 0)
    with connection.transaction():
        for name, record in records(connection).items():
            asked = {
                "purpose": name,
                "all": _is_over(record, today),
                "months": record.purpose.retention_months,
                "today": today,
            }
            runs = [run for (run,) in connection.execute(_RUNS_OVER, asked)]
            for table in RUN_TABLES:
                gone[table] += connection.execute(
                    f"DELETE FROM {table} WHERE run_id = ANY(%s)".encode(), [runs]
                ).rowcount
            gone["link_decisions"] += connection.execute(_DECISIONS_OVER, asked).rowcount
    return {table: count for table, count in gone.items() if count}


def _is_over(record: Record, today: date) -> bool:
    return record.withdrawn_at is not None or record.purpose.agreement.until < today
