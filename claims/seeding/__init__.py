"""The texts and claims of ``seeds/``: read and checked, then brought in by the ordinary verbs."""

from claims.seeding.files import Seed, SeedError, read, read_all
from claims.seeding.loading import Loaded, People, load

__all__ = ["Loaded", "People", "Seed", "SeedError", "load", "read", "read_all"]
