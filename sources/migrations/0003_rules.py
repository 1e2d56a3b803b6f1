"""The triggers of sources/."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "rules.sql"


class Migration(migrations.Migration):
    dependencies = (("sources", "0002_tables"),)

    operations = (migrations.RunSQL(SQL.read_text()),)
