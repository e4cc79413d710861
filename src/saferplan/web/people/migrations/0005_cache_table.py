"""What every process of the site shares for a while: how often somebody tried. Columns as Django's database cache has."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0004_same_partnership_again")]

    operations = [
        migrations.RunSQL(
            [
                "CREATE TABLE IF NOT EXISTS saferplan_cache ("
                "cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)",
                "CREATE INDEX IF NOT EXISTS saferplan_cache_expires ON saferplan_cache (expires)",
            ],
            "DROP TABLE IF EXISTS saferplan_cache",
        ),
    ]
