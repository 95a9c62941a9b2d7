"""Events of an iCalendar file, RFC 5545 (runs in the child). Who organises or attends is a person: it is not read."""

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from icalendar import Calendar

from ingest.readers.table import UnreadableFile, examine

_LINES = re.IGNORECASE | re.MULTILINE
LARGEST = 64 * 1024**2  # bytes: a calendar of 100,000 events
_Event = Mapping[str, Any]  # properties by name, whatever their case

COLUMNS = (
    "uid",
    "summary",
    "description",
    "start",
    "end",
    "start_time",
    "end_time",
    "all_day",
    "recurs",
    "location",
    "url",
    "categories",
    "status",
)


def read(path: Path, options: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """First `{"columns", "title"}`, then `{"row", "cells"}` for each event, in the order of the file."""
    if path.stat().st_size > LARGEST:
        raise UnreadableFile(f"a calendar of at most {LARGEST // 1024**2} MiB")
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    _refuse_cut(content)
    try:
        calendars = Calendar.from_ical(content, multiple=True)
    except (ValueError, IndexError, KeyError) as error:
        raise UnreadableFile(f"an iCalendar file in UTF-8, RFC 5545 ({str(error)[:200]})") from error
    titles = [str(each["X-WR-CALNAME"]) for each in calendars if "X-WR-CALNAME" in each]
    yield {"columns": list(COLUMNS), "title": titles[0] if titles else ""}
    events = (event for calendar in calendars for event in calendar.walk("VEVENT"))
    number = 0
    for number, event in enumerate(events, start=1):
        cells = _examined(event, number)
        for column, text in cells.items():
            examine(text, number, column)
        yield {"row": number, "cells": [cells.get(column, "") for column in COLUMNS]}
    if not number:
        raise UnreadableFile("a calendar that holds an event (VEVENT)")


def _refuse_cut(text: bytes) -> None:
    """Refuse a file that was cut off: the library would give what is whole of it, or nothing, without a word."""
    begun, ended = (len(re.findall(rb"^%s:VCALENDAR\s*$" % word, text, _LINES)) for word in (b"BEGIN", b"END"))
    if begun > ended:
        row = text.count(b"\n") + 1
        raise UnreadableFile(f"a calendar to its end (END:VCALENDAR); it breaks off in line {row}: fetch it once more")


def _examined(event: _Event, number: int) -> Mapping[str, str]:
    try:
        return _cells(event, number)
    except (ValueError, OverflowError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(f"an event that follows RFC 5545 ({str(error)[:200]})", number) from error


def _cells(event: _Event, number: int) -> Mapping[str, str]:
    start = _moment(event, "DTSTART", number)
    end = _end(event, start, number)
    all_day = not isinstance(start, datetime.datetime)
    # A day that is the end of days is the first on which the event is over (RFC 5545, section 3.6.1).
    last = end - datetime.timedelta(days=1) if all_day and end > start else end
    return {
        "uid": _identity(event, number),
        "summary": _words(event, "SUMMARY"),
        "description": _words(event, "DESCRIPTION"),
        "start": _day(start),
        "end": _day(last),
        "start_time": "" if all_day else start.isoformat(),
        "end_time": "" if all_day else end.isoformat(),
        "all_day": "yes" if all_day else "no",
        "recurs": _recurs(event),
        "location": _words(event, "LOCATION"),
        "url": _words(event, "URL"),
        "categories": ";".join(_categories(event)),
        "status": _words(event, "STATUS").lower(),
    }


def _identity(event: _Event, number: int) -> str:
    uid = _words(event, "UID")
    if not uid:
        raise UnreadableFile("a UID for each event", number, column="uid")
    # One event of a series that was changed has the identity of the series, and its own day.
    other: Any = event.get("RECURRENCE-ID")
    return f"{uid} {_day(other.dt)}" if other is not None else uid


def _moment(event: _Event, name: str, number: int) -> datetime.date:
    found: Any = event.get(name)
    if isinstance(found, list) or not isinstance(getattr(found, "dt", None), datetime.date):
        raise UnreadableFile(f"one {name} for each event, a date or a date with a time", number, column="start")
    moment: datetime.date = found.dt
    return moment


def _end(event: _Event, start: datetime.date, number: int) -> datetime.date:
    if "DTEND" in event:
        end = _moment(event, "DTEND", number)
        if isinstance(end, datetime.datetime) != isinstance(start, datetime.datetime):
            raise UnreadableFile(
                "a start and an end of the same kind, both with a time or both without", number, column="end"
            )
        return end
    if "DURATION" in event:
        lasting: datetime.timedelta = event["DURATION"].dt
        return start + lasting
    return start


def _day(moment: datetime.date) -> str:
    """The day where the event is, not the day in UTC."""
    return moment.strftime("%Y-%m-%d")


def _recurs(event: _Event) -> str:
    rule = event.get("RRULE")
    rules = rule if isinstance(rule, list) else [rule] if rule is not None else []
    dates = ["RDATE"] if "RDATE" in event else []
    return " ".join([*(each.to_ical().decode() for each in rules), *dates])


def _words(event: _Event, name: str) -> str:
    found: Any = event.get(name, "")
    return str(found[0] if isinstance(found, list) and found else found).strip()


def _categories(event: _Event) -> Iterator[str]:
    found: Any = event.get("CATEGORIES")
    for group in found if isinstance(found, list) else [found] if found is not None else []:
        yield from (str(each).strip() for each in group.cats)
