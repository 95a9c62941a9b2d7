"""Dates as files of other programs want them: whole days, from the first of a period to its last."""

import re
from calendar import monthrange

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?")


def first_day(text: str) -> str:
    """The day on which a year, a month or a day begins; empty where the text is no date."""
    found = _DATE.fullmatch(text.partition("/")[0])
    return f"{found[1]}-{found[2] or '01'}-{found[3] or '01'}" if found and _is_month(found[2]) else ""


def last_day(text: str) -> str:
    """The day on which it ends."""
    found = _DATE.fullmatch(text.rpartition("/")[2])
    if not found or not _is_month(found[2]):
        return ""
    month = int(found[2] or 12)
    return f"{found[1]}-{month:02}-{found[3] or monthrange(max(int(found[1]), 1), month)[1]}"


def _is_month(text: str | None) -> bool:
    return text is None or 1 <= int(text) <= 12
