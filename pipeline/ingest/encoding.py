"""Bytes to text: UTF-8, UTF-16, UTF-32, Windows-1256 and ISO-8859-6 told apart.

A mark at the start or strict validity settles the Unicode encodings. Of the two single-byte ones the text
that looks more like Arabic wins, by the frequencies of letters.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass

from pipeline.ingest.records import Reason, RejectedInputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the one of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_SAMPLE = 65536
"""So many bytes or characters are enough to judge an encoding."""

# Letters in 10,000 letters of Arabic news, counted on the articles in corpora/samples.
_LETTER_COUNTS = {
    "ا": 1440, "ل": 1180, "ي": 730, "م": 600, "ن": 570, "ت": 560, "و": 560, "ر": 480, "ع": 330, "ب": 370,
    "د": 320, "ه": 250, "س": 290, "ف": 270, "ك": 220, "ق": 190, "ة": 290, "أ": 200, "ح": 170, "ج": 120,
    "ش": 130, "ص": 100, "خ": 90, "ط": 90, "ى": 100, "إ": 90, "ذ": 60, "ز": 60, "ث": 60, "ض": 60, "غ": 50,
    "ئ": 40, "ء": 40, "ظ": 20, "ؤ": 15, "آ": 15,
}  # fmt: skip
_LOG_FREQUENCY = {letter: math.log(count / 10_000) for letter, count in _LETTER_COUNTS.items()}
_NEUTRAL = math.log(1 / 36)
"""A sign that says nothing for or against an encoding weighs as much as a letter drawn by chance."""
_MARK = math.log(1 / 60)
_FOREIGN = math.log(1 / 100_000)
_NEUTRAL_SIGNS = frozenset("،؛؟«»“”‘’–—…•·°×÷\xa0\u200c\u200d\u200e\u200fـ")
_COMMON_WORDS = frozenset(
    (
        "في",
        "من",
        "على",
        "إلى",
        "أن",
        "عن",
        "مع",
        "هذا",
        "هذه",
        "التي",
        "الذي",
        "ما",
        "لا",
        "كان",
        "بعد",
        "قال",
        "ذلك",
        "كما",
        "بين",
        "قد",
    )
)
_WORD_BONUS = 2.0
_PRIOR = {"windows-1256": 1.0, "iso-8859-6": 0.0}
"""Windows-1256 is by far the more common: an even score goes to it."""
_MIN_SCORE = -4.5
"""Mean score below which bytes are no Arabic in either of the two. Arabic news has -3.0, the least of 1,500 articles
-3.8, Cyrillic and Greek -4.9 and less."""
_MIN_SCORE_SHORT = -5.3
_SHORT = 24
"""With fewer characters beyond ASCII the mean is uncertain."""

_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_USUAL = re.compile(r"[\t\n\r -~\u00a0-\u024f\u0600-\u06ff\u0750-\u077f\u2000-\u206f\ufb50-\ufdff\ufe70-\ufeff]")
_WORD = re.compile(r"[\u0621-\u064a]+")
_BESIDE_ARABIC = re.compile(r"(?<=[\u0621-\u064a])[\u00c0-\u024f]|[\u00c0-\u024f](?=[\u0621-\u064a])")
_MAX_CONTROLS = 0.05
_MAX_DAMAGED = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding that it was read in. The text has no byte order mark."""

    text: str
    encoding: str


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Return the text of `data`, in `encoding` or, where it is None, in the encoding that the bytes show.

    Raises:
        RejectedInputError: `binary` or `undecodable`.
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise RejectedInputError(Reason.BINARY, f"This is {name}, not text. Extract its text and give that.")
    decoded = _in_given(data, encoding) if encoding else _detect(data)
    _check(decoded.text)
    return decoded


def _in_given(data: bytes, encoding: str) -> Decoded:
    try:
        text = codecs.decode(data, encoding)
    except (UnicodeError, TypeError, ValueError) as error:
        raise RejectedInputError(
            Reason.UNDECODABLE,
            f"The bytes are not {encoding} ({error}). Leave the encoding out to have it told from the bytes.",
        ) from error
    if not isinstance(text, str):
        raise RejectedInputError(Reason.UNDECODABLE, f"{encoding} is not an encoding of text. Name another.")
    return Decoded(text.removeprefix("\ufeff"), encoding)


def _detect(data: bytes) -> Decoded:
    marked = _by_mark(data)
    if marked is not None:
        return marked
    # A mark that lies is not text in any of the encodings without it.
    body = next((data[len(bom) :] for bom, _ in _BOMS if data.startswith(bom)), data)
    wide = _wide_without_mark(body)
    if wide is not None:
        return wide
    text = _strict(body, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8")
    _refuse_controls(len(_CONTROL_BYTE.findall(body)), len(body))
    _refuse_broken_utf8(body)
    return _single_byte(body)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _usual_share(text: str) -> float:
    sample = text[:_SAMPLE]
    return len(_USUAL.findall(sample)) / len(sample) if sample else 1.0


def _by_mark(data: bytes) -> Decoded | None:
    """Follow a byte order mark, unless what it leads to is no text that anyone writes."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            body = data[len(bom) :]
            text = _strict(body, encoding)
            if text is not None and (encoding == "utf-8" or _usual_share(text) > 0.5):
                return Decoded(text, encoding)
            if encoding != "utf-8" and body and _usual_share(body.decode(encoding, "replace")) > 0.9:
                raise RejectedInputError(
                    Reason.UNDECODABLE,
                    f"The text is {encoding}, but was cut off or damaged. Fetch it again, or save it as UTF-8.",
                )
    return None


def _wide_without_mark(data: bytes) -> Decoded | None:
    """UTF-16 and UTF-32 without a mark: Arabic letters give a byte 6, Latin ones a byte 0, in every unit."""
    head = data[:_SAMPLE]
    if head.count(0) + head.count(6) < len(head) / 5:
        return None
    for encoding in _WIDE:
        text = _strict(data, encoding)
        if text and _usual_share(text) > 0.9:
            return Decoded(text.removeprefix("\ufeff"), encoding)
    return None


def _refuse_broken_utf8(data: bytes) -> None:
    """Refuse bytes that are UTF-8 for the greater part: read in a single-byte encoding they would be gibberish."""
    high = len(_HIGH.findall(data))
    valid = sum(len(match) for match in _UTF8_MULTIBYTE.findall(data))
    if valid * 2 < high:
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.end >= len(data) and "end of data" in error.reason
        what = "it was cut off inside a letter" if cut else "it is damaged there, or mixes two encodings"
        raise RejectedInputError(
            Reason.UNDECODABLE,
            f"The text is UTF-8 up to byte {error.start} and not from there: {what}. "
            "Fetch it again, or mend it and save it as UTF-8.",
        ) from error


def _single_byte(data: bytes) -> Decoded:
    best: tuple[float, Decoded] | None = None
    for encoding, prior in _PRIOR.items():
        text = _strict(data, encoding)
        if text is None:
            continue
        total, count = _score(text[:_SAMPLE])
        floor = count * (_MIN_SCORE_SHORT if count < _SHORT else _MIN_SCORE)
        if total >= floor and (best is None or total + prior > best[0]):
            best = (total + prior, Decoded(text, encoding))
    if best is None:
        raise RejectedInputError(
            Reason.UNDECODABLE,
            "The bytes are not UTF-8, UTF-16, Windows-1256 or ISO-8859-6 text in Arabic. "
            "Save the text as UTF-8, or name its encoding.",
        )
    return best[1]


def _score(text: str) -> tuple[float, int]:
    """Return how much `text` looks like Arabic, and how many characters beyond ASCII say so."""
    total, count = 0.0, 0
    for character in text:
        if character <= "\x7f":
            continue
        count += 1
        known = _LOG_FREQUENCY.get(character)
        if known is not None:
            total += known
        elif character in _NEUTRAL_SIGNS:
            total += _NEUTRAL
        elif "\u064b" <= character <= "\u0652":
            total += _MARK
        elif "\u00c0" <= character <= "\u024f":
            total += _NEUTRAL
        else:
            total += _FOREIGN
    total += _FOREIGN * len(_BESIDE_ARABIC.findall(text))
    total += _WORD_BONUS * sum(word in _COMMON_WORDS for word in _WORD.findall(text))
    return total, count


def _check(text: str) -> None:
    """Refuse what decodes but is no text: control characters, or letters that an earlier program destroyed."""
    if not text:
        return
    _refuse_controls(len(_CONTROL.findall(text)), len(text))
    if text.count("\ufffd") > len(text) * _MAX_DAMAGED:
        raise RejectedInputError(
            Reason.UNDECODABLE,
            "Many letters are replacement characters (U+FFFD): an earlier program destroyed them. Fetch it again.",
        )
    letters = sum(character.isalpha() for character in text[:_SAMPLE])
    for pair, name in (("طظ", "Windows-1256"), ("ØÙ", "Latin-1")):
        if letters >= 20 and sum(text[:_SAMPLE].count(c) for c in pair) > letters * 0.3:
            raise RejectedInputError(
                Reason.UNDECODABLE,
                f"The text was UTF-8, read as {name} and saved again: its letters are gibberish. Fetch it again.",
            )


def _refuse_controls(controls: int, length: int) -> None:
    if controls > max(length * _MAX_CONTROLS, 2):
        raise RejectedInputError(
            Reason.BINARY, "The file is full of control characters: it is no text. Extract its text and give that."
        )
