"""How much a packed file may give: a bound on the bytes that come out, alone and by what went in."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.ingest.records import Reason, RejectedInputError

FREE = 16 << 20
"""So many bytes may come out whatever went in: small texts that repeat themselves are packed very tightly."""
RATIO = 200
"""Beyond these at most so many bytes for each byte that went in. Arabic news in JSON comes to 5 to 12 with gzip and to
20 with the strongest packers; what a bomb needs is 1,000."""


@dataclass
class Budget:
    """Counts what is taken out of one packed file, through all layers and members.

    Attributes:
        limit: at most so many bytes may come out.
        consumed: bytes of the file that were read so far.
        spent: whether more was asked for than may come out.
    """

    limit: int
    consumed: int = 0
    spent: bool = False

    def check(self, produced: int) -> None:
        """Refuse to go on once a layer or an archive has given too much.

        Raises:
            RejectedInputError: `too_large`.
        """
        if produced > self.limit:
            self.spent = True
            raise RejectedInputError(
                Reason.TOO_LARGE,
                f"It unpacks to more than {self.limit} bytes. Unpack it yourself and give what is in it.",
            )
        if produced > FREE + RATIO * self.consumed:
            self.spent = True
            raise RejectedInputError(
                Reason.TOO_LARGE,
                f"It unpacks to more than {RATIO} times its size, as only a bomb does. If it is none, unpack it "
                "yourself and give what is in it.",
            )
