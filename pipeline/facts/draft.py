"""A fact on its way: the fact and the tokens it was read from."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.document import Fact

OF_VICTIM = "restoration:victim"
"""The rule of a return that is not the provider's, but of one whom its outage hit."""
AGENT = "cause:agent"
"""The rule of a cause that is what cut a cable, beside which the cut is a cause of its own."""


class Draft(NamedTuple):
    """A fact before attribution and merging; `first` and `last` (exclusive) are its tokens."""

    fact: Fact
    first: int
    last: int
