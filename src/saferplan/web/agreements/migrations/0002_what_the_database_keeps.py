"""Sent terms stay, signatures are written once, and nothing names another partnership."""

from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

KEYS = [
    ("agreement", "owner"),
    ("terms", "agreement"),
    ("party", "terms"),
    ("party", "agency"),
    ("coveredpurpose", "terms"),
    ("signature", "party"),
    ("signature", "signed_by"),
    ("agreementstatus", "agreement"),
    ("agreementstatus", "terms"),
    ("agreementstatus", "by"),
]

# What was sent for signature stays as it was read: a change is a new version, which every party signs.
SENT_TERMS_STAY = """
CREATE FUNCTION agreements_sent_terms_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row record := CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END;
    changed bigint := CASE WHEN TG_TABLE_NAME = 'agreements_terms' THEN (to_jsonb(row)->>'id')::bigint
        ELSE (to_jsonb(row)->>'terms_id')::bigint END;
BEGIN
    IF EXISTS (SELECT 1 FROM agreements_agreementstatus WHERE terms_id = changed AND status = 'sent') THEN
        RAISE EXCEPTION 'terms that were sent for signature stay as they are'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER sent_terms_stay BEFORE UPDATE ON agreements_terms
    FOR EACH ROW EXECUTE FUNCTION agreements_sent_terms_stay();
CREATE TRIGGER sent_terms_stay BEFORE INSERT OR UPDATE OR DELETE ON agreements_party
    FOR EACH ROW EXECUTE FUNCTION agreements_sent_terms_stay();
CREATE TRIGGER sent_terms_stay BEFORE INSERT OR UPDATE OR DELETE ON agreements_coveredpurpose
    FOR EACH ROW EXECUTE FUNCTION agreements_sent_terms_stay();
"""
FORGET_IT = """
DROP TRIGGER sent_terms_stay ON agreements_terms;
DROP TRIGGER sent_terms_stay ON agreements_party;
DROP TRIGGER sent_terms_stay ON agreements_coveredpurpose;
DROP FUNCTION agreements_sent_terms_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [
        *(SamePartnership(model, field) for model, field in KEYS),
        AppendOnly("signature"),
        AppendOnly("agreementstatus"),
        migrations.RunSQL(SENT_TERMS_STAY, FORGET_IT),
    ]
