"""How long what readers send us is kept: said to them on the form, held to by the verbs."""

from datetime import timedelta

AFTER_REPLY = timedelta(days=180)
"""After the reply, a correction request with the name and address of its sender."""
AT_MOST = timedelta(days=365)
"""After it came, a correction request that nobody has replied to."""
TRACE = timedelta(days=1)
"""That somebody sent one (``RequestTrace``)."""
