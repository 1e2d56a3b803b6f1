"""Who the speakers are: names and roles met so far, and what a pronoun or a title stands for."""

from dataclasses import dataclass, field
from typing import Final

from claims.suggest.describing import Met, described
from claims.suggest.line import Line
from claims.suggest.mentions import Actor, Identity, name_end, nobody, read
from claims.suggest.phrases import Phrase, noun_phrase_from
from claims.suggest.subjects import is_apposition, left_subject

_REMEMBERED: Final = 40
# How often a mention's own words give the name in full, per mille.
_OWN_WORDS: Final = {
    "named": 600,
    "office": 600,
    "group": 500,
    "unnamed_described": 800,
    "unnamed_undescribed": 800,
}


@dataclass(slots=True)
class Cast:
    """Those met so far; `recent` ends with the one spoken of last."""

    surnames: dict[str, Actor] = field(default_factory=dict)
    first_names: dict[str, Actor] = field(default_factory=dict)
    roles: dict[str, Actor] = field(default_factory=dict)
    recent: list[Actor] = field(default_factory=list)
    named: list[tuple[int, Actor]] = field(default_factory=list)

    def identify(self, line: Line, phrase: Phrase) -> Identity:
        """Whom the phrase stands for; what it tells of them is remembered."""
        if phrase.end - phrase.first <= 2 and (found := self._pronoun(line, phrase)):
            return found
        mention = read(line, phrase.first, phrase.end)
        owner = self._owner(line, phrase, mention) if mention.owned else None
        if owner:
            _belong(mention, owner, line)
        return self._known(line, mention, phrase) or self._new(mention)

    def meet(self, line: Line) -> None:
        """Remember the full names of a sentence, and whom its first clause is about."""
        at = 0
        while at < len(line.tokens):
            end = name_end(line, at)
            if end - at >= 2 and line.low(at) not in line.grammar.tags:
                self._name(read(line, _title_before(line, at, end), end), line.index)
            at = max(end, at + 1)
        self._open(line)
        verb = next((k for k in range(min(40, len(line.tags))) if line.tags[k] in ("X", "V")), 0)
        subject = left_subject(line, verb) if verb else None
        is_owned = subject is not None and line.is_word(subject.first, "possessive")
        if subject and line.tag(subject.first) != "S" and not is_owned:
            actor = self.identify(line, subject).actor
            if actor.name and (actor.naming == "named" or actor.gender):
                self.heard(actor)

    def _open(self, line: Line) -> None:
        """Whoever is named first in a sentence is whom it goes on about."""
        end = noun_phrase_from(line, 0) if line.tag(0) in ("D", "M", "J") else 0
        comma = next((k for k in range(end + 1, end + 8) if line.tag(k) == ","), 0)
        is_named = comma and line.tag(end) == "," and is_apposition(line, end + 1, comma)
        if is_named and any(line.tag(k) == "M" for k in range(comma)):
            self.heard(self.identify(line, Phrase(0, comma, "opens the sentence")).actor)

    def heard(self, actor: Actor) -> None:
        """Make the actor the one spoken of last."""
        self.recent = [other for other in self.recent[-_REMEMBERED:] if other is not actor]
        self.recent.append(actor)

    def _pronoun(self, line: Line, phrase: Phrase) -> Identity | None:
        low = line.low(phrase.end - 1).lstrip("-").removeprefix("t-")
        words = line.grammar.words
        if low in words["first_person"] or low in ("moi", "me"):
            return nobody("the writer, or whoever is quoted")
        if low in words["impersonal"]:
            return nobody("nobody in particular")
        gender = "m" if low in words["masculine"] else "f" if low in words["feminine"] else None
        is_plural = low in words["plural"] or low in ("eux", "elles", "them")
        if not (gender or is_plural or low == "it" or low in words["last_one"]):
            return None
        found = self._recent(
            gender, plural=is_plural, thing=low == "it", is_human=low in ("he", "she", "him", "her")
        )
        if found is None and (is_plural or low == "it"):
            found = self._recent(None, plural=False)
        if found is None:
            return nobody("a pronoun for nobody named before")
        found.gender = found.gender or gender
        shown = line.tokens[phrase.end - 1].text
        sure = 920 if found.role and found.naming == "named" else 550
        return Identity(found, f"“{shown}” takes up the last one spoken of that fits", sure)

    def _recent(
        self, gender: str | None, *, plural: bool, thing: bool = False, is_human: bool = False
    ) -> Actor | None:
        for actor in reversed(self.recent):
            fits = gender is None or actor.gender in (None, gender)
            fits = fits and (actor.person or not is_human)
            if fits and actor.plural == plural and not (thing and actor.person and actor.role):
                return actor
        return None

    def _name(self, actor: Actor, sentence: int) -> None:
        self._remember(actor)
        if actor.name and (known := self.surnames.get(actor.name.split()[-1].lower())):
            self.named = [*self.named[-_REMEMBERED:], (sentence, known)]

    def _owner(self, line: Line, phrase: Phrase, mention: Actor) -> Actor | None:
        """Whose `sa porte-parole`, `his lawyer` is: of a person, the last named close by."""
        low = line.low(phrase.first)
        is_personal = low in ("his", "her") or any(
            line.is_noun(k, "of_people") for k in range(phrase.first, phrase.end)
        )
        others = [a for a in self.recent if a.name and a.name != mention.name]
        if is_personal and low != "its":
            named = [
                actor
                for sentence, actor in self.named
                if line.index - 3 <= sentence < line.index and actor.name != mention.name
            ]
            spoken = [a for a in others if a.person and a.naming == "named"][-1:]
            near = named[-1:] if others and not others[-1].person else spoken or named[-1:]
            return near[0] if near else others[-1] if others else None
        is_spokes = any(line.is_noun(k, "spokes") for k in range(phrase.first, phrase.end))
        if low == "its" or not is_spokes:
            others = [a for a in others if not a.person or not (a.role or a.gender)]
        return others[-1] if others else None

    def _known(self, line: Line, mention: Actor, phrase: Phrase) -> Identity | None:
        if mention.name and mention.naming == "named":
            found = self.surnames.get(mention.name.split()[-1].lower())
            found = found or self.first_names.get(mention.name)
            if found and found.name and len(found.name) >= len(mention.name):
                found.role = found.role or mention.role
                found.behalf = found.behalf or mention.behalf
                return Identity(found, "the name, given in full elsewhere", 950)
            return None
        met = Met(self.roles, self.recent, [actor for _, actor in self.named])
        return described(met, line, phrase)

    def _new(self, mention: Actor) -> Identity:
        self._remember(mention)
        return Identity(mention, "the words of the mention itself", _OWN_WORDS[mention.naming])

    def _remember(self, actor: Actor) -> None:
        if not (actor.name and actor.naming == "named" and actor.person):
            return
        key = actor.name.split()[-1].lower()
        known = self.surnames.get(key)
        if known is None:
            self.surnames[key] = known = actor
        elif len(known.name or "") < len(actor.name):
            known.name = actor.name
        known.role = known.role or actor.role
        known.behalf = known.behalf or actor.behalf
        known.gender = known.gender or actor.gender
        self.first_names.setdefault(actor.name.split()[0], known)
        for word in (known.role or "").lower().split()[:3]:
            self.roles.setdefault(word, known)


def _title_before(line: Line, at: int, end: int) -> int:
    """The start of the title that stands before a name."""
    first = at
    while first and line.tag(first - 1) in ("J", "P", "D", "#") and at - first < 6:
        if line.low(first - 1) in line.grammar.readings and line.tag(first - 1) == "J":
            break
        first -= 1
        if line.tag(first) == "D":
            break
    has_title = any(
        line.is_noun(k, "title") or line.is_noun(k, "honorific") for k in range(first, end)
    )
    return first if has_title else at


def _belong(mention: Actor, owner: Actor, line: Line) -> None:
    """Say in a mention's role whose it is, and for whom its spokesperson speaks."""
    genitive = owner.genitive
    if mention.role and genitive:
        mention.role = f"{mention.role} {genitive}"
        if mention.naming == "office":
            mention.name = mention.role
    spokes = line.grammar.nouns["spokes"]
    if owner.name and mention.role and mention.role.split()[0].lower() in spokes:
        mention.behalf = owner.name
