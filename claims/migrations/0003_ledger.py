"""The ledger's functions, triggers and views."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "ledger" / "ledger.sql"


class Migration(migrations.Migration):
    dependencies = (("claims", "0002_rules"),)

    operations = (migrations.RunSQL(SQL.read_text()),)
