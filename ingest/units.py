"""Numbers as people write them in different countries, and quantities with their unit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from ingest import codelists
from ingest.converted import Unmappable
from ingest.near import hint
from ontology.iri import fold

# What stands between thousands, and before the decimals. Spaces separate thousands everywhere.
_POINT = (",", ".")
_COMMA = (".", ",")
LOCALES: Mapping[str, tuple[str, str]] = MappingProxyType(
    dict.fromkeys(re.findall(r"\w+", "bg cs da de el es et fi fr hr hu it lt lv nl pl pt ro sk sl sr sv"), _COMMA)
    | dict.fromkeys(("en", "ga", "mt"), _POINT)
)
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))")
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_AMOUNT = re.compile(r"[+\-\u2212]?\d(?:[\d.,\u00a0\u2009\u202f ]*\d)?", re.ASCII)
_POWERS = {
    3: "k;thousand;thousands;mil;mila;mille;mii;mie;tsd",
    6: "m;mn;mio;million;millions;milhao;milhoes;milione;milioni;mln;milion;milioane;mill",
    9: "bn;b;billion;billions;miliardo;miliardi;mld;mrd;miliard;miliarde;bilhao;bilhoes;mil milhoes;thousand million",
}
_TIMES = {word: power for power, words in _POWERS.items() for word in words.split(";")}
# Spellings that no code list gives.
_SPELLINGS = {
    "eur": "€;eur;euros",
    "huf": "huf;ft;forint;forints;hungarian forints",
    "usd": "$;us$;usd;dollars;us dollars",
    "percent": "%;percent;pct",
    "employees": "employee;staff;workers;trabalhador;colaboradores;empregados;addetto;dipendenti;angajat;salariati",
    "companies": "company;empresa;impresa;aziende;companie;firme;intreprinderi",
    "members": "member;membro;membru;associados;soci",
    "months": "month;mes;mese;luna",
    "projects": "project;projeto;progetto;proiect",
    "jobs": "job;posto de trabalho;posto di lavoro;loc de munca",
    "organisations": "organisation;organization;organizations;entidades;enti",
}
_OTHERS = {word: unit for unit, words in _SPELLINGS.items() for word in words.split(";")}
# Units that are a power of ten of another: one amount can be written in either.
_SCALED: Mapping[str, tuple[str, int]] = MappingProxyType(
    {"million-euro": ("eur", 6), "billion-euro": ("eur", 9), "billion-huf": ("huf", 9)}
)
_FROM_BASE = MappingProxyType({scaled: unit for unit, scaled in _SCALED.items()})


@dataclass(frozen=True)
class Quantity:
    """An amount and the unit it is counted in, by the name of its code: `Quantity(Decimal("1.2"), "million-euro")`."""

    amount: Decimal
    unit: str

    def to(self, unit: str) -> "Quantity":
        """The same in another unit; raises `Unmappable` where it is of another sort."""
        base, power = _SCALED.get(self.unit, (self.unit, 0))
        wanted, other = _SCALED.get(unit, (unit, 0))
        if base != wanted:
            raise Unmappable(f"an amount in {unit}, or in a unit that can be made into it, not in {self.unit}")
        return Quantity(self.amount.scaleb(power - other), unit)


def number(text: str, locale: str | None) -> Decimal:
    """A number, exact; without a locale it has no thousands and its decimals follow a point."""
    return Decimal(plain(text, locale))


def plain(text: str, locale: str | None) -> str:
    """A number as XML Schema writes it, with the digits it was written with; raises `Unmappable`."""
    if locale is None:
        if not _PLAIN.fullmatch(text):
            raise Unmappable("a number such as 1200 or 12.5")
        return text
    thousands, point = LOCALES[locale]
    found = re.fullmatch(
        rf"([+-]?)(\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d+)(?:{re.escape(point)}(\d+))?",
        _SPACES.sub("", text.replace("\u2212", "-")),
        re.ASCII,
    )
    if found is None:
        raise Unmappable(f"a number as written in “{locale}”, such as 1{thousands}200 or 12{point}5")
    sign, whole, decimals = found.groups()
    return f"{sign}{whole.replace(thousands, '')}" + (f".{decimals}" if decimals else "")


def guessed(text: str) -> str:
    """A number without a locale, where it can be read in one way only: `1,2`, `1 200`, `1.234,5`, not `1,200`."""
    told = {_or_none(text, locale) for locale in ("pt", "en")} - {None}
    values = {Decimal(each) for each in told if each}
    if len(values) > 1:
        raise Unmappable(
            f"a number that can be read in one way only ({' or '.join(sorted(map(str, values)))}): say locale"
        )
    if not told:
        raise Unmappable("a number such as 1200, 12.5 or 1 200 000")
    return next(each for each in told if each)


def _or_none(text: str, locale: str) -> str | None:
    try:
        return plain(text, locale)
    except Unmappable:
        return None


def quantity(text: str, *, locale: str | None = None, unit: str = "") -> Quantity:
    """An amount with its unit, which `unit` gives where the text has none; raises `Unmappable`."""
    found = _AMOUNT.search(text)
    if found is None:
        raise Unmappable("a number with its unit, such as 1.2 M€ or 120 employees")
    digits = guessed(found[0].replace("\u2212", "-")) if locale is None else plain(found[0], locale)
    words = f"{text[: found.start()]} {text[found.end() :]}"
    power, name = _scale(fold(words), locale)
    if not name and not unit:
        raise Unmappable("a number with its unit; where the unit stands elsewhere, say unit or unit_column")
    made = _scaled(Decimal(digits), power, named(name) if name else named(unit))
    if fold(made.unit) not in codelists.lists()["unit"].by_name:
        raise Unmappable(f"a unit of the code list “unit”, not “{made.unit}”")
    return made


def _scale(words: str, locale: str | None) -> tuple[int, str]:
    """The power of ten that the words begin or end with, and the rest of them: `M€` is 6 and `€`."""
    if locale in {"ro", "cs", "sk"}:
        words = re.sub(r"\bmil\b\.?", "milion", words)
    elif re.search(r"\bmil\.", words):
        raise Unmappable("“mil” for a thousand, or “milion” for a million: with a stop it can be either; or say locale")
    tidy = " ".join(re.sub(r"([€$%])", r" \1 ", words).replace(".", "").split())
    for word in sorted(_TIMES, key=len, reverse=True):
        if tidy == word or tidy.startswith(f"{word} "):
            return _TIMES[word], re.sub(r"^(de|di|of) ", "", tidy[len(word) :].strip())
        if tidy.endswith(f" {word}"):
            return _TIMES[word], tidy[: -len(word)].strip()
    return 0, tidy


def _scaled(amount: Decimal, power: int, unit: str) -> Quantity:
    """The amount as it was written where there is a unit of that size, and in the plain unit where there is none."""
    base, own = _SCALED.get(unit, (unit, 0))
    whole = own + power
    if power and (base, whole) in _FROM_BASE:
        return Quantity(amount, _FROM_BASE[base, whole])
    return Quantity(amount.scaleb(power), unit)


def named(text: str) -> str:
    """The unit of a name in four languages, a symbol or a code; raises `Unmappable`."""
    known = _units()
    found = known.get(fold(text))
    if found is None:
        raise Unmappable(f"a unit of the code list “unit”, not “{text}”{hint(text, known)}")
    return found


@cache
def _units() -> Mapping[str, str]:
    listed = codelists.lists()["unit"]
    return {**_OTHERS, **{name: code.rsplit("/unit-", 1)[-1] for name, code in listed.by_name.items()}}


def concept(unit: str) -> str:
    """The code of a unit, as an IRI."""
    return codelists.lists()["unit"].by_name[fold(unit)]


def told(amount: Decimal) -> tuple[str, str]:
    """A number as a literal's text and datatype, without an exponent."""
    text = f"{amount:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text, "decimal" if "." in text else "integer"
