"""Reads the patterns of a query into a tree, by the grammar of SPARQL 1.1, section 19.8."""

from graph.rewriting.expressions import ExpressionReader
from graph.rewriting.tree import (
    Bind,
    Block,
    Choice,
    Element,
    Expression,
    Filter,
    Group,
    Item,
    Order,
    Part,
    Select,
    Span,
    Term,
    Triple,
    Values,
)

_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


class Reader(ExpressionReader):
    """Reads one query, from its first word after the prologue to its end."""

    def query(self) -> Select:
        """The whole query; raises `NotRead`."""
        found = self.select("CONSTRUCT" if self.says("CONSTRUCT") else "")
        if not self.ended:
            raise self.unread()
        return found

    def select(self, form: str = "") -> Select:
        """A query, or one within a query."""
        start = self.place
        form = form or self.word()
        distinct, items, star = "", tuple[Item, ...](), None
        if form == "SELECT":
            distinct, items, star = self._shown()
        elif form == "CONSTRUCT":
            self._template()
        elif form == "DESCRIBE":
            items, star = self._described()
        elif form != "ASK":
            raise self.unread()
        while self.took("FROM"):
            self.took("NAMED")
            self.iri()
        needed = self.took("WHERE") or form != "DESCRIBE"
        where = self.group() if needed or self.is_sign("{") else None
        return self._modified(start, form, distinct, items, star, where)

    def _template(self) -> None:
        self.take("CONSTRUCT")
        if self.is_sign("{"):
            self.braces()
        elif not self.says("WHERE", "FROM"):
            raise self.unread()

    def _shown(self) -> tuple[str, tuple[Item, ...], Span | None]:
        distinct = self.word() if self.says("DISTINCT", "REDUCED") else ""
        if self.is_sign("*"):
            start = self.place
            self.sign("*")
            return distinct, (), Span(start, self.end)
        items = list[Item]()
        while self.kind == "variable" or self.is_sign("("):
            items.append(self._item())
        if not items:
            raise self.unread()
        return distinct, tuple(items), None

    def _described(self) -> tuple[tuple[Item, ...], Span | None]:
        """What DESCRIBE names: everything, or variables and IRIs; an IRI is an item without a variable."""
        start = self.place
        if self.took_sign("*"):
            return (), Span(start, self.end)
        items = list[Item]()
        while self.kind in {"variable", "iri", "name"}:
            at, term = self.place, self.term()
            span = Span(at, self.end)
            named = term.kind == "variable"
            items.append(
                Item(term.value, None, span) if named else Item("", Expression("term", (), term, None, span), span)
            )
        if not items:
            raise self.unread()
        return tuple(items), None

    def _item(self) -> Item:
        start = self.place
        if self.kind == "variable":
            return Item(self.variable(), None, Span(start, self.end))
        self.sign("(")
        expression = self.expression()
        self.take("AS")
        variable = self.variable()
        self.sign(")")
        return Item(variable, expression, Span(start, self.end))

    def _modified(
        self, start: int, form: str, distinct: str, items: tuple[Item, ...], star: Span | None, where: Group | None
    ) -> Select:
        grouping, named = self._grouping()
        having = tuple(self._constraints()) if self.took("HAVING") else ()
        order, order_span = self._order()
        cuts = dict[str, int]()
        while self.says("LIMIT", "OFFSET"):
            word = self.word()
            if word in cuts:
                raise self.unread()
            cuts[word] = self.number()
        values = self.values() if self.says("VALUES") else None
        span = Span(start, self.end)
        limit, offset = cuts.get("LIMIT"), cuts.get("OFFSET")
        return Select(
            form, distinct, items, star, where, grouping, named, having, order, order_span, limit, offset, values, span
        )

    def _grouping(self) -> tuple[tuple[Expression, ...], tuple[str, ...]]:
        expressions, named = list[Expression](), list[str]()
        if self.took("GROUP"):
            self.take("BY")
            while not self.ended and not self.is_sign("}") and not self.says(*_MODIFIERS):
                if self.is_sign("("):
                    expression, variable = self.named()
                    expressions.append(expression)
                    named += [variable] if variable else []
                else:
                    expressions.append(self.constraint())
            if not expressions:
                raise self.unread()
        return tuple(expressions), tuple(named)

    def _constraints(self) -> list[Expression]:
        found = [self.constraint()]
        while not self.ended and not self.is_sign("}") and not self.says(*_MODIFIERS):
            found.append(self.constraint())
        return found

    def _order(self) -> tuple[tuple[Order, ...], Span | None]:
        start = self.place
        if not self.took("ORDER"):
            return (), None
        self.take("BY")
        found = list[Order]()
        while not self.ended and not self.is_sign("}") and not self.says(*_MODIFIERS):
            at = self.place
            word = self.word() if self.says("ASC", "DESC") else ""
            expression = self.bracketed() if word else self.constraint()
            found.append(Order(word == "DESC", expression, Span(at, self.end)))
        if not found:
            raise self.unread()
        return tuple(found), Span(start, self.end)

    def group(self) -> Group:
        """A group in braces."""
        start = self.place
        self.sign("{")
        if self.says("SELECT"):
            inner = self.select()
            self.sign("}")
            return Group((), inner, Span(start, self.end))
        elements = list[Element]()
        while not self.is_sign("}"):
            elements.append(self._element())
            if not isinstance(elements[-1], Block):
                self.took_sign(".")
        self.sign("}")
        return Group(tuple(elements), None, Span(start, self.end))

    def _element(self) -> Element:
        start = self.place
        if self.is_sign("{"):
            return self._choice()
        if self.says("OPTIONAL", "MINUS", "GRAPH"):
            word = self.word()
            name = self.term() if word == "GRAPH" else None
            return Part(word, name, self.group(), Span(start, self.end))
        if self.took("FILTER"):
            expression = self.constraint()
            return Filter(expression, Span(start, self.end))
        if self.took("BIND"):
            found, variable = self.named()
            if not variable:
                raise self.unread()
            return Bind(found, variable, Span(start, self.end))
        return self.values() if self.says("VALUES") else self._block()

    def _choice(self) -> Choice:
        start = self.place
        found = [self.group()]
        while self.took("UNION"):
            found.append(self.group())
        return Choice(tuple(found), Span(start, self.end))

    def values(self) -> Values:
        """Rows given in the query."""
        start = self.place
        self.take("VALUES")
        variables, several = list[str](), self.took_sign("(")
        while self.kind == "variable":
            variables.append(self.variable())
            if not several:
                break
        if several:
            self.sign(")")
        rows = self._rows(several)
        if any(len(row) != len(variables) for row in rows):
            raise self.unread()
        certain = {name for place, name in enumerate(variables) if all(row[place] for row in rows)}
        return Values(tuple(variables), frozenset(certain), Span(start, self.end))

    def _rows(self, several: bool) -> list[list[bool]]:
        self.sign("{")
        rows = list[list[bool]]()
        while not self.is_sign("}"):
            if not several:
                rows.append([self._datum()])
                continue
            self.sign("(")
            row = list[bool]()
            while not self.is_sign(")"):
                row.append(self._datum())
            self.sign(")")
            rows.append(row)
        self.sign("}")
        return rows

    def _datum(self) -> bool:
        """Whether there is a value, and not UNDEF."""
        if self.took("UNDEF"):
            return False
        if self.kind in {"variable", "blank"}:
            raise self.unread()
        self.term()
        return True

    def _block(self) -> Block:
        start, self._simple = self.place, True
        triples = self._about()
        end = self.end
        while self.took_sign("."):
            end = self.end
            if self.is_sign("}", "{") or (self.kind == "word" and not self.says("TRUE", "FALSE")):
                break
            triples += self._about()
            end = self.end
        return Block(tuple(triples), self._simple, Span(start, end))

    def _about(self) -> list[Triple]:
        alone = self.is_sign("[", "(")
        subject, found = self._node()
        if not (alone and found and self.is_sign(".", "}")):
            found += self._said_of(subject)
        return found

    def _said_of(self, subject: Term) -> list[Triple]:
        found = list[Triple]()
        while True:
            steps = self.steps()
            while True:
                value, more = self._node()
                found += [Triple(subject, steps, value), *more]
                if not self.took_sign(","):
                    break
            if not self.is_sign(";"):
                return found
            while self.took_sign(";"):
                pass
            if self.is_sign(".", "}", "]") or self.says(*self.after_triples):
                return found

    after_triples = ("OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES")

    def _node(self) -> tuple[Term, list[Triple]]:
        """A term of a triple, and the triples that stand within it."""
        if self.took_sign("["):
            self._simple = False
            self.blanks += 1
            blank = Term("blank", "[]", f" {self.blanks}")
            found = [] if self.is_sign("]") else self._said_of(blank)
            self.sign("]")
            return blank, found
        if self.took_sign("("):
            return self._listed()
        return self.term(), []

    def _listed(self) -> tuple[Term, list[Triple]]:
        self._simple = False
        self.blanks += 1
        head, found = Term("blank", "()", f" {self.blanks}"), list[Triple]()
        while not self.is_sign(")"):
            value, more = self._node()
            found += [Triple(head, self.FIRST, value), *more]
        self.sign(")")
        return head, found
