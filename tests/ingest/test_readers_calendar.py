"""Calendars: days, time zones, series, and the people who are left out."""

from pathlib import Path

import pytest

from ingest import tables
from ingest.readers import apart
from ingest.readers.table import UnreadableFile
from ingest.source import Source
from ingest.source import read as declared

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nX-WR-CALNAME:Events of clusters\r\n"
DECLARATION = """
[source]
id = "agency-events"
title = {en = "Events"}
publisher = "Agency"
license = "https://creativecommons.org/licenses/by/4.0/"
language = ["en"]
file = "events.ics"
"""


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT")) + "\r\n"


def calendar(folder: Path, *events: str) -> Path:
    path = folder / "events.ics"
    path.write_text(HEAD + "".join(events) + "END:VCALENDAR\r\n", encoding="utf-8", newline="")
    return path


def read(path: Path) -> list[dict[str, str]]:
    head, *items = apart.run("calendar", path, {})
    return [{key: text for key, text in zip(head["columns"], item["cells"], strict=True) if text} for item in items]


def test_an_event_of_whole_days_ends_on_its_last_day(tmp_path: Path) -> None:
    two = event("UID:1", "SUMMARY:Forum", "DTSTART;VALUE=DATE:20260504", "DTEND;VALUE=DATE:20260506")
    one = event("UID:2", "SUMMARY:Fair", "DTSTART;VALUE=DATE:20260504")
    found = read(calendar(tmp_path, two, one))
    assert [(each["start"], each["end"], each["all_day"]) for each in found] == [
        ("2026-05-04", "2026-05-05", "yes"),
        ("2026-05-04", "2026-05-04", "yes"),
    ]


@pytest.mark.parametrize(
    ("start", "day", "time"),
    [
        ("DTSTART;TZID=Europe/Bucharest:20260504T003000", "2026-05-04", "2026-05-04T00:30:00+03:00"),
        ("DTSTART:20260503T213000Z", "2026-05-03", "2026-05-03T21:30:00+00:00"),
        ("DTSTART:20260504T003000", "2026-05-04", "2026-05-04T00:30:00"),
    ],
    ids=["zone", "UTC", "floating"],
)
def test_an_event_is_on_the_day_it_has_where_it_is_held(tmp_path: Path, start: str, day: str, time: str) -> None:
    (found,) = read(calendar(tmp_path, event("UID:1", "SUMMARY:x", start, "DURATION:PT1H")))
    assert (found["start"], found["start_time"], found["all_day"]) == (day, time, "no")


def test_a_series_keeps_its_first_date_and_says_that_it_is_one(tmp_path: Path) -> None:
    series = event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20260504", "RRULE:FREQ=WEEKLY;COUNT=10")
    moved = event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20260512", "RECURRENCE-ID;VALUE=DATE:20260511")
    found = read(calendar(tmp_path, series, moved))
    assert [(each["uid"], each["start"], each.get("recurs")) for each in found] == [
        ("1", "2026-05-04", "FREQ=WEEKLY;COUNT=10"),
        ("1 2026-05-11", "2026-05-12", None),
    ]


def test_people_are_not_read(tmp_path: Path) -> None:
    people = (
        "ORGANIZER;CN=Ana Silva:mailto:ana@example.org",
        "ATTENDEE;CN=Ion Pop:mailto:ion@example.org",
        "CONTACT:Ana",
    )
    found = read(calendar(tmp_path, event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20260504", *people)))
    assert "Ana" not in str(found)
    assert "ion@" not in str(found)


def test_text_is_unfolded_and_unescaped(tmp_path: Path) -> None:
    (found,) = read(
        calendar(
            tmp_path,
            event(
                "UID:1",
                "SUMMARY:Inovação\\, ação\\; e ",
                " mais",
                "DTSTART;VALUE=DATE:20260504",
                "CATEGORIES:a,b",
                "CATEGORIES:c",
            ),
        )
    )
    assert found["summary"] == "Inovação, ação; e mais"
    assert found["categories"] == "a;b;c"


@pytest.mark.parametrize(
    ("content", "expected", "row"),
    [
        ("", "a calendar that holds an event", None),
        ("id,name\n", "an iCalendar file", None),
        (HEAD + "END:VCALENDAR\r\n", "holds an event", None),
        (
            HEAD + event("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20260504"),
            "breaks off in line .*: fetch it once more",
            None,
        ),
        (HEAD + "BEGIN:VEVENT\r\nUID:1\r\nSUMM", "to its end", None),
        (HEAD + event("UID:1", "SUMMARY:x") + "END:VCALENDAR\r\n", "one DTSTART", 1),
        (HEAD + event("SUMMARY:x", "DTSTART:20260504T090000Z") + "END:VCALENDAR\r\n", "a UID", 1),
        (
            HEAD + event("UID:1", "DTSTART:20260504T090000Z", "DTEND;VALUE=DATE:20260505") + "END:VCALENDAR\r\n",
            "same kind",
            1,
        ),
        (HEAD + event("UID:1", "DTSTART:2026-05-04") + "END:VCALENDAR\r\n", "follows RFC 5545", 1),
        (HEAD + event("UID:1", "SUMMARY:x\0", "DTSTART;VALUE=DATE:20260504") + "END:VCALENDAR\r\n", "NUL", 1),
    ],
    ids=["empty", "a CSV", "no event", "cut off", "cut in an event", "no start", "no UID", "mixed", "bad date", "NUL"],
)
def test_a_bad_calendar_is_refused(tmp_path: Path, content: str, expected: str, row: int | None) -> None:
    path = tmp_path / "events.ics"
    path.write_text(content, encoding="utf-8", newline="")
    with pytest.raises(UnreadableFile, match=expected) as refused:
        read(path)
    assert refused.value.row == row


def source(folder: Path) -> Source:
    (folder / "events.toml").write_text(DECLARATION, encoding="utf-8")
    (found,) = declared(folder / "events.toml")
    return found


def test_a_calendar_needs_no_mapping(tmp_path: Path) -> None:
    calendar(tmp_path, event("UID:1@x.org", "SUMMARY:Forum", "DTSTART;VALUE=DATE:20260504", "RRULE:FREQ=DAILY"))
    found = source(tmp_path)
    assert found.mapping is not None
    assert found.mapping.name == "ics.toml"
    assert [row.number for row in tables.rows(found)] == [1]
