"""Cells that a spreadsheet program would run as a formula: marked on the way out, unmarked on the way in."""

import re

# The column and the sheet that an annotated copy adds; a file that comes back with them is read without them.
PROBLEMS = "problems (clusterscape)"

# What starts a formula, or becomes its start once a program cuts or folds it (OWASP, CSV injection).
_START = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")


def escaped(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula: `'=1+1`."""
    return f"'{cell}" if _START.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unescaped(cell: str) -> str:
    """The cell as it was before `escaped`."""
    return cell[1:] if cell.startswith("'") and _START.match(cell) else cell


def is_ours(column: str) -> bool:
    """Whether it is the column of problems that an annotated copy has, whatever it tells of the header."""
    return column.startswith(PROBLEMS)
