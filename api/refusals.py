"""What went wrong, in the language of who reads it; what has no key stays in English, as in logs."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

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
    values = {
        name: _kind(str(value), lang) if name == _KIND else worded(value, lang) for name, value in told.values.items()
    }
    return words(lang)(f"refused.{told.key}", None, **values)


def checked(faults: Sequence[Mapping[str, Any]]) -> Said:
    """What is wrong with the parameters of an address, as the framework found it: its own words are for programs."""
    missing = [str(each["loc"][-1]) for each in faults if each["type"] == "missing"]
    if len(missing) == len(faults):
        return Said.of("missing", "this is needed, and was not given: {names}", names=", ".join(missing))
    return reduce(
        lambda one, other: Said.of("sentences", "{one}; {other}", one=one, other=other), map(_checked, faults)
    )


def _checked(fault: Mapping[str, Any]) -> Said:
    name, value, limits = str(fault["loc"][-1]), _legible(str(fault["input"])[:40]), fault.get("ctx", {})
    match fault["type"]:
        case "missing":
            return Said.of("missing", "this is needed, and was not given: {names}", names=name)
        case "json_invalid":
            return Said.of("not_json", "what was sent is not JSON")
        case "string_too_long":
            return Said.of("text_long", "{name} has at most {most} characters", name=name, most=limits["max_length"])
        case "too_long":
            return Said.of(
                "values_many", "{name} may be given at most {most} times", name=name, most=limits["max_length"]
            )
    return Said.of("cannot", "{name} cannot be “{value}”", name=name, value=value)


def _legible(text: str) -> str:
    """A text as it can be sent: JSON may hold halves of characters (`\\ud800`)."""
    return text.encode("utf-8", "replace").decode()


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
