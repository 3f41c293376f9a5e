"""Hours without a sign of their own: `عند السابعة أفاق الزبائن`, `رجعت في السابعة، ثم ..` in a story of hours."""

from __future__ import annotations

from pipeline.values import clocks
from pipeline.values.lexicon import listed
from pipeline.values.moment import Context, Moment
from pipeline.values.scan import STOPS

_FEW = 2
"""`الثانية`, `الأولى` count sooner than they tell an hour: behind them the clause must end."""
_TELLING = 60
"""Words over which a story goes on that is told by the hour."""
_ENDS = STOPS | frozenset('،,؛)(»«“”"')


def read_bare_hour(ctx: Context, index: int, before: Moment | None) -> Moment | None:
    """An hour in a word behind `عند`, `قبيل`; behind `في`, `مع` only where the story is told by the hour."""
    words = ctx.words
    word = words[index]
    if not ctx.strict or word.kind != "w" or not word.definite or word.proclitics:
        return None
    lead = words.text(index - 1)
    sure = lead in listed("before_bare_hour")
    if not sure and lead not in listed("before_told_hour"):
        return None
    face = clocks.face_at(ctx, index, False)
    if face is None:
        return None
    after = face[3]
    behind = words[after]
    if (behind.definite and not behind.proclitics) or clocks.counts(ctx, after) or behind.text == "من":
        return None
    closed = behind.text in _ENDS or not behind.text or behind.proclitics == "و"
    if not closed and (not sure or face[0] <= _FEW):
        return None
    if not sure and not _by_the_hour(ctx, before, index, face[0] <= _FEW):
        return None
    return ctx.moment(index, after, "bare_hour", kind="time", clock=face[:3])


def _by_the_hour(ctx: Context, before: Moment | None, index: int, few: bool) -> bool:
    """Whether the moment before an hour is one, or a part of a day: of `few` in the same sentence."""
    if before is None or (before.clock is None and before.part is None) or index - before.last > _TELLING:
        return False
    return not few or not any(ctx.words.text(k) in STOPS for k in range(before.last, index))
