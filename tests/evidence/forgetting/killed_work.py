"""What tests of killed processes do to a lake."""

import hmac
from datetime import timedelta

import pyarrow as pa

from partner_lake import NOW, TODAY
from saferplan.evidence.forgetting import rekey
from saferplan.evidence.forgetting.erasure import Decision, OnePerson, erase
from saferplan.evidence.forgetting.expiry import EXPIRY, expire
from saferplan.evidence.lake import Lake

ERASED = ("ann-the-victim", "ann-as-suspect")
DAY_AFTER = NOW + timedelta(days=1)


def digest(data: bytes) -> bytes:
    return hmac.digest(b"secret", data, "sha256")


def erase_ann(lake: Lake) -> None:
    with lake.writing() as writer:
        if lake.snapshot().has("erasures"):
            return
        erase(writer, OnePerson(frozenset(ERASED)), Decision("ground", "officer", TODAY), digest)
        writer.commit(loaded_at=DAY_AFTER, summary={"removed": "an erasure"})


def expire_old(lake: Lake) -> None:
    with lake.writing() as writer:
        if removed := expire(writer, TODAY):
            writer.commit(loaded_at=DAY_AFTER, summary={"removed": EXPIRY, "rows": removed})


def rename_keys(lake: Lake) -> None:
    old = ["ann-the-victim", "ann-as-suspect", "ben-the-victim", "dan-the-victim"]
    rekey(lake, pa.table({"old": old, "new": [f"{key[:3]}-renamed" for key in old]}), now=DAY_AFTER)


def take_over(lake: Lake) -> None:
    with lake.writing():
        pass
