"""Quarters, halves, seasons, decades, centuries, weeks: الربع الثالث، صيف 2015، السبعينيات، القرن العشرين."""

from __future__ import annotations

from pipeline.values import dates
from pipeline.values.lexicon import listed
from pipeline.values.moment import Context, Moment

_LAST = frozenset({"اخير", "اخيره"})
_OVER = frozenset({"في", "خلال", "طوال", "مدي", "مدار", "طيله", "ب"})
MOST_CENTURIES = 21
_ACCOUNTS = 4
"""Words before a half or a term of the year among which what is reported for it stands."""


def read_era(ctx: Context, index: int) -> Moment | None:
    """Read whichever of them begins at `index`, `هذا` included."""
    words = ctx.words
    word = words[index]
    if word.classes.get("this") == 0 and not word.definite:
        named = words[index + 1]
        if named.definite and not named.proclitics and (named.stem == "ربع" or "season" in named.classes):
            if named.stem == "ربع":
                return ctx.moment(index, index + 2, "quarter", quarter="Q", which=0)
            return ctx.moment(index, index + 2, "season", season=named.classes["season"], which=0)
        return None
    for rule in (_quarter, _season, _decade, _century, _week):
        found = rule(ctx, index)
        if found is not None:
            return found
    return None


def _quarter(ctx: Context, index: int) -> Moment | None:
    """`الربع الثالث من 2016`, `النصف الأول من العام الجاري`, `الربع الماضي`."""
    words = ctx.words
    word = words[index]
    quarter = (word.stem == "ربع" or "term" in word.classes) and word.definite
    half = "half" in word.classes and word.definite
    if not (quarter or half):
        return None
    alone = word.stem == "ربع" and words[index + 1].stem not in _LAST
    which = dates.which_at(ctx, index + 1) if alone else None
    if which is not None:
        return ctx.moment(index, index + 2, "quarter", quarter="Q", which=which)
    found = dates.ordinal(ctx, index + 1) if words[index + 1].definite else None
    if found is None and quarter and words[index + 1].stem in _LAST:
        found = (4, index + 2)
    if found is None or not 1 <= found[0] <= (4 if quarter else 2):
        return None
    code = f"{'Q' if quarter else 'H'}{found[0]}"
    year = dates.following_year(ctx, found[1])
    if year is not None:
        return ctx.moment(index, year[2], "quarter", quarter=code, year=year[0])
    of_month = words.text(found[1]) in ("من", "لشهر")
    month = dates.read_month_date(ctx, found[1] + (words.text(found[1]) == "من")) if half and of_month else None
    if month is not None and month.day is None and not month.hijri:
        return month.reaching(words, index, month.last, quarter=code, rule="half_of_month")
    before = dates.year_at(ctx, index - 1) if words[index - 1].kind == "n" and not ctx.strict else None
    if before is not None and before[2] == index:
        return ctx.moment(index - 1, found[1], "quarter", quarter=code, year=before[0])
    moved = dates.which_year(ctx, found[1])
    if moved is not None:
        return ctx.moment(index, moved[1], "quarter", quarter=code, year_shift=moved[0])
    if words.text(found[1]) == "من" and words.text(found[1] + 1) in ("العام", "السنه"):
        return ctx.moment(index, found[1] + 2, "quarter", quarter=code)
    if not ctx.strict or _is_of_accounts(ctx, index, found[1], quarter):
        return ctx.moment(index, found[1], "quarter", quarter=code, which=None if not ctx.strict else -1)
    return None


def _is_of_accounts(ctx: Context, index: int, after: int, quarter: bool) -> bool:
    """`أرباح الربع الثالث`, `في النصف الأول`, `نتائج الفصل الثاني`: the last one, and no part of something else."""
    words = ctx.words
    reported = any(words[k].stem in listed("reported") for k in range(max(index - _ACCOUNTS, 0), index))
    whole = words.text(after) == "من" and words.text(after + 1) not in listed("compared") and not reported
    if whole or (words[after].definite and not words[after].proclitics):
        return False
    if quarter and "term" not in words[index].classes:
        return True
    return reported or (not quarter and words.text(index - 1) in ("في", "خلال"))


def _season(ctx: Context, index: int) -> Moment | None:
    """`صيف 2015`, `صيف العام الماضي`, `الصيف المقبل`."""
    words = ctx.words
    word = words[index]
    season = word.classes.get("season")
    if not season:
        return None
    if not word.definite:
        year = dates.following_year(ctx, index + 1)
        if year is not None and not year[1]:
            return ctx.moment(index, year[2], "season", season=season, year=year[0])
        moved = dates.which_year(ctx, index + 1)
        return ctx.moment(index, moved[1], "season", season=season, year_shift=moved[0]) if moved else None
    which = dates.which_at(ctx, index + 1)
    if which is not None and word.proclitics in ("", "و"):
        return ctx.moment(index, index + 2, "season", season=season, which=which)
    return None if ctx.strict else ctx.moment(index, index + 1, "season", season=season)


def _decade(ctx: Context, index: int) -> Moment | None:
    """`السبعينيات`, `ستينيات القرن الماضي`, `تسعينيات القرن التاسع عشر`."""
    words = ctx.words
    word = words[index]
    decade = word.classes.get("decade")
    if decade is None:
        return None
    of = index + 1 + (words.text(index + 1) == "من")
    century = _century(ctx, of) if words.text(of) == "القرن" else None
    if not (word.definite or century or words.text(of) == "القرن" or words.text(index - 1) == "في" or not ctx.strict):
        return None
    if words.text(of) in listed("elderly"):
        return None
    if century is None:
        last = of + 1 if words.text(of) == "القرن" else index + 1
        return ctx.moment(index, last, "decade", decade=int(decade))
    return century.reaching(words, index, century.last, rule="decade", decade=int(decade))


def _century(ctx: Context, index: int) -> Moment | None:
    """`القرن العشرين`, `القرن التاسع عشر`, `القرن الماضي`, `العقد الماضي`."""
    words = ctx.words
    word = words[index]
    letter = word.classes.get("span")
    if letter not in ("100Y", "10Y") or not word.definite or "vague_span" in word.classes:
        return None
    which = dates.which_at(ctx, index + 1)
    if letter == "10Y":
        sure = not ctx.strict or words.text(index - 1) in _OVER
        return (
            ctx.moment(index, index + 2, "this_decade", decade=-1, which=which) if which is not None and sure else None
        )
    if which is not None:
        return ctx.moment(index, index + 2, "century", century=0, which=which)
    found = dates.ordinal(ctx, index + 1) if words[index + 1].definite else None
    if found is None and words.text(index + 1).isdigit() and len(words.text(index + 1)) <= 2:
        found = (int(words.text(index + 1)), index + 2)
    if found is None or not 1 <= found[0] <= MOST_CENTURIES:
        return None
    last = found[1] + (words.text(found[1]) in ("الميلادي", "م"))
    return ctx.moment(index, last, "century", century=found[0])


def _week(ctx: Context, index: int) -> Moment | None:
    """`الأسبوع الأول من أكتوبر`, `الأسبوع الأخير من الشهر الماضي`."""
    words = ctx.words
    word = words[index]
    if word.classes.get("span") != "W" or not word.definite or "vague_span" in word.classes:
        return None
    found = dates.ordinal(ctx, index + 1) if words[index + 1].definite else None
    nth, after = (-1, index + 2) if words[index + 1].stem in _LAST else found or (0, 0)
    if nth not in (-1, 1, 2, 3, 4) or (words.text(after) not in ("من", "في") and words[after].proclitics != "ل"):
        return None
    year = dates.following_year(ctx, after) if words.text(after) in ("من", "في") else None
    if year is not None and not year[1] and nth > 0:
        return ctx.moment(index, year[2], "week_of_year", value=f"{year[0]}-W{nth:02d}")
    month = dates.read_month_date(ctx, after + (words.text(after) in ("من", "في")))
    if month is None or month.day is not None or month.hijri:
        return None
    return month.reaching(words, index, month.last, nth=nth, rule="week_of_month")
