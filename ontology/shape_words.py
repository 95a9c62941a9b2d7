"""What shapes say to a reader in four languages: the field, the rule, and what to do."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Literal, URIRef

from ontology.completion import Range, Required, Vocabulary
from ontology.model import LANGUAGES
from ontology.namespaces import shorten

_DATES = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth, XSD.dateTime})
_NUMBERS = frozenset({XSD.integer, XSD.decimal, XSD.double, XSD.float, XSD.nonNegativeInteger})
_TEXTS = frozenset({XSD.string, RDF.langString})
_TEMPLATES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "missing": "Field “{field}” of “{cls}” is missing: {ask}{unknown}.",
            "few": "Field “{field}” of “{cls}” needs at least {number} values: {ask} for each{unknown}.",
            "unknown": ", or state that it is unknown",
            "takes": "Field “{field}” of “{cls}” takes {sort}: correct the value, or take it away.",
            "one": "Field “{field}” of “{cls}” takes one value only: keep the right one.",
            "many": "Field “{field}” of “{cls}” takes {number} values at most: keep the right ones.",
            "blank": "Field “{field}” of “{cls}” is blank: write the text, or take the value away.",
            "rule": "The value of field “{field}” of “{cls}” breaks a rule: correct it.",
            "allowed": "Field “{field}” is meant for {classes}, not for this thing: "
            "say it of the right thing, or correct what kind of thing this is.",
            "address": "The address of “{cls}” must begin with {prefixes}: give the thing an address of its kind.",
            "anything": "any thing",
            "or": " or ",
            "date": "a date, as exact as it is known (2019, 2019-03 or 2019-03-26)",
            "number": "a number",
            "text": "a text",
            "address_sort": "a web address that begins with http:// or https://",
            "yes": "true or false",
            "list": "an entry of the list “{name}”",
            "class": "a thing of the kind “{name}”",
            "thing": "a thing, not a text",
            "ask_date": "give the date, as exact as it is known",
            "ask_number": "give the number",
            "ask_text": "write it down",
            "ask_address_sort": "give the web address",
            "ask_yes": "say true or false",
            "ask_list": "choose from the list “{name}”",
            "ask_class": "name the thing (“{name}”)",
            "ask_thing": "name the thing",
            "derived": "Field “{field}” follows by a rule from other statements and is never stated by a source: "
            "take the statement out, and state what it follows from.",
        },
        "pt": {
            "missing": "Falta o campo “{field}” de “{cls}”: {ask}{unknown}.",
            "few": "O campo “{field}” de “{cls}” precisa de pelo menos {number} valores: {ask} para cada um{unknown}.",
            "unknown": ", ou declare que é desconhecido",
            "takes": "O campo “{field}” de “{cls}” aceita {sort}: corrija o valor ou retire-o.",
            "one": "O campo “{field}” de “{cls}” aceita um único valor: mantenha o valor certo.",
            "many": "O campo “{field}” de “{cls}” aceita no máximo {number} valores: mantenha os valores certos.",
            "blank": "O campo “{field}” de “{cls}” está em branco: escreva o texto ou retire o valor.",
            "rule": "O valor do campo “{field}” de “{cls}” não cumpre uma regra: corrija-o.",
            "allowed": "O campo “{field}” destina-se a {classes}, não a esta coisa: "
            "diga-o da coisa certa ou corrija a espécie desta coisa.",
            "address": "O endereço de “{cls}” tem de começar por {prefixes}: dê à coisa um endereço da sua espécie.",
            "anything": "qualquer coisa",
            "or": " ou ",
            "date": "uma data, tão exata quanto se conhece (2019, 2019-03 ou 2019-03-26)",
            "number": "um número",
            "text": "um texto",
            "address_sort": "um endereço Web que comece por http:// ou https://",
            "yes": "verdadeiro (true) ou falso (false)",
            "list": "uma entrada da lista “{name}”",
            "class": "uma coisa da espécie “{name}”",
            "thing": "uma coisa, não um texto",
            "ask_date": "indique a data, tão exata quanto se conhece",
            "ask_number": "indique o número",
            "ask_text": "escreva-o",
            "ask_address_sort": "indique o endereço Web",
            "ask_yes": "diga verdadeiro (true) ou falso (false)",
            "ask_list": "escolha da lista “{name}”",
            "ask_class": "indique a coisa (“{name}”)",
            "ask_thing": "indique a coisa",
            "derived": "O campo “{field}” resulta por regra de outras afirmações e nunca é afirmado por uma fonte: "
            "retire a afirmação e afirme aquilo de que resulta.",
        },
        "it": {
            "missing": "Manca il campo “{field}” di “{cls}”: {ask}{unknown}.",
            "few": "Il campo “{field}” di “{cls}” richiede almeno {number} valori: {ask} per ciascuno{unknown}.",
            "unknown": ", o dichiarare che è sconosciuto",
            "takes": "Il campo “{field}” di “{cls}” accetta {sort}: correggere il valore o toglierlo.",
            "one": "Il campo “{field}” di “{cls}” accetta un solo valore: tenere quello giusto.",
            "many": "Il campo “{field}” di “{cls}” accetta al massimo {number} valori: tenere quelli giusti.",
            "blank": "Il campo “{field}” di “{cls}” è vuoto: scrivere il testo o togliere il valore.",
            "rule": "Il valore del campo “{field}” di “{cls}” non rispetta una regola: correggerlo.",
            "allowed": "Il campo “{field}” è destinato a {classes}, non a questa cosa: "
            "dirlo della cosa giusta o correggere che genere di cosa è questa.",
            "address": "L'indirizzo di “{cls}” deve cominciare con {prefixes}: dare alla cosa un indirizzo adatto.",
            "anything": "qualsiasi cosa",
            "or": " o ",
            "date": "una data, esatta quanto la si conosce (2019, 2019-03 o 2019-03-26)",
            "number": "un numero",
            "text": "un testo",
            "address_sort": "un indirizzo web che comincia con http:// o https://",
            "yes": "vero (true) o falso (false)",
            "list": "una voce dell'elenco “{name}”",
            "class": "una cosa del genere “{name}”",
            "thing": "una cosa, non un testo",
            "ask_date": "dare la data, esatta quanto la si conosce",
            "ask_number": "dare il numero",
            "ask_text": "scriverlo",
            "ask_address_sort": "dare l'indirizzo web",
            "ask_yes": "dire vero (true) o falso (false)",
            "ask_list": "scegliere dall'elenco “{name}”",
            "ask_class": "indicare la cosa (“{name}”)",
            "ask_thing": "indicare la cosa",
            "derived": "Il campo “{field}” segue per regola da altre affermazioni e non è mai affermato da una fonte: "
            "togliere l'affermazione e affermare ciò da cui segue.",
        },
        "ro": {
            "missing": "Lipsește câmpul “{field}” al “{cls}”: {ask}{unknown}.",
            "few": "Câmpul “{field}” al “{cls}” cere cel puțin {number} valori: {ask} pentru fiecare{unknown}.",
            "unknown": " sau declarați că este necunoscut",
            "takes": "Câmpul “{field}” al “{cls}” primește {sort}: corectați valoarea sau eliminați-o.",
            "one": "Câmpul “{field}” al “{cls}” primește o singură valoare: păstrați-o pe cea corectă.",
            "many": "Câmpul “{field}” al “{cls}” primește cel mult {number} valori: păstrați-le pe cele corecte.",
            "blank": "Câmpul “{field}” al “{cls}” este gol: scrieți textul sau eliminați valoarea.",
            "rule": "Valoarea câmpului “{field}” al “{cls}” încalcă o regulă: corectați-o.",
            "allowed": "Câmpul “{field}” este destinat pentru {classes}, nu pentru acest lucru: "
            "spuneți-l despre lucrul potrivit sau corectați ce fel de lucru este acesta.",
            "address": "Adresa “{cls}” trebuie să înceapă cu {prefixes}: dați lucrului o adresă de felul său.",
            "anything": "orice lucru",
            "or": " sau ",
            "date": "o dată, atât de exactă pe cât se cunoaște (2019, 2019-03 sau 2019-03-26)",
            "number": "un număr",
            "text": "un text",
            "address_sort": "o adresă web care începe cu http:// sau https://",
            "yes": "adevărat (true) sau fals (false)",
            "list": "o intrare din lista “{name}”",
            "class": "un lucru de felul “{name}”",
            "thing": "un lucru, nu un text",
            "ask_date": "dați data, atât de exactă pe cât se cunoaște",
            "ask_number": "dați numărul",
            "ask_text": "scrieți-l",
            "ask_address_sort": "dați adresa web",
            "ask_yes": "spuneți adevărat (true) sau fals (false)",
            "ask_list": "alegeți din lista “{name}”",
            "ask_class": "numiți lucrul (“{name}”)",
            "ask_thing": "numiți lucrul",
            "derived": "Câmpul “{field}” rezultă printr-o regulă din alte afirmații și nu este afirmat niciodată "
            "de o sursă: eliminați afirmația și afirmați cele din care rezultă.",
        },
    }
)


class Words:
    """The messages about a vocabulary, each by language."""

    def __init__(self, known: Vocabulary) -> None:
        self._known = known
        self._named: dict[URIRef, dict[str, str]] = {}

    def takes(self, cls: URIRef, path: URIRef, taken: Range) -> dict[str, str]:
        """What a field takes."""
        return {lang: self._say(lang, "takes", cls, path, sort=self._sort(lang, taken)) for lang in LANGUAGES}

    def needs(self, cls: URIRef, need: Required) -> dict[str, str]:
        """That a field is missing; in the words of the file where it has its own."""
        if need.messages:
            return {str(text.language): str(text) for text in need.messages}
        key = "missing" if need.minimum == 1 else "few"
        taken = self._known.range(need.path) or self._known.sort(need.path)
        return {
            lang: self._say(
                lang,
                key,
                cls,
                need.path,
                ask=self._sort(lang, taken, "ask_"),
                unknown=_TEMPLATES[lang]["unknown"] if need.or_unknown else "",
                number=str(need.minimum),
            )
            for lang in LANGUAGES
        }

    def breaks(self, cls: URIRef, path: URIRef, maximum: int | None) -> dict[str, str]:
        """That a value is one too many, or breaks a rule that has no words of its own."""
        key = "rule" if maximum is None else "one" if maximum == 1 else "many"
        return {lang: self._say(lang, key, cls, path, number=str(maximum)) for lang in LANGUAGES}

    def blank(self, cls: URIRef, path: URIRef) -> dict[str, str]:
        """That a text has nothing to read."""
        return {lang: self._say(lang, "blank", cls, path) for lang in LANGUAGES}

    def allowed(self, path: URIRef, classes: Iterable[URIRef]) -> dict[str, str]:
        """On what a field stands."""
        named = tuple(classes)
        return {
            lang: _TEMPLATES[lang]["allowed"].format(field=self.label(path, lang), classes=self._either(lang, named))
            for lang in LANGUAGES
        }

    def derived(self, path: URIRef) -> dict[str, str]:
        """That a field is not for sources."""
        return {lang: _TEMPLATES[lang]["derived"].format(field=self.label(path, lang)) for lang in LANGUAGES}

    def address(self, cls: URIRef, prefixes: Iterable[str]) -> dict[str, str]:
        """What the IRIs of a class begin with."""
        named = tuple(prefixes)
        return {
            lang: _TEMPLATES[lang]["address"].format(
                cls=self.label(cls, lang), prefixes=_TEMPLATES[lang]["or"].join(named)
            )
            for lang in LANGUAGES
        }

    def labels(self, term: URIRef) -> tuple[Literal, ...]:
        """The labels of a term in every language it has."""
        return tuple(text for text in self._known.triples.objects(term, RDFS.label) if isinstance(text, Literal))

    def label(self, term: URIRef, lang: str) -> str:
        """What a term is called in a language, or its short name."""
        if term not in self._named:
            self._named[term] = self._names(term)
        found = self._named[term]
        return found.get(lang) or found.get("en") or shorten(term)

    def _names(self, term: URIRef) -> dict[str, str]:
        predicates = (RDFS.label, SKOS.prefLabel, DCTERMS.title)
        texts = [text for predicate in predicates for text in self._known.triples.objects(term, predicate)]
        # Outside terms may have a label of their makers beside ours, which is in lower case and goes first.
        ordered = sorted(texts, key=lambda text: (str(text)[:1].islower(), str(text)))
        return {str(text.language): str(text) for text in ordered if isinstance(text, Literal)}

    def _say(self, lang: str, key: str, cls: URIRef, path: URIRef, **values: str) -> str:
        cls_name = self.label(cls, lang) if cls != OWL.Thing else _TEMPLATES[lang]["anything"]
        return _TEMPLATES[lang][key].format(field=self.label(path, lang), cls=cls_name, **values)

    def _sort(self, lang: str, taken: Range, prefix: str = "") -> str:
        texts = _TEMPLATES[lang]
        if taken.code_list:
            return texts[f"{prefix}list"].format(name=self.label(taken.code_list, lang))
        sorts = [texts[prefix + key] for key in _sorts(taken.datatypes)]
        if taken.classes:
            sorts.insert(0, texts[f"{prefix}class"].format(name=self._either(lang, taken.classes)))
        return texts["or"].join(sorts) or texts[f"{prefix}thing" if prefix else "thing"]

    def _either(self, lang: str, classes: Iterable[URIRef]) -> str:
        return _TEMPLATES[lang]["or"].join(self.label(cls, lang) for cls in classes)


def _sorts(datatypes: tuple[URIRef, ...]) -> tuple[str, ...]:
    known = {**dict.fromkeys(_DATES, "date"), **dict.fromkeys(_NUMBERS, "number"), **dict.fromkeys(_TEXTS, "text")}
    known |= {XSD.anyURI: "address_sort", XSD.boolean: "yes"}
    return tuple(dict.fromkeys(known.get(each, "text") for each in datatypes))
