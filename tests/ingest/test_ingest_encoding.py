"""Encodings: told apart on the articles of this repository, whole and in pieces, with the accuracy that we claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest.encoding import decode
from pipeline.ingest.records import Reason, RejectedInputError

SAMPLES = sorted((Path(__file__).parents[2] / "corpora" / "samples").glob("*.txt"))
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
SINGLE_BYTE = ["cp1256", "iso8859_6"]
# Words in a piece and the share of pieces that must come out right, in each of the single-byte encodings. Some
# single words are words in both: `من` in one is `كل` in the other. Windows-1256, the common one, goes first.
FLOORS = [(1, 0.95, 0.82), (2, 0.98, 0.95), (3, 0.99, 0.98), (5, 0.999, 0.995), (10, 1, 1), (20, 1, 1), (50, 1, 1)]


def _encodable(text: str, encoding: str) -> str:
    return text.encode(encoding, "ignore").decode(encoding)


def _pieces(words: int) -> list[str]:
    pieces = []
    for path in SAMPLES:
        text = path.read_text(encoding="utf-8").split()
        pieces += [" ".join(text[at : at + words]) for at in range(0, len(text) - words + 1, max(words // 2, 1))]
    return [piece for piece in pieces if any("\u0621" <= c <= "\u064a" for c in piece)]


def _accuracy(pieces: list[str], encoding: str) -> float:
    right = 0
    for piece in pieces:
        text = _encodable(piece, encoding)
        try:
            right += decode(text.encode(encoding)).text == text
        except RejectedInputError:
            continue
    return right / len(pieces)


@pytest.mark.parametrize("encoding", UNICODE + SINGLE_BYTE)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_whole_articles(path: Path, encoding: str) -> None:
    text = _encodable(path.read_text(encoding="utf-8"), encoding)
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decode(text.encode(encoding), encoding).text == text


@pytest.mark.parametrize(("words", "windows", "iso"), FLOORS)
def test_pieces_in_single_byte_encodings(words: int, windows: float, iso: float) -> None:
    pieces = _pieces(words)
    assert len(pieces) > 70
    assert _accuracy(pieces, "cp1256") >= windows
    assert _accuracy(pieces, "iso8859_6") >= iso


@pytest.mark.parametrize("encoding", UNICODE)
def test_pieces_in_unicode(encoding: str) -> None:
    assert _accuracy(_pieces(1), encoding) == 1


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_english_in_utf16_without_a_mark(encoding: str) -> None:
    assert decode("The service is down.".encode(encoding)).text == "The service is down."


def test_ascii_is_utf8() -> None:
    assert decode(b"down").encoding == "utf-8"


def test_arabic_punctuation_and_vowels_in_windows_1256() -> None:
    text = "«قَالَ»، ثمّ سأل؟ نعم؛ “لا” – 3% و100 €…"
    assert decode(text.encode("cp1256")).text == text


def test_french_words_between_arabic_ones() -> None:
    text = "قال متحدث باسم Société Générale إن الخدمة عادت بعد ساعات من التوقف."
    assert decode(text.encode("cp1256")).text == text


def test_a_name_given_is_followed() -> None:
    data = "كل".encode("iso8859_6")
    assert decode(data).text == "من"
    assert decode(data, "iso-8859-6").text == "كل"


def test_a_name_given_that_is_wrong() -> None:
    with pytest.raises(RejectedInputError) as caught:
        decode("قال".encode("cp1256"), "utf-8")
    assert caught.value.reason is Reason.UNDECODABLE
    with pytest.raises(RejectedInputError):
        decode(b"abc", "hex")


def test_the_message_says_where_utf8_breaks() -> None:
    data = "قالت الشركة إن الخدمة".encode()
    with pytest.raises(RejectedInputError, match="up to byte 11 ") as caught:
        decode(data[:11] + b"\xff" + data[11:])
    assert "two encodings" in caught.value.message
    with pytest.raises(RejectedInputError, match="cut off inside a letter"):
        decode(data[:-1])


def _outcome(data: bytes) -> object:
    try:
        return type(decode(data).text)
    except RejectedInputError as error:
        return error.reason


def test_any_bytes_at_all() -> None:
    """Two bytes of every kind, and their repetitions: a text or a refusal, nothing else."""
    pairs = [bytes([first, second]) for first in range(256) for second in range(0, 256, 5)]
    outcomes = {_outcome(pair * times) for pair in pairs for times in (1, 20)}
    assert outcomes == {str, Reason.BINARY, Reason.UNDECODABLE}
