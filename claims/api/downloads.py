"""Exports over HTTP: everything that meets the filters, streamed from one state of the ledger."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from rest_framework.request import Request

from claims import freshness, items, ledger
from claims.api import parameters
from claims.api.parameters import EXCEL, FILTERS, Parameter
from claims.api.public import LISTS, Public, bodiless, plain
from claims.api.shapes import Schema
from claims.exports import FORMATS, Format
from claims.ledger.read.lines import gathered
from claims.transparency import Head

BROKEN = "The export broke off here and is not complete. Ask for it again."

log = logging.getLogger(__name__)


class Stream:
    """The bytes of one export. Holds a connection in one transaction until ``close``.

    The first piece is made at once: what goes wrong until then is an ordinary error. What goes
    wrong later ends the stream with the format's mark of an unfinished file.
    """

    def __init__(
        self, what: str, made: Format, pieces: Callable[[], Iterator[bytes]], prefix: bytes = b""
    ) -> None:
        self._held = ExitStack()
        self._broken = partial(made.broken, what)
        try:
            self.head = self._held.enter_context(ledger.snapshot())
            self._pieces = gathered(pieces())
            self._held.callback(self._pieces.close)  # and so the cursor, before its transaction
            self._first = prefix + next(self._pieces, b"")
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        yield self._first
        try:
            yield from self._pieces
        except Exception as error:
            log.exception("an export broke off")
            # Told of the error, the transaction lets go of a connection that is lost.
            self._held.__exit__(type(error), error, error.__traceback__)
            yield self._broken(BROKEN)
        finally:
            self.close()

    def close(self) -> None:
        """Afterwards the snapshot is given up; called by the server when the client is gone."""
        with suppress(DatabaseError):
            self._held.close()


class Export(Public):
    """All claims or attributions that meet the filters, in one format."""

    what: str = ""
    format: str = ""
    cost = 50

    def known(self) -> tuple[Parameter, ...]:
        return (*FILTERS, EXCEL) if self.made.prefix else FILTERS

    @property
    def made(self) -> Format:
        return FORMATS[self.format]

    @property
    def media_type(self) -> str:  # type: ignore[override]
        return self.made.media_type

    def get(self, request: Request) -> HttpResponseBase:
        asked = self.asked(request)
        if (short := self.without_content(plain(request))) is not None:
            return short
        prefix = self.made.prefix if "excel" in asked else b""
        pieces = partial(items.exported, self.what, self.made, parameters.filters(asked))
        stream = Stream(self.what, self.made, pieces, prefix)
        seq = stream.head.seq if stream.head else 0
        response = StreamingHttpResponse(stream, content_type=self.content_type)
        return self.described(response, freshness.tag(plain(request), [seq]), stream.head)

    def without_content(self, request: HttpRequest) -> HttpResponseBase | None:
        """304 where the client holds these bytes, 200 for HEAD; None where they must be sent."""
        if request.method != "HEAD" and "If-None-Match" not in request.headers:
            return None
        current = freshness.tag(request, [ledger.stamp()])
        if freshness.matches(request, current):
            return self.described(bodiless(304, {}), current)
        if request.method != "HEAD":
            return None
        return self.described(bodiless(200, {"Content-Type": self.content_type}), current)

    def described(
        self, response: HttpResponseBase, tag: str, head: Head | None = None
    ) -> HttpResponseBase:
        """``response`` with its validators, its name as a file, and the state it shows."""
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = f"public, max-age={LISTS}, must-revalidate"
        if response.status_code == 200:
            name = f"{self.what}.{self.made.extension}"
            response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        if head is not None:
            response.headers["Dixit-Ledger-Head"] = f"{head.seq} {head.sha256}"
        return response

    def name(self) -> str:
        return f"export_{self.what}_{self.format}"

    def summary(self) -> str:
        return f"All {self.what} that meet the filters, streamed ({self.made.media_type})."

    def answer_schema(self) -> Schema:
        one = self.media_type.partition(";")[0].endswith(("/json", "+json"))
        return {
            "type": "object" if one else "string",
            "description": "docs/export.md describes it.",
        }
