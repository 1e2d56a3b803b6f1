"""The ledger's functions, triggers and views."""

from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "ledger"
FILES = ("search.sql", "counts.sql", "ledger.sql")


class Migration(migrations.Migration):
    dependencies = (("claims", "0002_rules"),)

    operations = tuple(migrations.RunSQL((FOLDER / file).read_text()) for file in FILES)
