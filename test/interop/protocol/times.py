"""Section 2, time: windows of the week in a zone."""
import re
from datetime import datetime, timezone
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

class Moment(NamedTuple):
    """A timestamp of CEL: no number, and equal to none."""
    milliseconds: int

class Unknown(Exception): pass

def weekday(moment, zone): return DAYS[on_the_wall(moment, zone)[0]]

def in_window(moment, text, zone):
    day, minute = on_the_wall(moment, zone)
    for days, spans in windows_of(text):
        for begin, end in spans:
            late = day in days and minute >= begin
            if (late and minute < end) if begin < end else late or (day - 1) % 7 in days and minute < end: return True
    return False

def on_the_wall(moment, zone):
    """The day, from 0, and the minute of it."""
    name = zones().get(zone.lower()) if isinstance(zone, str) and isinstance(moment, Moment) else None
    if name is None: raise Unknown
    local = datetime.fromtimestamp(moment.milliseconds // 1000, timezone.utc).astimezone(ZoneInfo(name))
    return local.weekday(), local.hour * 60 + local.minute

@cache
def zones(): return {name.lower(): name for name in available_timezones()}

def windows_of(text):
    if not isinstance(text, str): raise Unknown
    return [window_of(re.sub(' *([,-]) *', r'\1', it.strip(' '))) for it in text.split(';')]

def window_of(text):
    found = re.fullmatch(r'([A-Za-z][^ ]*)?(?:(?: +|^)([0-9][^ ]*))?', text)
    if not found or not text: raise Unknown
    days = [day for it in found[1].split(',') for day in days_of(it)] if found[1] else range(7)
    return days, [span_of(it) for it in (found[2] or '00:00-24:00').split(',')]

def days_of(text):
    first, _, last = text.partition('-')
    if first not in DAYS or (last or first) not in DAYS or text.endswith('-'): raise Unknown
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return [(begin + it) % 7 for it in range((end - begin) % 7 + 1)]

def span_of(text):
    found = re.fullmatch('([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])', text)
    if not found: raise Unknown
    begin, end = (int(found[at]) * 60 + int(found[at + 1]) for at in (1, 3))
    if begin >= 1440 or end > 1440 or begin == end: raise Unknown
    return begin, end
