"""Which parts of an entry its digests are of, as SQL: the trigger writes them, and verifying works them out again.

jsonb_build_array keeps parts apart whatever they hold. The content has a digest of its own, salted, which stays when
retention empties the content: the entry's digest then still verifies.
"""

CONTENT = "jsonb_build_array({row}.salt, {row}.before, {row}.after)::text"
DIGESTED = (
    "jsonb_build_array({row}.id, (extract(epoch FROM {row}.at) * 1000000)::bigint, {row}.transaction, {row}.request,"
    " {row}.actor, {row}.member_id, {row}.user_id, {row}.partnership_id, {row}.table_name, {row}.record,"
    " {row}.operation, {row}.purpose, encode({row}.content_digest, 'hex'))::text"
)


def content_of(row: str) -> str:
    return CONTENT.format(row=row)


def digested_of(row: str) -> str:
    return DIGESTED.format(row=row)
