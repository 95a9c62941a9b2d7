"""Columns in the order in which the query writes its variables; the engine sorts those of `SELECT *` by name."""

from graph.rewriting.question import Question
from graph.rewriting.scope import shown


def columns(question: Question) -> str | None:
    """The query with its variables in place of the star."""
    tree = question.tree
    names = shown(tree) if tree.star is not None else []
    if tree.star is None or not names:
        return None
    return question.edited([(tree.star, f" {' '.join(f'?{name}' for name in names)} ")])
