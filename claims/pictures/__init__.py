"""Three pictures as SVG, drawn on the server, without script: plain values in, markup out.

Each is a module with a ``draw`` of its own: ``timeline`` (who said what when), ``matrix`` (who
takes which stance on what) and ``strip`` (what became of a claim's status). Whatever a picture
shows is in the rows that it gives back, from which the table below it is made.
"""

from claims.pictures import matrix, strip, timeline

__all__ = ["matrix", "strip", "timeline"]
