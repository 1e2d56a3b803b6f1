"""The least that a WSGI server can be asked for: one page of ready bytes, or a bare 304."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

PAGE = Path(os.environ["BENCH_PAGE"]).read_bytes() if "BENCH_PAGE" in os.environ else b"page"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The page, compressed as the site's own is; 304 to any If-None-Match."""
    if "HTTP_IF_NONE_MATCH" in environ:
        start_response("304 Not Modified", [("ETag", '"x"')])
        return [b""]
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Encoding", "gzip"),
                              ("Content-Length", str(len(PAGE)))])  # fmt: skip
    return [PAGE]
