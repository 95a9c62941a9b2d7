"""When two spellings are the same name: case, accents, punctuation and legal forms do not count."""

import re

from ontology.iri import fold

_LEGAL_FORMS = (
    "lda", "ltda", "unipessoal lda", "s a", "sa", "i p", "ip", "e p e", "epe", "s r o", "sro", "a s", "d o o", "doo",
    "d d", "s r l", "srl", "s p a", "spa", "s c a r l", "scarl", "gmbh", "gmbh co kg", "kft", "zrt", "nyrt", "ood",
    "eood", "ad", "ltd", "plc", "llc", "bv", "ag", "e v", "inc",
)  # fmt: skip
_TAIL = re.compile(rf" (?:{'|'.join(sorted(_LEGAL_FORMS, key=len, reverse=True))})$")


def normal(name: str) -> str:
    """The name as it is compared: `Spinea, s.r.o.` and `SPINEA` are both `spinea`."""
    plain = re.sub(r"[^\w]+", " ", fold(name)).replace("_", " ").strip()
    while (shorter := _TAIL.sub("", plain)) != plain and shorter:
        plain = shorter
    return plain
