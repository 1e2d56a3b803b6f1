"""What a full stop may follow without ending a sentence, by language: data, one group a line.

Entries stand as they are written, without their last stop. `titles` stand before a name and never
end a sentence; `bound` are read with what follows; `numbered` only when a digit follows; `free`
may end a sentence, so the next word decides. `starters` are words of the closed classes:
capitalised and followed by a lower-case word, they open a sentence; those that are `sure` do it
before any word, because no name begins with them. After a `hanging` word a stop is most
likely a slip, so the next word decides there too. `informal` are those that open a sentence in
lower case where the writer leaves capitals out; French has none.
"""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words for the decision at a full stop."""

    titles: frozenset[str]
    bound: frozenset[str]
    numbered: frozenset[str]
    free: frozenset[str]
    starters: frozenset[str]
    hanging: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()
    informal: frozenset[str] = frozenset()
    all: frozenset[str] = field(init=False)
    before_number: frozenset[str] = field(init=False)
    undecided: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        stops = self.titles | self.bound | self.numbered | self.free | self.hanging
        object.__setattr__(self, "all", stops)
        object.__setattr__(self, "undecided", self.free | self.hanging)
        object.__setattr__(self, "before_number", self.numbered | self.titles | self.bound)


def words(text: str) -> frozenset[str]:
    """The words of a list written with spaces between them."""
    return frozenset(text.split())


_FRENCH: Final = Lexicon(
    titles=words(
        """M MM Mr Mrs Ms Mme MMe Mmes Mlle Mlles Mgr Me Mes Dr Drs Pr Prof St Ste Sts Stes Gal Gén
        Col Cdt Cne Lt Sgt Adj Maj R.P S.A.R S.M S.E S.S Vve Vte Cte Bd Av Ch dr pr mr mme mlle"""
    ),
    bound=words(
        """cf Cf ex éd hab ap apr av bd boul chap arr coll trad réf Réf tél Tél vs p.ex c.-à-d c-à-d
        i.e e.g auj lat litt op ibid subst syn env Env vol art fig Fig resp faub dép ca id
        P.S N.B NB PS"""
    ),
    numbered=words(
        """p pp P n no No nos Nos nº N° n° num Art t v vv l ll § al alin sec sect pl janv févr fév
        avr juil sept oct nov déc"""
    ),
    free=words(
        """etc Inc Ltd Co Cie Corp SA S.A SARL S.A.R.L Jr Sr janv févr fév avr juil Juil déc max
        min moy J.-C J-C a.m p.m Etc"""
    ),
    starters=words(
        """le la les l un une des du de d ce cet cette ces c il elle ils elles on nous vous je j tu
        son sa ses leur leurs notre nos votre vos mon ma mes à au aux en dans sur sous par pour
        avec sans entre chez vers depuis pendant après avant selon d'après mais et ou or donc car
        ni si s comme quand lorsque puis puisque parce que qu qui quoi dont où ainsi alors aussi
        enfin ensuite cependant toutefois pourtant néanmoins certes plus très tout toute tous
        toutes autre autres même quel quelle quels quelles quelque quelques plusieurs chaque
        aucun aucune cela ça ceci ceux celui celle celles y ici là voici voilà bien lors parmi
        malgré grâce outre sinon bref oui non jamais toujours aujourd'hui hier demain"""
    ),
    hanging=words(
        """le les un une des du de au aux et ou que qu dont ce cet cette ces son sa ses leurs mon ma
        mes nos vos dans chez vers très"""
    ),
    sure=words("il elle ils elles on nous vous je ce cela cette ces mais cependant toutefois"),
)

_ENGLISH: Final = Lexicon(
    titles=words(
        """Mr Mrs Ms Messrs Dr Drs Prof Rev Hon Gen Col Maj Capt Cpt Cmdr Lt Sgt Cpl Pvt Adm Sen
        Sens Rep Reps Gov Govs Pres Amb Atty Supt Insp Det Fr St Sts Mt Ft Pt Msgr Br Sr.A Mme
        Mlle mr mrs ms dr prof Asst Lieut Brig"""
    ),
    bound=words(
        """v vs cf Cf viz e.g i.e E.g eg ie op ibid approx esp incl ed eds Ed trans asst Univ Dept
        Ave Blvd Rd P.S PS N.B NB"""
    ),
    numbered=words(
        """no No nos Nos p pp vol Vol vols Vols fig Fig figs Figs art Art ch Ch chap sec Sec par
        ver Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec c ca est tel Tel ext Ext"""
    ),
    free=words(
        """etc Etc Inc inc Ltd Co Cos Corp LLC Plc plc Bros Jr jr Sr Esq U.S U.K U.N U.S.A E.U D.C
        a.m p.m A.M P.M A.D B.C Ph.D B.A M.A M.D B.S Jan Feb Mar Apr Jun Jul Aug Sep
        Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Ala Ariz Ark Calif Cal Colo
        Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn
        Tex Va Vt Wash Wis Wyo est dept"""
    ),
    starters=words(
        """the a an this that these those he she it they we you i his her its our their your my
        there here in on at by for from with without to of as into over under after before during
        since until while when where why how what who which whose if although though because
        unless but and or so yet nor not no yes both each every all some many most several few
        such other another one however moreover meanwhile nevertheless therefore thus then now
        also still even only just once instead despite between among according is are was were
        do does did can could will would should may might have has had please"""
    ),
    hanging=words("the a an of and or my your our their its every than whose into from very"),
    sure=words(
        """the this that these those he she it they we his her its their our but however although
        when while there"""
    ),
    informal=words(
        """i you he she it we they this that these those the a my your his her our their there what
        why how when where who do does did is are can could would should will if so but just not
        i'm i've i'll i'd it's that's he's she's you're they're we're don't lol im its thats"""
    ),
)

LEXICONS: Final = {"fr": _FRENCH, "en": _ENGLISH}
"""By the primary subtag of a language; what has none here is cut by ``sources.unlisted``."""
