"""Which language the values of a table are in, where no sentence tells it: by frequent words, endings and letters."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ingest.language import UNSURE, words
from ontology.iri import fold

_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST = 4_000  # different words that are looked at
_LEAST = 2  # words that speak for a language; one alone may be a name
_LEAD = 2.0  # how many times more than for any other

# Words of names, sectors and places that one of the languages has and the others have not, without accents.
_FREQUENT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": words(
            "association university institute company industry industries technology health tourism and of the for "
            "development research services food wine centre center agency network council chamber trade tools energy "
            "environment education foundation regional county city town north south production manufacturing textile"
        ),
        "pt": words(
            "associacao associados universidade instituto empresa empresas industria industriais tecnologia saude "
            "turismo desenvolvimento investigacao servicos alimentar vinho vinhos centro agencia rede camara comercio "
            "energia ambiente ensino fundacao calcado textil vestuario cortica moldes fabrico dos das nacional regiao"
        ),
        "it": words(
            "associazione universita istituto impresa imprese industria industrie tecnologia salute turismo sviluppo "
            "ricerca servizi alimentare vino vini centro agenzia rete camera commercio energia ambiente istruzione "
            "fondazione calzature tessile abbigliamento distretto fabbricazione macchine della delle degli regione"
        ),
        "ro": words(
            "asociatia asociatie universitatea institutul companie industria industrie tehnologie sanatate turism "
            "dezvoltare cercetare servicii alimentar vin centrul agentia reteaua camera comert energie mediu educatie "
            "fundatia textile incaltaminte mobila lemn clusterul fabricarea judetul judet consiliul orasul pentru si"
        ),
    }
)
_ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": ("tion", "ing", "ship", "ness"),
        "pt": ("ção", "ções", "dade", "ência", "eiro", "agem"),
        "it": ("zione", "zioni", "ità", "ezza", "aggio"),
        "ro": ("ție", "ția", "ții", "ului", "ilor", "elor", "area"),
    }
)
_LETTERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"en": frozenset(), "pt": frozenset("ãõç"), "it": frozenset("òùì"), "ro": frozenset("ășțşţ")}
)


def tongue(values: Iterable[str]) -> str:
    """`en`, `pt`, `it` or `ro`; `und` where no word, or words of several, speak for one."""
    found = dict.fromkeys(word for text in values if "://" not in text for word in _WORD.findall(text.lower()))
    scores = {tag: sum(_speaks(tag, word) for word in list(found)[:_MOST]) for tag in _FREQUENT}
    (best, most), (_, next_most), *_ = sorted(scores.items(), key=lambda each: -each[1])
    return best if most >= _LEAST and most >= _LEAD * next_most else UNSURE


def _speaks(tag: str, word: str) -> bool:
    return fold(word) in _FREQUENT[tag] or word.endswith(_ENDINGS[tag]) or not _LETTERS[tag].isdisjoint(word)
