"""Which connection does what: the three aliases are one database, under three roles."""

from typing import Any

OWNER = "owner"


class OneDatabaseThreeRoles:
    """Migrations run as the owner alone. Reading and writing use `default` unless asked.

    Related objects are looked up where their first object came from, which is Django's rule
    when a router says nothing.
    """

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == OWNER

    def allow_relation(self, obj1: object, obj2: object, **hints: Any) -> bool:
        return True
