"""How each list is asked for from a terminal, from Python and from DuckDB, as its description says.

They run as printed: a test runs them all against the site.
"""

from string import Template

from django.conf import settings

COLUMNS = {
    "claims": "one.id, one.record.evidence_status.code AS status, one.record.texts.en",
    "attributions": "one.attribution.stance, one.reported_as, one.claim.url",
    "actors": "one.id, one.record.kind, one.record.names.en",
    "documents": "one.id, one.record.title, one.record.length",
    "sources": "one.id, one.record.name, one.record.shown",
    "topics": "one.id, one.record.names.en",
    "changes": "one.seq, one.kind, one.id, one.revision",
}
"""What the DuckDB example of each list selects of an item."""


_MANUAL = Template("""\
From a terminal:

```sh
curl -sSf '$address'
```

Every item, from Python:

```python
import json
import urllib.request

address = "$address"
while address:
    with urllib.request.urlopen(address) as answer:
        page = json.load(answer)
    for item in page["results"]:
        print(item["id"])
    address = page["next"]
```

A page as a table, with DuckDB:

```python
import urllib.request

import duckdb

urllib.request.urlretrieve("$address", "$file")
duckdb.sql('''
    SELECT $columns
    FROM (SELECT unnest(results) AS one FROM read_json('$file'))
''').show()
```
""")


def of_list(name: str, query: str = "limit=100") -> str:
    """The examples of one list, as Markdown."""
    return _MANUAL.substitute(
        address=f"{settings.ORIGIN}/api/v1/{name}?{query}",
        file=f"{name}.json",
        columns=COLUMNS[name],
    )
