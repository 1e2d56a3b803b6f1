"""Walking all pages while others publish, correct and withdraw: what stands throughout is seen
exactly once. DIXIT_CASES multiplies the walks."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from claims import workflow
from claims.models import Claim
from tests import make
from tests.claims.attacking import TIMES

WALKS = 100
STANDING = 7


@dataclass
class Busy:
    """A writer beside the reader: ids of what stands throughout, and of what comes and goes."""

    standing: list[str]
    passing: list[str] = field(default_factory=list)
    failed: list[Exception] = field(default_factory=list)
    ended: Event = field(default_factory=Event)

    def write(self) -> None:
        """Publish, withdraw what was published before, and correct, until told to end."""
        before: Claim | None = None
        try:
            while not self.ended.is_set():
                n = len(self.passing)
                claim = make.published_claim(f"Passing {n}")
                self.passing.append(claim.public_id or "")
                if before:
                    workflow.withdraw(claim=before, reasons={"en": "Wrong."}, by=make.editor())
                before = claim
                kept = Claim.objects.get(public_id=self.standing[n % STANDING])
                make.reword(kept, f"Reworded {n}")
        except Exception as error:  # told by the test, not by a thread that nobody hears
            self.failed.append(error)
        finally:
            connections.close_all()

    def walks(self) -> Iterator[None]:
        """As many walks as are wanted, the writer publishing at least once in ten of them."""
        for n in range(WALKS * TIMES):
            while not self.failed and len(self.passing) <= n // 10:
                time.sleep(0.005)
            yield


@pytest.fixture
def busy(db: str) -> Iterator[Busy]:
    names = [f"Standing {n}" for n in range(STANDING)]
    busy = Busy([make.published_claim(name).public_id or "" for name in names])
    writer = Thread(target=busy.write)
    writer.start()
    yield busy
    busy.ended.set()
    writer.join()
    assert busy.failed == []


def walk(path: str) -> Iterator[Any]:
    following: str | None = f"/api/v1/{path}"
    while following:
        page = Client().get(following).json()
        yield from page["results"]
        following = page["next"] and page["next"].partition("8000")[2]


def test_what_stands_throughout_is_seen_exactly_once(busy: Busy) -> None:
    once = dict.fromkeys(busy.standing, 1)
    for _ in busy.walks():
        seen = Counter(item["id"] for item in walk("claims?limit=2"))
        assert {public_id: seen[public_id] for public_id in busy.standing} == once
        assert max(seen.values()) == 1
        said = Counter(item["claim"]["id"] for item in walk("attributions?limit=3"))
        assert {public_id: said[public_id] for public_id in busy.standing} == once


def test_changes_are_walked_without_gap_or_double(busy: Busy) -> None:
    for _ in busy.walks():
        seqs = [item["seq"] for item in walk("changes?limit=25")]
        assert seqs == list(range(1, len(seqs) + 1))
