"""Numbers, years, dates and clock times spelt out as a grammar book has it: both genders, the cases, two spellings."""

from __future__ import annotations

from dataclasses import dataclass

_MASCULINE = ("", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
_FEMININE = ("", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر")
_TENS = ("", "", "عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_HUNDREDS = ("", "", "", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_SCALES = (
    (10**12, "تريليون", "تريليونا", "تريليونات"),
    (10**9, "مليار", "مليارا", "مليارات"),
    (10**6, "مليون", "مليونا", "ملايين"),
    (10**3, "ألف", "ألفا", "آلاف"),
)
ORDINALS = (
    "", "الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر",
)  # fmt: skip
HOURS = (
    "", "الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة",
    "الحادية عشرة", "الثانية عشرة",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How a number is spelt: the gender of what it counts, its case, the word for hundred, whether و stands apart."""

    feminine: bool = False
    oblique: bool = False
    hundred: str = "مئة"
    apart: bool = False
    split: bool = False

    @property
    def joint(self) -> str:
        """What stands between two terms."""
        return " و " if self.apart else " و"

    def dual(self, stem: str) -> str:
        """The dual of a noun."""
        return stem + ("ين" if self.oblique else "ان")


def below_hundred(number: int, style: Style) -> str:
    """One to ninety-nine, agreeing with what is counted."""
    units = _FEMININE if style.feminine else _MASCULINE
    if number == 2:
        return style.dual("اثنت" if style.feminine else "اثن")
    if number <= 10:
        return units[number]
    if number < 20:
        if number == 11:
            return "إحدى عشرة" if style.feminine else "أحد عشر"
        if number == 12:
            first = ("اثنت" if style.feminine else "اثن") + ("ي" if style.oblique else "ا")
            return f"{first} {'عشرة' if style.feminine else 'عشر'}"
        return f"{units[number - 10]} {'عشرة' if style.feminine else 'عشر'}"
    tens = _TENS[number // 10] + ("ين" if style.oblique else "ون")
    if number % 10 == 0:
        return tens
    return below_hundred(number % 10, style) + style.joint + tens


def below_thousand(number: int, style: Style, before_scale: bool = False) -> str:
    """One to 999; a dual hundred loses its ن before a scale word."""
    hundreds, rest = divmod(number, 100)
    parts = []
    if hundreds == 1:
        parts.append(style.hundred)
    elif hundreds == 2:
        stem = style.hundred[:-1]
        dual = stem + "تين" if style.oblique else stem + "تان"
        parts.append(dual[:-1] if before_scale and not rest else dual)
    elif hundreds:
        parts.append(_HUNDREDS[hundreds] + (" " if style.split else "") + style.hundred)
    if rest:
        parts.append(below_hundred(rest, style))
    return style.joint.join(parts)


def spell(number: int, style: Style | None = None) -> str:
    """A number from 1 to 10**15."""
    style = style or Style()
    masculine = Style(False, style.oblique, style.hundred, style.apart, style.split)
    parts: list[str] = []
    for scale, one, accusative, many in _SCALES:
        count, number = divmod(number, scale)
        if count == 1:
            parts.append(one)
        elif count == 2:
            parts.append(masculine.dual(one))
        elif count >= 1000:
            parts.append(f"{spell(count, masculine)} {one}")
        elif count:
            last = count % 100
            noun = many if 3 <= last <= 10 else accusative if 11 <= last <= 99 else one
            parts.append(f"{below_thousand(count, masculine, before_scale=True)} {noun}")
    if number:
        parts.append(below_thousand(number, style))
    return style.joint.join(parts)


def ordinal(number: int, oblique: bool = True) -> str:
    """A masculine ordinal with its article, 1 to 99."""
    if number <= 10:
        return ORDINALS[number]
    first = "الحادي" if number % 10 == 1 else ORDINALS[number % 10]
    if number < 20:
        return f"{first} عشر"
    tens = "ال" + _TENS[number // 10] + ("ين" if oblique else "ون")
    return tens if number % 10 == 0 else f"{first} و{tens}"


def clock(hour: int, minute: int) -> str:
    """`الثالثة والربع`, `السابعة وعشرين دقيقة`, `التاسعة إلا خمس دقائق`: an hour of one to twelve."""
    named = {0: "", 15: " والربع", 20: " والثلث", 30: " والنصف"}
    if minute in named:
        return HOURS[hour] + named[minute]
    if minute == 45:
        return HOURS[hour % 12 + 1] + " إلا الربع"
    noun = "دقائق" if 3 <= minute <= 10 else "دقيقة"
    if minute == 1:
        return f"{HOURS[hour]} ودقيقة"
    if minute == 2:
        return f"{HOURS[hour]} ودقيقتين"
    return f"{HOURS[hour]} و{below_hundred(minute, Style(feminine=True, oblique=True))} {noun}"
