"""How long a text may be, and how far its sentences are numbered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("sources", "0007_originals"),)

    operations = (
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("length__lte", 2000000)),
                name="document_is_not_too_long",
                violation_error_message=(
                    "A text of more than 2,000,000 characters is not kept: capture it in parts."
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="sentence",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__lte", 100000)),
                name="sentence_numbers_end",
                violation_error_message=(
                    "Sentence numbers end at 100,000: this text has been cut too often."
                ),
            ),
        ),
    )
