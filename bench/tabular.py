"""The plain project's attributions as CSV by django-import-export, as its manual shows: for
measuring alone. Prints how many rows, and the seconds they took."""

import time
from typing import Any, ClassVar

from import_export import resources

from bench.naive import Attribution


class Attributions(resources.ModelResource):
    """A row an attribution, with what it belongs to."""

    class Meta:
        model: Any = Attribution
        fields: ClassVar[tuple[str, ...]] = (
            "id", "claim__id", "claim__texts", "claim__status", "speaker__id", "speaker__facts",
            "document__id", "document__facts", "stance", "manner", "said_on", "facts",
        )  # fmt: skip


def main() -> None:
    rows = Attribution.objects.select_related("claim", "speaker", "document")
    began = time.perf_counter()
    data = Attributions().export(rows)
    size = len(data.csv)
    print(len(data), time.perf_counter() - began, size)


if __name__ == "__main__":
    main()
