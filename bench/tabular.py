"""The plain project's attributions as CSV by django-import-export, as its manual shows: for
measuring alone. Prints how many rows, and the seconds they took."""

import time
from typing import Any, ClassVar

from import_export import resources
from import_export.fields import Field

from bench.naive import Attribution

COLUMNS = {
    "id": "id", "reported_as": "facts__reported_as", "claim_id": "claim__id",
    "claim_text_en": "claim__texts__en", "claim_text_fr": "claim__texts__fr",
    "claim_status": "claim__status", "claim_second_person": "claim__facts__review__second_person",
    "speaker_id": "speaker__id", "speaker_name_en": "speaker__facts__names__en",
    "speaker_name_fr": "speaker__facts__names__fr", "speaker_kind": "speaker__facts__kind",
    "stance": "stance", "polarity": "facts__polarity", "manner": "manner",
    "cue": "facts__cue__exact", "said_on": "said_on",
    "evidence_in_text": "facts__evidence_in_text__code",
    "evidence_words": "facts__evidence_in_text__quote__exact", "document_id": "document__id",
    "document_title": "document__facts__title", "document_url": "document__facts__url",
    "document_language": "document__facts__language",
    "document_published_on": "document__facts__published_on",
    "document_published_deduced": "document__facts__published_deduced",
    "document_sha256": "document__facts__sha256", "source_id": "document__source__id",
    "source_name": "document__source__name", "sentence_number": "facts__sentence__number",
    "sentence_text": "facts__sentence__text", "exact": "facts__quote__exact",
    "prefix": "facts__quote__prefix", "suffix": "facts__quote__suffix",
    "start": "facts__quote__start", "end": "facts__quote__end",
}  # fmt: skip
"""Of our columns, those that the plain project holds: 34 of 57."""

FIELDS = {name: Field(attribute=way, column_name=name) for name, way in COLUMNS.items()}


class Plain(resources.ModelResource):
    """A row an attribution, with what it belongs to."""

    class Meta:
        model: Any = Attribution
        fields: ClassVar[tuple[str, ...]] = tuple(COLUMNS)


Attributions = type("Attributions", (Plain,), FIELDS)


def main() -> None:
    rows = Attribution.objects.select_related("claim", "speaker", "document")
    began = time.perf_counter()
    data = Attributions().export(rows)
    size = len(data.csv)
    print(len(data), time.perf_counter() - began, size)


if __name__ == "__main__":
    main()
