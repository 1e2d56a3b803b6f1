"""A text captured, cut into sentences and committed, beside one INSERT of the whole text."""

from itertools import count

from django.contrib.auth.models import User
from django.db import connections

from bench import corpus, stock
from bench.table import Row, in_turn, milliseconds
from claims import workflow
from sources.capture import Facts, capture
from sources.models import Source

SIZE, NAME = "1k", "bench_capturing"
WORDS = 700
EACH = 5


def rows(_size: str) -> list[Row]:
    """Every row of this group, on a database that is made for it and dropped."""
    with stock.copied(SIZE, NAME), stock.pointed_at(NAME):
        return [_row()]


def _row() -> Row:
    editor = User.objects.create(username="bench")
    with workflow.acting(editor):
        source = Source.objects.create(name="Bench")
    words = corpus.Corpus(1).words["en"]
    number = count()

    def text() -> str:
        """As long as an article, and like no other."""
        said = [f"{words.phrase(8, 20).capitalize()}." for _ in range(WORDS // 14)]
        return f"Number {next(number)}. " + " ".join(said)

    def captured() -> None:
        for _ in range(EACH):
            capture(text=text(), source=source, by=editor, facts=Facts(language="en"))

    def inserted() -> None:
        with connections["default"].cursor() as cursor:
            for _ in range(EACH):
                cursor.execute("INSERT INTO bench_text (text) VALUES (%s)", [text()])

    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE bench_text (id bigserial PRIMARY KEY, text text)")
        cursor.execute("GRANT ALL ON bench_text, bench_text_id_seq TO dixit_app")
    theirs, own = in_turn([inserted, captured], rounds=15)
    what = f"capture of an article of {WORDS} words"
    return Row(what, "one INSERT + commit", milliseconds(theirs / EACH), milliseconds(own / EACH),
               theirs / own, 0.6)  # fmt: skip
