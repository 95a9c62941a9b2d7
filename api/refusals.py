"""What went wrong, in the language of who reads it; what has no key stays in English, as in logs."""

from fastapi import Request

from api.deps import preferred
from api.i18n import words
from ontology.model import LANGUAGES, model
from ontology.saying import Said

_KIND = "kind"  # the value that has a name of its own in each language


def language_of(request: Request) -> str:
    """The language of a refusal; one that was asked for and is not spoken here is passed over."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else preferred(request.headers.get("accept-language", ""))


def worded(told: object, lang: str) -> object:
    """What is told, in a language where it can be said in one."""
    if not isinstance(told, Said) or lang == "en":
        return told
    values = {name: _kind(str(value), lang) if name == _KIND else value for name, value in told.values.items()}
    return words(lang)(f"refused.{told.key}", None, **values)


def sentence(error: Exception) -> str:
    """What an error says, with its key where it has one."""
    text = error.args[0] if error.args else str(error)
    return text if isinstance(text, Said) else str(text)


def begun(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def _kind(name: str, lang: str) -> str:
    known = {each.name: each for each in model().kinds}
    return (model().label(known[name].cls, lang) if name in known else None) or name
