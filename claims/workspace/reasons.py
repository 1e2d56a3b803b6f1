"""Why a suggestion says what it says: the engine's phrases in the editor's language.

Some phrases begin with a word of the text, in quotation marks: it stands for ``%(word)s``.
"""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COMPLEMENT: Final = "complement: "
"""What the engine's reason for a content begins with; the name of its grammar follows."""

QUOTING: Final = re.compile(r"“(?P<word>.*?)” (?=\S)", re.DOTALL)

SPOKEN: Final[tuple[Promise, ...]] = (
    _("holds the cue"),
    _("nobody is named"),
    _("the form of the mention"),
    _("a reporting verb or phrase of the lexicon"),
    _("its dictionary form"),
    _("the quotation marks in the content"),
    _("the verb’s line in the lexicon"),
    _("nothing says otherwise"),
    _("who carried the words"),
    _("the cue stands in another’s content"),
    _("the day nearest to the cue"),
    _("a phrase of the lexicon on evidence"),
    _("the writer, or whoever is quoted"),
    _("nobody in particular"),
    _("a pronoun for nobody named before"),
    _("the name, given in full elsewhere"),
    _("the words of the mention itself"),
    _("the cue is negated"),
    _("the cue is conditional"),
    _("an adverb of reserve"),
    _("the words are in the conditional"),
    _("the sentence asks"),
    _("stands inside a question"),
    _("stands inside a denial"),
    _("before its relative clause"),
    _("before its participle"),
    _("noun phrase before the verb"),
    _("pronoun before the verb"),
    _("antecedent of the relative pronoun"),
    _("subject shared with the verb before"),
    _("subject shared with the cue before"),
    _("pronoun that opens the sentence"),
    _("noun phrase that opens the sentence"),
    _("pronoun after the verb"),
    _("noun phrase after the verb"),
    _("subject of the question"),
    _("from whom the message comes"),
    _("noun before the participle"),
    _("subject of the main verb"),
    _("agent of the passive"),
    _("the text says so of nobody in particular"),
    _("pronoun after the preposition"),
    _("noun phrase after the preposition"),
    _("the text names nobody"),
    _("the one spoken of last goes on"),
    _("opens the sentence"),
    _("whose word it is"),
    _("whom the carrier cites"),
    _("whom the carrier quotes"),
    _("stands under “if”"),
    _("“%(word)s” takes up the last one spoken of that fits"),
    _("“%(word)s” is the role of one already named"),
    _("“%(word)s” is the kind of role of one already named"),
    _("“%(word)s” is short for one already named"),
    _("“%(word)s” may be the last one named"),
    _("“%(word)s” describes the last one named"),
)


def spoken(reason: str) -> str:
    """The engine's phrase in the active language."""
    if reason.startswith(COMPLEMENT):
        return str(_("the words that they report"))
    quoted = QUOTING.match(reason)
    if quoted is None:
        return str(_(reason))
    phrase = QUOTING.sub("“%(word)s” ", reason, count=1)
    return str(_(phrase)) % {"word": quoted["word"]}
