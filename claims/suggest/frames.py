"""The frames in their order: which kind of complement is looked for before which."""

from claims.suggest.clausal import bare, clause, garbled
from claims.suggest.cue import Cue
from claims.suggest.finding import Finding
from claims.suggest.infinitive import infinitive
from claims.suggest.labels import labelled
from claims.suggest.nominal import by_preposition, linked, nominal
from claims.suggest.postposed import postposed
from claims.suggest.refusals import declined, retracted
from claims.suggest.relative import relative
from claims.suggest.scene import Scene
from claims.suggest.turned import passive, taken_up


def find(scene: Scene, cue: Cue) -> Finding | None:
    """The complement of a cue, by the first frame that fits; None where it reports nothing."""
    if cue.kind == "passive":
        return passive(scene, cue)
    if cue.kind in ("inf", "told"):
        return clause(scene, cue)
    for frame in (
        relative,
        postposed,
        infinitive,
        linked,
        clause,
        taken_up,
        labelled,
        by_preposition,
        declined,
        bare,
        retracted,
        nominal,
        garbled,
    ):
        if found := frame(scene, cue):
            return found
    return None
