"""What the engine takes beyond SPARQL 1.1: signs of SPARQL 1.2, and what the grammar or its notes (19.8) forbid."""

from collections.abc import Iterator, Sequence

from graph.store import BadQuery
from graph.tokens import AGGREGATES, EXPRESSION, Token, fault, is_value
from ontology.saying import Said

_SIGNS = frozenset({"<<", ">>", "~"})
_UNARY = frozenset({"!", "+", "-"})
_END_A_PATTERN = ("BIND", "VALUES")
_QUOTED = "“{sign}” stands for a statement about a statement, which is of SPARQL 1.2; this service takes SPARQL 1.1"
_DIRECTION = "the direction of a text is of SPARQL 1.2; this service takes SPARQL 1.1"


def refuse(text: str, body: Sequence[Token]) -> None:
    """Raise `BadQuery` with the place of what is not SPARQL 1.1, though the engine would read it."""
    for before, token, after in _with_neighbours(body):
        if token.text in _SIGNS or (token.text == "{" and after.text == "|"):
            raise fault(text, token.start, Said.of("quoted", _QUOTED, sign=token.text))
        if token.kind == "language" and "--" in token.text:
            raise fault(text, token.start, Said.of("direction", _DIRECTION))
        if token.kind == "sign" and token.text in _UNARY:
            _refuse_sign(text, before, token, after)
    _refuse_aggregates(text, body)
    _refuse_labels(text, body)


_NOTHING = Token("", "", 0, 0, "")


def _with_neighbours(body: Sequence[Token]) -> Iterator[tuple[Token, Token, Token]]:
    return zip([_NOTHING, *body[:-1]], body, [*body[1:], _NOTHING], strict=True)


def _refuse_sign(text: str, before: Token, token: Token, after: Token) -> None:
    """Signs before signs (rule 118), and those of a number that stand apart from it (rules 146 to 153)."""
    if token.inside == EXPRESSION:
        if not is_value(before) and after.kind == "sign" and after.text in _UNARY:
            told = "“{sign}” must be followed by a value: put the rest into brackets"
            raise fault(text, after.start, Said.of("sign_value", told, sign=token.text))
    elif token.text == "-" or (token.text == "+" and not _ends_a_step(before)):
        told = "“{sign}” must be followed by its number without a space"
        raise fault(text, token.start, Said.of("sign_number", told, sign=token.text))


def _ends_a_step(token: Token) -> bool:
    return token.kind in {"iri", "name"} or token.text in {"a", ")"}


def _refuse_aggregates(text: str, body: Sequence[Token]) -> None:
    """One within another, unless it belongs to a query of its own."""
    within, before = [False], _NOTHING
    for token in body:
        if token.says(*AGGREGATES) and within[-1]:
            told = Said.of("aggregate", "{word} stands within another aggregate", word=token.text.upper())
            raise fault(text, token.start, told)
        if token.kind == "sign":
            match token.text:
                case "(" | "[":
                    within.append(within[-1] or before.says(*AGGREGATES))
                case "{":
                    within.append(False)
                case ")" | "]" | "}":
                    within.pop()
        before = token


def _refuse_labels(text: str, body: Sequence[Token]) -> None:
    """One label of a blank node in two basic graph patterns, where BIND or VALUES ends the first (section 5.1.1)."""
    if not any(token.kind == "blank" for token in body):
        return
    patterns, last, seen = [0], 0, dict[str, int]()
    for token in _of_the_pattern(body):
        if token.text == "{":
            patterns.append(last := last + 1)
        elif token.text == "}":
            patterns.pop()
        elif token.says(*_END_A_PATTERN):
            patterns[-1] = last = last + 1
        elif token.kind == "blank" and seen.setdefault(token.text, patterns[-1]) != patterns[-1]:
            raise _shared(text, token)


def _of_the_pattern(body: Sequence[Token]) -> Sequence[Token]:
    """What follows the template of CONSTRUCT, whose labels are others."""
    if len(body) < 2 or not body[0].says("CONSTRUCT") or body[1].text != "{":
        return body
    end = next((place for place, token in enumerate(body) if token.text == "}" and token.depth == 1), 0)
    return body[end + 1 :]


def _shared(text: str, token: Token) -> BadQuery:
    told = "the label {label} stands in two basic graph patterns: use a variable"
    return fault(text, token.start, Said.of("label_twice", told, label=token.text))
