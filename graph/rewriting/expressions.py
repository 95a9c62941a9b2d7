"""Reads the expressions of a query, by the grammar of SPARQL 1.1, section 19.8."""

from collections.abc import Callable

from graph.rewriting.terms import TermReader
from graph.rewriting.tree import Expression, Group, Span

_COMPARISONS = ("=", "!=", "<", ">", "<=", ">=")


class ExpressionReader(TermReader):
    """Reads expressions (rules 107-128)."""

    def group(self) -> Group:
        """A group in braces, of EXISTS."""
        raise NotImplementedError

    def constraint(self) -> Expression:
        """What follows FILTER, HAVING, GROUP BY and ORDER BY: brackets, a call, a variable."""
        if self.is_sign("("):
            return self.bracketed()
        if self.kind == "variable":
            return self._atom()
        return self._call()

    def bracketed(self) -> Expression:
        """An expression in brackets."""
        self.sign("(")
        found = self.expression()
        self.sign(")")
        return found

    def named(self) -> tuple[Expression, str]:
        """An expression in brackets, with AS and a name or without."""
        self.sign("(")
        found = self.expression()
        variable = self.variable() if self.took("AS") else ""
        self.sign(")")
        return found, variable

    def expression(self) -> Expression:
        """An expression."""
        return self._joined("||", lambda: self._joined("&&", self._compared))

    def _joined(self, sign: str, read: Callable[[], Expression]) -> Expression:
        start = self.place
        found = [read()]
        while self.took_sign(sign):
            found.append(read())
        return found[0] if len(found) == 1 else Expression(sign, tuple(found), None, None, Span(start, self.end))

    def _compared(self) -> Expression:
        start = self.place
        left = self._sum()
        if self.is_sign(*_COMPARISONS):
            sign = self.step()
            return Expression(sign, (left, self._sum()), None, None, Span(start, self.end))
        if self.says("IN", "NOT"):
            name = "NOT IN" if self.took("NOT") else "IN"
            self.take("IN")
            return Expression(name, (left, *self._arguments()), None, None, Span(start, self.end))
        return left

    def _sum(self) -> Expression:
        start = self.place
        found = self._product()
        while True:
            if self.is_sign("+", "-"):
                sign = self.step()
                found = Expression(sign, (found, self._product()), None, None, Span(start, self.end))
            elif self.kind == "number" and self.text[0] in "+-":
                found = Expression("+", (found, self._product()), None, None, Span(start, self.end))
            else:
                return found

    def _product(self) -> Expression:
        start = self.place
        found = self._unary()
        while self.is_sign("*", "/"):
            sign = self.step()
            found = Expression(sign, (found, self._unary()), None, None, Span(start, self.end))
        return found

    def _unary(self) -> Expression:
        start = self.place
        if self.is_sign("!", "+", "-"):
            sign = self.step()
            return Expression(f"unary {sign}", (self._unary(),), None, None, Span(start, self.end))
        return self._primary_expression()

    def _primary_expression(self) -> Expression:
        if self.is_sign("("):
            return self.bracketed()
        if self.kind == "word" and not self.says("TRUE", "FALSE"):
            return self._call()
        if self.kind in {"iri", "name"}:
            return self._call()
        return self._atom()

    def _atom(self) -> Expression:
        start = self.place
        if self.kind == "blank":
            raise self.unread()
        term = self.term()
        return Expression("term", (), term, None, Span(start, self.end))

    def _call(self) -> Expression:
        start = self.place
        if self.kind in {"iri", "name"}:
            term = self.iri()
            if not self.is_sign("("):
                return Expression("term", (), term, None, Span(start, self.end))
            return Expression(term.value, self._arguments(), term, None, Span(start, self.end))
        name = self.word()
        if name == "NOT":
            self.take("EXISTS")
            return Expression("NOT EXISTS", (), None, self.group(), Span(start, self.end))
        if name == "EXISTS":
            return Expression(name, (), None, self.group(), Span(start, self.end))
        return Expression(name, self._arguments(), None, None, Span(start, self.end))

    def _arguments(self) -> tuple[Expression, ...]:
        self.sign("(")
        found = list[Expression]()
        self.took("DISTINCT")
        if self.took_sign("*"):
            self.sign(")")
            return ()
        while not self.is_sign(")"):
            found.append(self.expression())
            if self.took_sign(";"):
                self.take("SEPARATOR")
                self.sign("=")
                self.step()
                break
            if not self.took_sign(","):
                break
        self.sign(")")
        return tuple(found)
