"""A dump restored into an empty instance, beside parsing its lines and copying the same rows."""

import shutil
import time
from collections.abc import Callable, Iterator
from itertools import islice

import orjson
import psycopg
from django.core.management import call_command
from django.db import connections

from bench import scratch, stock
from bench.table import Row
from claims import dump
from claims.dump.restoring import BATCH, ENVELOPE
from tracker import roles

EMPTY = "bench_empty"


def rows(size: str) -> list[Row]:
    """Every row of this group."""
    folder = scratch.HOME / f"dump-{size}"
    shutil.rmtree(folder, ignore_errors=True)
    with stock.pointed(size):
        dump.write(folder, public=False, step=lambda _name: None)
    lines = folder / "ledger.jsonl"
    theirs = _in_an_empty_one(lambda: _plain(lines.open("rb")))
    marks: list[float] = []
    began: list[float] = []

    def restored() -> None:
        began.append(time.perf_counter())
        dump.restore(folder, step=lambda _seq: marks.append(time.perf_counter()))

    whole = _in_an_empty_one(restored)
    shutil.rmtree(folder)
    verified = marks[-1] - began[0]
    note = f"then its index tables in {whole - verified:.1f} s"
    return [Row(f"restore of {size}, verified", "JSON parse + COPY", f"{theirs:.1f} s",
                f"{verified:.1f} s", theirs / verified, 0.5, note=note)]  # fmt: skip


def _in_an_empty_one(act: Callable[[], None]) -> float:
    """Seconds of ``act`` with Django pointed at an empty instance, which is dropped after."""
    with psycopg.connect(scratch.server().conninfo(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {EMPTY} WITH (FORCE)")
        roles.provision(scratch.server().conninfo(), database=EMPTY, logins=roles.configured())
        with stock.pointed_at(EMPTY):
            call_command("migrate", interactive=False, verbosity=0)
            began = time.perf_counter()
            act()
            took = time.perf_counter() - began
        admin.execute(f"DROP DATABASE {EMPTY} WITH (FORCE)")
    return took


def _plain(lines: Iterator[bytes]) -> None:
    """Every line parsed, its envelope and payload copied, nothing verified."""
    with connections["owner"].cursor() as cursor:
        while parsed := list(map(orjson.loads, islice(lines, BATCH))):
            with cursor.copy(f"COPY ledger_revision ({', '.join(ENVELOPE)}) FROM STDIN") as copy:
                for line in parsed:
                    copy.write_row([line[name] for name in ENVELOPE])
            with cursor.copy("COPY ledger_payload (seq, payload, salt) FROM STDIN") as copy:
                for line in parsed:
                    text = orjson.dumps(line["record"], option=orjson.OPT_SORT_KEYS).decode()
                    copy.write_row((line["seq"], text, line["salt"]))
