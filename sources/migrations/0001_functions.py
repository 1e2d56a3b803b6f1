"""Extensions, and the functions that constraints and triggers of both apps call."""

from pathlib import Path

from django.contrib.postgres.operations import (
    BtreeGinExtension,
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "functions.sql"


class Migration(migrations.Migration):
    initial = True

    operations = (
        BtreeGistExtension(),
        BtreeGinExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(
            SQL.read_text(),
            "DROP FUNCTION language_map_ok(jsonb); DROP FUNCTION refuse(text, text, text)",
        ),
    )
