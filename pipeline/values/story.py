"""What is known beforehand of the event that an article tells: its day, and when on that day it began."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

EASTERNMOST = datetime.timedelta(hours=4)
"""The clocks of the Arab countries are up to so far ahead of Universal Time."""
EARLY = datetime.timedelta(minutes=40)
"""So much before the known hour some say that it began, and so much after: `نحو السابعة`."""
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::\d\d)?(Z|[+-]\d\d:\d\d)?")


class Story(NamedTuple):
    """The day on which something began, and the hour in Universal Time where it is known."""

    day: datetime.date
    begun: datetime.time | None = None

    def may_begin(self, value: str) -> bool:
        """Whether a clock time (`2021-10-04T18:40`, with a zone or in any Arab one) may be when it began."""
        clock = _CLOCK.fullmatch(value)
        if clock is None or self.begun is None or not value.startswith(self.day.isoformat()):
            return False
        told = datetime.datetime.fromisoformat(clock[1])
        begun = datetime.datetime.combine(self.day, self.begun)
        if clock[2]:
            zoned = datetime.datetime.fromisoformat(clock[1] + clock[2].replace("Z", "+00:00"))
            return abs(zoned.astimezone(datetime.UTC).replace(tzinfo=None) - begun) <= EARLY
        return begun - EARLY <= told <= begun + EASTERNMOST + EARLY
