"""The text of a `.gold` file: takes the marks out, and says where what they marked stands."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from pipeline.evaluate.markup_marks import parts, plain
from pipeline.evaluate.markup_records import Mark, MarkRecords, read_mark
from pipeline.evaluate.problems import Problems
from pipeline.text import Span

_PIECE = re.compile(
    r"\\(?P<guarded>.)|\{(?P<mark>(?:\\[^\n]|[^\\{}\n])*)\}|(?P<plain>[^\\{}|]+)|(?P<stray>.)", re.DOTALL
)
_STRAY = {
    "{": (
        "a { that is not closed in its line",
        r"Close the mark with }; marks do not nest, a brace of the text is \{.",
    ),
    "}": ("a } that closes nothing", r"Open the mark with {; a brace of the text is written \}."),
    "|": ("a | outside of a mark", r"Open the mark with {; a bar of the text is written \|."),
    "\\": ("a backslash before nothing", r"A backslash of the text is written \\."),
}


class MarkedText:
    """The text section of a file, read: `text`, and the records of compact gold for what is marked."""

    def __init__(self, lines: Sequence[str], first: int, problems: Problems) -> None:
        """Read the lines of the section, `first` being the number of the first one."""
        self.problems = problems
        self._starts = [0]
        self._lines = [first]
        self._marks: list[Mark] = []
        self.text = self._read(lines, first)
        records = MarkRecords(self._marks, self.text, problems)
        self.entities, self.quantities, self.times = records.entities, records.quantities, records.times

    def line(self, offset: int) -> int:
        """Return the line of the file in which a character of the text stands."""
        return self._lines[bisect.bisect_right(self._starts, offset) - 1]

    # ------------------------------------------------------------------------------------------------- marks

    def _read(self, lines: Sequence[str], line: int) -> str:
        kept = list(lines)
        while kept and not kept[-1].strip():
            kept.pop()
        while kept and not kept[0].strip():
            del kept[0]
            line += 1
        source = "".join(f"{each}\n" for each in kept)
        told = 0
        left_open = False  # A mark that was not closed in its line: its bar and its brace are told with it.
        text = ""
        for piece in _PIECE.finditer(source):
            if stray := piece["stray"]:
                if line != told and not (left_open and stray in "|}"):
                    self.problems.error(line, *_STRAY[stray])
                    told = line
                left_open = stray == "{" or (left_open and stray != "}")
            text += self._piece(piece, len(text), line)
            line += piece[0].count("\n")
        return text

    def _piece(self, piece: re.Match[str], at: int, line: int) -> str:
        self._starts.append(at)
        self._lines.append(line)
        if piece["plain"] is not None:
            for match in re.finditer("\n", piece["plain"]):
                line += 1
                self._starts.append(at + match.end())
                self._lines.append(line)
            return piece["plain"]
        if piece["mark"] is not None:
            return self._mark(piece["mark"], at, line)
        letter = piece["guarded"] or ""
        if letter == "\n":
            return ""
        if letter.isalnum() and letter not in "nr":
            self.problems.error(line, f"\\{letter} means nothing", r"A backslash of the text is written \\.")
        return plain(piece[0]) if letter else piece[0]

    def _mark(self, body: str, at: int, line: int) -> str:
        surface = plain(re.match(r"(?:\\.|[^\\|])*", body, re.DOTALL)[0])  # type: ignore[index]
        readings = parts(body, "|")[1:]
        if not surface.strip():
            self.problems.error(line, "a mark around nothing", "Write the words before the |: {فيسبوك|@facebook}.")
            return surface
        mark = read_mark(Span(at, at + len(surface)), line, readings)
        if mark is None:
            self.problems.error(
                line,
                f"the mark of {surface!r} does not begin with @, # or !",
                "Write {words|@key type}, {words|#value unit} or {words|!value}.",
            )
            return surface
        self._marks.append(mark)
        return surface
