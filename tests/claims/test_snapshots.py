"""Exports while fifty claims a second are published: each is one whole state of the ledger."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from django.core.management import call_command

from claims import dump, ledger
from tests import make
from tests.clones import Cluster

EXPORTS = 20
A_SECOND = 50
SALT = "00112233445566778899aabbccddeeff"


def copies(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The record again and again as another claim's: its id and its payload."""
    while True:
        said = [{**one, "id": ledger.draw_id()} for one in record["attributions"]]
        public_id = ledger.draw_id()
        yield public_id, ledger.canonical({**record, "id": public_id, "attributions": said})


def publish(address: str, record: dict[str, Any], ended: Event) -> None:
    """Append copies at the pace until told to end; what review allows is shown elsewhere."""
    due = time.monotonic()
    with psycopg.connect(address, autocommit=True) as connection:
        for public_id, payload in copies(record):
            if ended.wait(max(0.0, due - time.monotonic())):
                return
            due += 1 / A_SECOND
            append = "SELECT ledger_chain('claim', %s, %s, %s)"
            connection.execute(append, [public_id, payload, SALT])


@pytest.fixture
def busy(db: str, cluster: Cluster) -> Iterator[Thread]:
    """A writer beside the test."""
    make.published_claim(via=["a spokesman"], none_given=True)
    entry = ledger.entries([ledger.stamp()])[0]
    address = cluster.server.conninfo(database=db)
    ended = Event()
    record = json.loads(entry.payload or "")
    writer = Thread(target=publish, args=(address, record, ended))
    writer.start()
    yield writer
    assert writer.is_alive()
    ended.set()
    writer.join()


def test_each_of_twenty_exports_passes_its_own_manifest(busy: Thread, tmp_path: Path) -> None:
    seen = [0]
    for n in range(EXPORTS):
        while busy.is_alive() and ledger.stamp() == seen[-1]:  # a dump can be faster than its pace
            time.sleep(0.001)
        folder = tmp_path / str(n)
        call_command("dump", str(folder), "--public")
        seen.append(dump.check(folder).revisions)
        assert seen[-1] == json.loads(folder.joinpath("head.json").read_text())["head"]["seq"]

    assert sorted(set(seen)) == seen  # each holds what was published since the one before
