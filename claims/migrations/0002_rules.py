"""The triggers of claims/."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "rules.sql"


class Migration(migrations.Migration):
    dependencies = (("claims", "0001_tables"), ("sources", "0003_rules"))

    operations = (migrations.RunSQL(SQL.read_text()),)
