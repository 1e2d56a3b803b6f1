"""Bring a database of an earlier version to what its first migrations make today.

The index tables, the ledger's functions and three rules were rewritten where they stood while
the project was unreleased. A new database has it all by now and nothing happens; in one of before,
what derives from the ledger is made anew from the ledger, which itself is not touched. (0013 did
so for the version before this one, and went when this came.)
"""

import re
from pathlib import Path

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

APP = Path(__file__).resolve().parent.parent
SOURCES = APP.parent / "sources"
LEDGER = ("search.sql", "counts.sql", "ledger.sql")
INDEX_TABLES = ("RecordIndex", "ClaimIndex", "AttributionIndex", "Count")

DROP_DERIVED = """
DROP TABLE IF EXISTS ledger_record, ledger_claim, ledger_attribution, ledger_count CASCADE;
DROP VIEW IF EXISTS ledger_current CASCADE;
DO $$
DECLARE f text;
BEGIN
  FOR f IN SELECT oid::regprocedure FROM pg_proc
           WHERE pronamespace = 'public'::regnamespace
             AND (proname LIKE 'ledger\\_%' OR proname = 'payload_is_only_erased') LOOP
    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', f);
  END LOOP;
  FOR f IN SELECT oid::regconfig FROM pg_ts_config
           WHERE cfgnamespace = 'public'::regnamespace AND cfgname LIKE 'words%' LOOP
    EXECUTE format('DROP TEXT SEARCH CONFIGURATION %s CASCADE', f);
  END LOOP;
END $$;
"""

RULES = """
CREATE OR REPLACE TRIGGER a_version BEFORE UPDATE ON claims_evidence
  FOR EACH ROW EXECUTE FUNCTION publishable_update();
"""


def upgrade(apps, schema_editor):
    """Afterwards ``ledger_differences()`` finds nothing and every rule is today's."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regproc('ledger_when') IS NOT NULL, to_regproc('ledger_chain') IS NOT NULL"
        )
        is_new, remembers = cursor.fetchone()
        if is_new:
            return
        cursor.execute("LOCK ledger_revision, ledger_payload, ledger_erasure")
        for event in () if remembers else apps.get_models():
            if {"pgh_obj", "uuid"} <= {field.name for field in event._meta.get_fields()}:
                cursor.execute(remember(event))
        cursor.execute(DROP_DERIVED)
    for name in INDEX_TABLES:
        schema_editor.create_model(apps.get_model("claims", name))
    schema_editor.deferred_sql, later = [], schema_editor.deferred_sql
    with schema_editor.connection.cursor() as cursor:
        for statement in later:
            cursor.execute(str(statement))
        cursor.execute(again(SOURCES / "functions.sql", "language_map_ok"))
        cursor.execute(again(SOURCES / "rules.sql", "publishable_update"))
        cursor.execute(RULES)
        for file in LEDGER:
            cursor.execute((APP / "ledger" / file).read_text())
        cursor.execute("SELECT ledger_derive()")


def remember(event) -> str:
    """The statements that give each image in the history the address of its row: both were
    drawn, each by itself, when addresses came in."""
    images, rows = event._meta.db_table, event._meta.get_field("pgh_obj").related_model._meta.db_table
    return f"""
        ALTER TABLE {images} DISABLE TRIGGER USER;
        UPDATE {images} e SET uuid = t.uuid FROM {rows} t WHERE t.id = e.pgh_obj_id;
        ALTER TABLE {images} ENABLE TRIGGER USER;
    """


def again(file: Path, function: str) -> str:
    """The statement in ``file`` that defines ``function``, so that it replaces an older one."""
    pattern = rf"CREATE (FUNCTION {function}\(.*?^(?:END )?\$\$;)"
    (body,) = re.findall(pattern, file.read_text(), re.S | re.M)
    return f"CREATE OR REPLACE {body}"


class Migration(migrations.Migration):
    dependencies = (("claims", "0012_changed_claims"), ("sources", "0008_texts_have_bounds"))

    operations = (
        migrations.AddIndex(
            model_name="recordindex",
            index=GinIndex(
                fields=["search"],
                name="record_actor_named",
                condition=models.Q(kind="actor"),
                fastupdate=False,
            ),
        ),
        migrations.RunPython(upgrade, migrations.RunPython.noop),
    )
