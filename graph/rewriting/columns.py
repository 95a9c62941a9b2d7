"""Columns in the order in which the query writes its variables; the engine sorts those of `SELECT *` by name.

In a query within the star is written out, too: a variable more in its pattern makes no difference then.
"""

from graph.rewriting.question import Question
from graph.rewriting.scope import shown
from graph.rewriting.tree import queries


def columns(question: Question) -> str | None:
    """The query with its variables in place of each star."""
    stars = [(query.star, shown(query)) for query in queries(question.tree) if query.star is not None]
    return question.edited((star, f" {' '.join(f'?{name}' for name in names)} ") for star, names in stars if names)
