"""Statements that a sentence makes of two things it names: who belongs to a cluster, manages it, signed its pact.

Only what a source may state is proposed; what follows from it is left to the rules. A sentence can mean the opposite
of what its verb says, so all of these are less sure than a mention.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS

from graph.store import Triple
from ingest.lexicon import Lexicon
from ingest.mentions import Mention, Page
from ontology import iri
from ontology.namespaces import CSC, ID

FACTOR = 0.75  # how sure a statement is, of the surer of its two mentions at most
_BETWEEN = 90  # characters from one name to the other: further apart a verb may have another subject
_AND = re.compile(r"\s*(?:,|and|e|și|si|ed)?\s*(?:and|e|și)?\s*(?:the|a|o|as|os|la|il|lo|i|le|l')?\s*")
_END = re.compile(r"[.!?;](?=\s)|\n\s*\n")
_DENIED = re.compile(
    r"\b(?:not|never|no longer|não|nunca|já não|non|mai|nu|niciodată|former|antigo|ex|fost|would|may|might|could)\b",
    re.I,
)
_ORGANISATIONS, _CLUSTERS = frozenset({"organisation"}), frozenset({"cluster"})
_ACTORS = _ORGANISATIONS | _CLUSTERS


@dataclass(frozen=True)
class Relation:
    """What is between two names, in which order they stand, and what it then says."""

    says: str
    first: frozenset[str]
    second: frozenset[str]
    words: re.Pattern[str]
    turned: bool = False  # the second name is the subject


@dataclass(frozen=True)
class Stated:
    """A statement that a sentence makes, with what else must be said so that it is whole."""

    triple: Triple
    more: tuple[Triple, ...]
    first: Mention
    second: Mention
    why: str

    @property
    def confidence(self) -> float:
        """How sure it is."""
        return round(FACTOR * min(self.first.confidence, self.second.confidence), 2)


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_MEMBER = re.compile(
    r"member|partner of|belong|joined|membro|membros|membri|membr[uăe]|pertenc|aderi|"
    r"fa parte|fanno parte|face? parte",
    re.IGNORECASE,
)
_MANAGED = _words(
    r"\b(?:managed|run) by\b", r"\bgerid[oa]s? (?:pel|por)", r"\bgestit[oaie]\b", r"\bgestionate?\b|\bgestionată?\b",
    r"\bcondus[ăe]? de\b",
)  # fmt: skip
_MANAGES = _words(r"\b(?:manages|runs)\b", r"\bgere\b", r"\bgestisce\b", r"\bgestionează\b")
_SIGNED_BY = _words(r"\bsigned by\b", r"\bassinado p", r"\bfirmato da", r"\bsemnat de\b")
_LED = _words(
    r"\b(?:led|coordinated) by\b", r"\b(?:liderad|coordenad)[oa]s? (?:pel|por)", r"\b(?:guidat|coordinat)[oai] da",
    r"\b(?:condus|coordonat)[ăe]? de\b",
)  # fmt: skip
_LEADS = _words(
    r"\b(?:leads|coordinates)\b", r"\b(?:lidera|coordena)\b", r"\b(?:guida|coordina)\b", r"\b(?:coordonează|conduce)\b"
)
_FUNDED = _words(
    r"\b(?:funded|financed|paid) (?:by|under)\b",
    r"\bfinanciad[oa] (?:pel|por)",
    r"\bfinanziat[oa] da",
    r"\bfinanțat[ă]? (?:de|prin)\b",
)
_LOCATED = _words(
    r"\b(?:is|are) (?:located|based|seated) in\b", r"\b(?:tem|têm) (?:a )?sede\b",
    r"\bsediad[oa]\b", r"\bha(?:nno)? sede\b",
    r"\b(?:are|au|își are) sediul\b",
)  # fmt: skip
_SIGNED = _words(
    r"\bsigned (?:a|the|its) (?:sectoral )?pact\b", r"\bassinou o (?:seu )?pacto\b",
    r"\bha firmato il (?:suo )?patto\b",
    r"\ba semnat pactul\b",
)  # fmt: skip

RELATIONS = (
    Relation("member", _ORGANISATIONS, _CLUSTERS, _MEMBER),
    Relation("managedBy", _CLUSTERS, _ORGANISATIONS, _MANAGED),
    Relation("managedBy", _ORGANISATIONS, _CLUSTERS, _MANAGES, turned=True),
    Relation("signedBy", frozenset({"pact"}), _ACTORS, _SIGNED_BY),
    Relation("ledBy", frozenset({"project", "work-package", "thematic-area"}), _ORGANISATIONS, _LED),
    Relation("ledBy", _ORGANISATIONS, frozenset({"project", "work-package", "thematic-area"}), _LEADS, turned=True),
    Relation("fundingProgramme", frozenset({"project"}), frozenset({"policy"}), _FUNDED),
    Relation("region", _ACTORS, frozenset({"region"}), _LOCATED),
    Relation("country", _ACTORS, frozenset({"country"}), _LOCATED),
)


def relations(page: Page, mentions: Sequence[Mention], lexicon: Lexicon) -> Iterator[Stated]:
    """What the sentences of a page say of the things it mentions."""
    for number, second in enumerate(mentions):
        yield from _pact_signed(page, second, lexicon)
        # “A, B and C are members of D”: the verb stands before the second name, the first ones are listed.
        between = page.text[mentions[number - 1].end : second.start] if number else ""
        if between and len(between) <= _BETWEEN and not _END.search(between) and not _DENIED.search(between):
            for first in _listed(page, mentions[:number]):
                yield from _between(first, second, between)


def _listed(page: Page, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The last of these names, and those before it that are listed with it."""
    for number in range(len(mentions) - 1, -1, -1):
        yield mentions[number]
        gap = page.text[mentions[number - 1].end : mentions[number].start] if number else ""
        if not number or not _AND.fullmatch(gap):
            return


def _between(first: Mention, second: Mention, between: str) -> Iterator[Stated]:
    for each in RELATIONS:
        if first.kind in each.first and second.kind in each.second and each.words.search(between):
            subject, value = (second, first) if each.turned else (first, second)
            if subject.thing != value.thing:
                yield _stated(each.says, subject, value, first, second)
                return


def _stated(says: str, subject: Mention, value: Mention, first: Mention, second: Mention) -> Stated:
    one, other = URIRef(subject.thing), URIRef(value.thing)
    if says == "member":
        return _membership(one, other, subject, value)
    return Stated((one, CSC[says], other), (), first, second, says)


def _membership(member: URIRef, cluster: URIRef, first: Mention, second: Mention) -> Stated:
    """A membership is a thing of its own: it has a role and a period."""
    slugs = "-".join(each.rsplit("/", 1)[-1] for each in (cluster, member))
    about = iri.of("membership", f"{slugs}-proposed")
    label = f"{first.words} – {second.words}".replace("\n", " ")
    more: tuple[Triple, ...] = (
        (about, RDF.type, CSC.Membership),
        (about, RDFS.label, Literal(label)),
        (about, CSC.member, member),
        (about, CSC.role, ID["concept/role-member"]),
    )
    return Stated((about, CSC.inCluster, cluster), more, first, second, "member")


def _pact_signed(page: Page, mention: Mention, lexicon: Lexicon) -> Iterator[Stated]:
    following = page.text[mention.end : mention.end + 40]
    found = _SIGNED.search(following)
    if mention.kind not in _CLUSTERS or not found or _END.search(following[: found.start()]):
        return
    for pact in lexicon.pacts.get(mention.thing, ()):
        if not _DENIED.search(following[: found.end()]):
            yield Stated((URIRef(pact), CSC.signedBy, URIRef(mention.thing)), (), mention, mention, "signedBy")
