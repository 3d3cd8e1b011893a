"""Calendars read by independent programs: icalendar parses them strictly, recurring-ical-events
expands their rules, and both agree with what the service answers."""

import datetime
import urllib.error
import urllib.parse
import urllib.request

import icalendar
import recurring_ical_events
from checks import BASE, check, document

NAME = f"icalendar {icalendar.__version__}"
#: All stations of tests/fixtures/activities.geojson.
BOX = "110,25,130,50"
NEEDED = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "GEO", "URL")
CHINA = datetime.timezone(datetime.timedelta(hours=8))


def fetched(path, headers=None):
    """Status, headers and text of an answer."""
    request = urllib.request.Request(f"{BASE}{path}", headers=headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, ""


def lines_are_sound(text):
    """RFC 5545, 3.1: lines end in CRLF and have at most 75 octets."""
    lines = text.split("\r\n")
    return lines[-1] == "" and all(
        len(line.encode()) <= 75 and "\n" not in line and "\r" not in line for line in lines
    )


def times(calendar, station, start, days):
    """When something begins at a station, by the calendar."""
    end = start + datetime.timedelta(days=days)
    events = recurring_ical_events.of(calendar).between(start, end)
    here = [event for event in events if str(event["URL"]).endswith(f"/s/{station}")]
    return sorted(event["DTSTART"].dt.astimezone(CHINA).isoformat() for event in here)


def answered(station, lon, lat, start, days):
    """The same, by the service."""
    asked = {
        "lat": lat,
        "lon": lon,
        "minutes": 1,
        "limit": 100,
        "at": start.isoformat(),
        "to": (start + datetime.timedelta(days=days)).isoformat(),
    }
    answer = document(f"{BASE}/v1/activities?{urllib.parse.urlencode(asked)}")
    found = [feature["properties"] for feature in answer["features"]]
    return sorted(one["starts"] for one in found if one["station_id"] == station)


_, headers, text = fetched(f"/v1/activities.ics?bbox={BOX}")
check(f"{NAME}: the media type", "text/calendar; charset=utf-8", headers["content-type"])
check(f"{NAME}: lines are folded and end as they should", True, lines_are_sound(text))
calendar = icalendar.Calendar.from_ical(text)
events = calendar.walk("VEVENT")
check(f"{NAME}: every activity is an event", 5, len(events))
check(f"{NAME}: no event has an error", [], [error for event in events for error in event.errors])
check(f"{NAME}: every event has what it needs", [], [key for event in events for key in NEEDED if key not in event])
check(f"{NAME}: every event has an id of its own", 5, len({str(event["UID"]) for event in events}))
check(f"{NAME}: the zone is defined", ["Asia/Shanghai"], [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")])
check(f"{NAME}: it writes what it read", True, icalendar.Calendar.from_ical(calendar.to_ical()) == calendar)

for station, lon, lat, day in [
    ("aq-yingjiang-paoyingshan", 117.05, 30.513, "2026-12-01"),
    ("sh-putuo-xianghe", 121.3875, 31.247, "2026-11-25"),
    ("sh-putuo-shuxinwan", 121.4085, 31.269, "2027-01-30"),
    ("sx-yuecheng-waitan", 120.576, 30.029, "2027-08-10"),
]:
    start = datetime.datetime.fromisoformat(f"{day}T00:00:00+08:00")
    expected = answered(station, lon, lat, start, 30)
    check(f"recurring-ical-events: some times at {station}", True, len(expected) > 0)
    check(f"recurring-ical-events: the times at {station}", expected, times(calendar, station, start, 30))

status, headers, text = fetched("/v1/stations/aq-yingjiang-paoyingshan/calendar.ics")
check(f"{NAME}: a station's calendar", 1, len(icalendar.Calendar.from_ical(text).walk("VEVENT")))
again = fetched("/v1/stations/aq-yingjiang-paoyingshan/calendar.ics", {"If-None-Match": headers["etag"]})
check("urllib: a calendar that is known is not sent again", (304, ""), (again[0], again[2]))
