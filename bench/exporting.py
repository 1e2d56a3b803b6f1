"""Exports by the command, beside COPY of the same bytes or columns, and the memory they take."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from functools import partial
from itertools import takewhile

from django.db import connections

from bench import scratch, stock
from bench.table import Row

ROUNDS = 3
PIECE = 1 << 16
LINES = """COPY (SELECT p.payload || repeat(' ', 520) FROM ledger_claim c
  JOIN ledger_payload p USING (seq)) TO STDOUT"""
"""As many bytes as the lines have: payload and envelope."""

FLAT = """COPY (SELECT id, claim_id, position, seq, revision, published_at, status, speaker_id,
  document_id, source_id, stance, manner, reported_as, evidence, said_earliest, said_latest,
  claim_texts, slug, sha256, record::json #>> '{sentence,text}', record::json #>> '{quote,exact}',
  record::json #>> '{quote,prefix}', record::json #>> '{quote,suffix}',
  record::json #>> '{document,title}', record::json #>> '{document,url}',
  record::json #>> '{document,sha256}', record::json #>> '{document,source,name}',
  record::json #>> '{cue,exact}', record::json #>> '{speaker,names}' FROM ledger_attribution)
  TO STDOUT (FORMAT csv)"""


def rows(size: str) -> list[Row]:
    """Every row of this group."""
    smaller = min(size, "100k", key=scratch.SIZES.__getitem__)  # its rival takes minutes a round
    for each in ("10k", smaller):
        stock.ensure(each)
    found = [
        _row(size, "JSON Lines of claims", "claims", "jsonl", LINES, "raw COPY", 0.8),
        _row(smaller, "CSV of attributions", "attributions", "csv", FLAT, "COPY of flat columns",
             0.5),
    ]  # fmt: skip
    if size not in ("1k", "10k"):
        ours, small = command(size, "claims", "jsonl")[2], command("10k", "claims", "jsonl")[2]
        found.append(Row(f"memory of the export at {size}", "itself at 10k", f"{small} MB",
                         f"{ours} MB", ours / small, 1.1, at_most=True))  # fmt: skip
    return found


def _row(size: str, what: str, kind: str, form: str, copy: str, rival: str, bar: float) -> Row:
    """Bytes a second for JSON Lines; rows a second for CSV, whose bytes differ."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_copied(size, copy))
        ours.append(command(size, kind, form)[:2])
    own = sorted(amount / took for amount, took in ours)[ROUNDS // 2]
    raw = sorted(amount / took for amount, took in theirs)[ROUNDS // 2]
    if form == "csv":  # the same rows a second: the bytes of each differ
        own, raw = own / ours[0][0], raw / theirs[0][0]
        return Row(f"{what}, {size}", rival, f"{1 / raw:.2f} s", f"{1 / own:.2f} s", own / raw, bar)
    return Row(f"{what}, {size}", rival, f"{raw / 1e6:.0f} MB/s", f"{own / 1e6:.0f} MB/s",
               own / raw, bar, note="first piece to last")  # fmt: skip


def _copied(size: str, statement: str) -> tuple[int, float]:
    with (
        stock.pointed(size),
        connections["owner"].cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        return flowed(copy)


def flowed(pieces: Iterable[bytes]) -> tuple[int, float]:
    """Bytes after the first piece, and the seconds until the last one: neither what starts nor
    what ends is counted."""
    amount, began, ended = 0, 0.0, 0.0
    for piece in pieces:
        ended = time.perf_counter()
        amount += len(piece) if began else 0
        began = began or ended
    return amount, ended - began


def command(size: str, kind: str, form: str) -> tuple[int, float, int]:
    """Bytes and seconds, as ``flowed``, and megabytes of memory of one run of the command."""
    command = [sys.executable, "manage.py", "export", kind, "--format", form]
    process = subprocess.Popen(
        command, cwd=scratch.PROJECT, env={**os.environ, **scratch.environment(size)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with process.stdout or open(os.devnull, "rb") as stream:  # noqa: PTH123
        pieces = iter(partial(stream.read, PIECE), b"")
        # The last one comes when Python has ended and lets go of its buffer.
        amount, took = flowed(takewhile(lambda piece: len(piece) == PIECE, pieces))
    _pid, _status, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return amount, took, _megabytes(usage)


def _megabytes(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss // 1024
