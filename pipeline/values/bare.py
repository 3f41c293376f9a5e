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
_RETURN_REACH = 30
"""Words from a return to the hours of it and of those that follow."""
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


def read_hour_of_return(ctx: Context, index: int) -> Moment | None:
    """`عاد X في السابعة، ثم Y عند التاسعة`: a bare ordinal is an hour where its sentence told before what came back."""
    words = ctx.words
    word = words[index]
    led = words.text(index - 1) in listed("before_return_hour")
    if not ctx.strict or word.kind != "w" or word.proclitics or not led:
        return None
    face = clocks.face_at(ctx, index, False)
    if face is None or face[3] != index + 1:
        return None
    hour, last = face[0], face[3]
    shift, last = clocks.read_minutes(ctx, last) or (0, last)
    behind = words[last]
    if not (behind.kind == "p" or not behind.text or behind.text[:1] in "وف" or behind.text in ("ثم", "بينما", "فيما")):
        return None
    if not _came_back_before(ctx, index):
        return None
    hour, minute = divmod(60 * hour + shift, 60)
    return ctx.moment(index, last, "hour_of_return", kind="time", clock=(hour, minute, None))


def _came_back_before(ctx: Context, index: int) -> bool:
    """Whether a word for a return, or for one that follows others, stands before an hour in its sentence."""
    words = ctx.words
    for at in range(index - 1, max(index - _RETURN_REACH, -1), -1):
        text = words.text(at)
        if text in STOPS:
            return False
        if text in listed("came_back") or (text[:1] in "وف" and text[1:] in listed("came_back")):
            return True
    return False
