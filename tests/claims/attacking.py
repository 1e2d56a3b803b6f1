"""Schemathesis, every check it has, against the site in this process.

DIXIT_CASES multiplies how many cases are tried; 1 is what CI has time for.
"""

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tracker.wsgi import application

SCHEMA = "/api/v1/schema"
TIMES = int(os.environ.get("DIXIT_CASES", "1"))
Aim = Callable[[Any], None]

TAKEN = ["2xx", "3xx", "401", "403", "404", "409", "412", "422"]
"""What well-formed requests are answered: rules of the register are beyond any description."""
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428"]
CONFIG = {
    # Held against every field of every body, they cost more than all requests together.
    "analysis": {"constants": {"enabled": False}},
    "checks": {
        "positive_data_acceptance": {"expected-statuses": TAKEN},
        "negative_data_rejection": {"expected-statuses": REFUSED},
        "missing_required_header": {"expected-statuses": ["400", "401", "404", "428"]},
    },
}


@cache
def operations(tag: str) -> tuple[Any, ...]:
    """The operations of one part of the API."""
    config = schemathesis.Config.from_dict(CONFIG)
    schema = schemathesis.openapi.from_wsgi(SCHEMA, application, config=config)
    found = [result.ok() for result in schema.get_all_operations()]
    return tuple(operation for operation in found if tag in operation.tags)


def attack(
    operation: Any,
    mode: GenerationMode,
    *,
    cases: int,
    headers: Mapping[str, str] | None = None,
    aim: Aim | None = None,
) -> int:
    """Try cases of one operation with every check that schemathesis has; how many there were.

    ``aim`` turns a well-formed case towards what exists.
    """
    tried = 0

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=cases * TIMES,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Any) -> None:
        nonlocal tried
        tried += 1
        if mode is GenerationMode.POSITIVE and aim:
            aim(case)
        case.call_and_validate(headers={"Accept-Encoding": "identity", **(headers or {})})

    try:
        run()
    except Unsatisfiable:
        return 0  # an operation without parameters cannot be asked wrongly
    return tried
