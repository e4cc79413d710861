"""Content that no row names is taken away every night, by the site's own clock."""

import os

from saferplan.web.files import places
from saferplan.web.files.work import take_away_orphans
from saferplan.web.jobs.work import periodics

LONG_AGO = 1_000_000_000


def test_it_is_in_the_clockwork():
    assert periodics()["files.take_away_orphans"].whole


def test_an_upload_that_broke_off_goes(db):
    orphan = places.root() / "chalkshire" / "broken-off"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"half")
    os.utime(orphan, (LONG_AGO, LONG_AGO))

    take_away_orphans()

    assert not orphan.exists()
