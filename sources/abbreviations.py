"""What a full stop may follow without ending a sentence, by language: data, one group a line.

Entries are lower case, without their last stop. `titles` stand before a name and never end a
sentence; `bound` are read with what follows; `numbered` only when a digit follows; `free` may end
a sentence, so the next word decides. `starters` are words of the closed classes: capitalised and
followed by a lower-case word, they open a sentence.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words for the decision at a full stop."""

    titles: frozenset[str]
    bound: frozenset[str]
    numbered: frozenset[str]
    free: frozenset[str]
    starters: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FRENCH: Final = Lexicon(
    titles=_words(
        """m mm mme mmes mlle mlles mgr dr drs pr prof me mes st ste sts stes gal gén col cdt cap
        capt lt sgt adj maj r.p s.a.r s.m s.e"""
    ),
    bound=_words(
        """cf ex éd ed env hab ap apr av bd boul chap art arr vol coll trad réf ref tél tel fig
        ann p.ex c.-à-d c-à-d i.e e.g vs dép rte all imp faub fg resp préf auj anc lat lit litt
        nouv jr-c ca circ cit op ibid subst syn adv intr invar masc fém plur sing"""
    ),
    numbered=_words(
        """p pp n no nos nº n° num art chap vol t fig ch v vv l ll § al alin sec sect pl tab éd
        ed col"""
    ),
    free=_words(
        """etc inc ltd co corp sa s.a sarl s.a.r.l jr sr janv févr fév avr juil sept oct nov déc
        lun mar mer jeu ven sam dim min max moy j.-c j-c a.m p.m h km kg"""
    ),
    starters=_words(
        """le la les l un une des du de d ce cet cette ces c il elle ils elles on nous vous je j tu
        son sa ses leur leurs notre nos votre vos mon ma mes à au aux en dans sur sous par pour
        avec sans entre chez vers depuis pendant après avant selon d'après mais et ou or donc car
        ni si s comme quand lorsque puis puisque parce que qu qui quoi dont où ainsi alors aussi
        enfin ensuite cependant toutefois pourtant néanmoins certes plus très tout toute tous
        toutes autre autres même quel quelle quels quelles quelque quelques plusieurs chaque
        aucun aucune cela ça ceci ceux celui celle celles y ici là voici voilà bien lors parmi
        malgré grâce outre sinon bref oui non jamais toujours aujourd'hui hier demain"""
    ),
)

_ENGLISH: Final = Lexicon(
    titles=_words(
        """mr mrs ms messrs dr drs prof rev hon gen col maj capt cpt cmdr lt sgt cpl pvt adm sen
        sens rep reps gov govs pres amb atty supt insp det fr sr.a st sts mt ft pt msgr br sis mme
        mlle m"""
    ),
    bound=_words(
        """vs v viz cf e.g i.e eg ie al ave blvd rd op ibid approx esp incl ed eds trans asst
        assn dept univ"""
    ),
    numbered=_words(
        """no nos p pp vol vols fig figs art ch chap sec pt para ver v jan feb mar apr jun jul aug
        sep sept oct nov dec c ca est tel ext approx"""
    ),
    free=_words(
        """etc inc ltd co cos corp llc plc bros jr sr esq u.s u.k u.n u.s.a e.u d.c a.m p.m am pm
        a.d b.c ph.d b.a m.a m.d jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed
        thu thur thurs fri sat sun ariz ark calif colo conn del fla ga ill ind kan ky la md mass
        mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo est dept st"""
    ),
    starters=_words(
        """the a an this that these those he she it they we you i his her its their our your my
        there here in on at by for from with without to of as into over under after before during
        since until while when where why how what who which whose if although though because
        unless but and or so yet nor not no yes both each every all some many most several few
        such other another one however moreover meanwhile nevertheless therefore thus then now
        also still even only just once instead despite between among according is are was were
        do does did can could will would should may might have has had please"""
    ),
)

_GENERAL: Final = Lexicon(
    titles=_FRENCH.titles | _ENGLISH.titles,
    bound=_words("cf e.g i.e vs z.b d.h u.a bzw ca"),
    numbered=_FRENCH.numbered | _ENGLISH.numbered | _words("nr str abs"),
    free=_FRENCH.free | _ENGLISH.free | _words("usw"),
    starters=frozenset(),
)

_BY_LANGUAGE: Final = {"fr": _FRENCH, "en": _ENGLISH}


def lexicon(language: str) -> Lexicon:
    """The words of a BCP 47 tag's primary language; a general set where there is none of its own."""
    return _BY_LANGUAGE.get(language.partition("-")[0].lower(), _GENERAL)
