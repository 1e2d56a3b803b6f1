"""Whole exports, put together by the database: one JSON text a line, straight from COPY.

The texts are those of ``claims.items``, byte for byte (a test compares them): built here so that
a line costs no more than copying it.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from claims.ledger.read.entries import READER
from claims.ledger.read.filters import Filters
from claims.ledger.read.lists import attributions, claims

PIECE = 64 * 1024
"""Bytes gathered before they are handed on."""

READ_WITHIN = "1h"
"""How long whoever reads an export may take."""

# No line holds these two characters: in JSON, control characters are escaped. So nothing is
# quoted, and every row of CSV is the line itself.
_AS_IT_IS = r"(FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', NULL E'\x03')"

_MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
_ADDRESS = "%s || {} || CASE {} WHEN '' THEN '' ELSE '-' || {} END || '/'"

_CLAIM = f"""
'{{"seq":' || c.seq || ',"kind":"claim","id":"' || c.id || '","revision":' || r.revision
|| ',"published_at":"' || {_MOMENT.format("c.published_at")} || '","salt":"' || p.salt
|| '","digest":"' || r.digest || '","previous_sha256":"' || r.previous_sha256
|| '","sha256":"' || r.sha256 || '","url":"' || {_ADDRESS.format("c.id", "c.slug", "c.slug")}
|| '","record":' || p.payload || '}}'"""

_ATTRIBUTION = f"""
'{{"id":"' || a.id || '","reported_as":"' || a.reported_as || '","claim":{{"id":"' || a.claim_id
|| '","url":"' || {_ADDRESS.format("a.claim_id", "a.slug", "a.slug")} || '","texts":{{'
|| (SELECT string_agg(to_json(key)::text || ':' || to_json(value)::text, ',')
    FROM jsonb_each_text(a.claim_texts))
|| '}},"status":"' || a.status || '","seq":' || a.seq || ',"revision":' || a.revision
|| ',"published_at":"' || {_MOMENT.format("a.published_at")} || '","sha256":"' || a.sha256
|| '","review":' || a.review || '}},"attribution":' || a.record || '}}'"""  # noqa: S608


def lines(
    what: str,
    filters: Filters,
    *,
    origin: str,
    step: Callable[[int], object] = lambda _number: None,
    using: str = READER,
) -> Iterator[bytes]:
    """Every claim or attribution that meets ``filters``, in the order of the lists, each line
    ended by a line feed; many lines a piece, and ``step`` hears how many before each. ``origin``
    is the site's: scheme and host. Inside ``snapshot``."""
    rows: QuerySet[Any] = attributions(filters, using=using)
    if what == "claims":
        rows = claims(filters, using=using).only("public_id", "seq", "published_at", "slug")
    return _copied(what, rows, f"{origin}/en/claims/", step, using=using)


# OFFSET 0 keeps the order of the rows, and so no line is ever sorted: what belongs to a row is
# looked up for it, one after the other.
_CLAIMS = f"""
SELECT {_CLAIM} FROM ({{rows}} OFFSET 0) c ({{names}}),
  LATERAL (SELECT revision, digest, previous_sha256, sha256
    FROM ledger_revision r WHERE r.seq = c.seq OFFSET 0) r,
  LATERAL (SELECT payload, salt FROM ledger_payload p WHERE p.seq = c.seq OFFSET 0) p"""  # noqa: S608
_ATTRIBUTIONS = f"SELECT {_ATTRIBUTION} FROM ({{rows}} OFFSET 0) a ({{names}})"  # noqa: S608


_TEXTS = f"""
SELECT {_CLAIM} FROM ledger_claim c JOIN ledger_revision r ON r.seq = c.seq
JOIN ledger_payload p ON p.seq = c.seq
WHERE c.first_seq = ANY(%s) ORDER BY c.first_seq DESC"""  # noqa: S608


def texts(firsts: Sequence[int], *, origin: str, using: str = READER) -> list[str]:
    """The standing claims first published at these seqs, the newest first: each as its line."""
    with connections[using].cursor() as cursor:
        cursor.execute(_TEXTS, [f"{origin}/en/claims/", list(firsts)])
        return [text for (text,) in cursor.fetchall()]


def _copied(
    what: str, rows: QuerySet[Any], place: str, step: Callable[[int], object], *, using: str
) -> Iterator[bytes]:
    compiler = rows.query.get_compiler(using=using)
    inner, params = compiler.as_sql()
    names = ", ".join(column.target.column for column, *_said in compiler.select)
    query = _CLAIMS if what == "claims" else _ATTRIBUTIONS
    made = query.replace("{names}", names).replace("{rows}", inner)
    statement = f"COPY ({made}) TO STDOUT {_AS_IT_IS}"
    connection = connections[using]
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # One statement for as long as somebody reads, where a page's must end in seconds.
        cursor.execute(f"SET LOCAL statement_timeout = '{READ_WITHIN}'")
        # The server sends a message a row (its manual, "Message Flow", COPY).
        with cursor.copy(cursor.mogrify(statement, [place, *params])) as copy:
            yield from gathered(iter(copy), step)


def gathered(
    rows: Iterable[Any], step: Callable[[int], object] = lambda _number: None
) -> Generator[bytes]:
    """The same bytes in fewer, larger pieces; ``step`` hears of how many before each."""
    waiting: list[bytes] = []
    size = 0
    for row in rows:
        waiting.append(row)
        size += len(row)
        if size >= PIECE:
            step(len(waiting))
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        step(len(waiting))
        yield b"".join(waiting)
