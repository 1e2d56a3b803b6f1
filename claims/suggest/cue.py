"""One reporting verb in its group."""

from dataclasses import dataclass

from claims.suggest.grammar import Verb


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb in its group.

    Tokens `first` to `end` are the cue; `left` is where the group starts, clitics and negation
    included; `head` is the verb itself. `kind` is fin, ger, inf, passive, or told: an infinitive
    that tells, as in `Et le maire de conclure`. `inverted` is the pronoun that follows the verb,
    `taken_up` the clitic that stands for what was said.
    """

    verb: Verb
    kind: str
    head: int
    first: int
    end: int
    left: int
    lemma: str
    inverted: int | None = None
    taken_up: int | None = None
    negated: bool = False
    conditional: bool = False
    declines: bool = False
