"""Write `pipeline/values/data/cldr_currencies.tsv`: the currencies in use, their Arabic names, signs and decimals.

    python -m pip install Babel==2.18.0
    python benchmarks/values_currencies.py

A tool of development: naba itself does not need Babel. Its locale data are those of the Unicode CLDR (Unicode licence
v3), Babel is BSD-3-Clause.
"""

from __future__ import annotations

import sys
from pathlib import Path

TABLE = Path(__file__).parent.parent / "pipeline" / "values" / "data" / "cldr_currencies.tsv"
HEAD = """\
# The currencies in use, as Unicode CLDR has them (through Babel {version}; Unicode licence v3). Not edited by hand:
# written by benchmarks/values_currencies.py. `signs` are those that stand for one currency alone.
code\tdecimals\tname\tsigns
"""
SHARED_SIGNS = {"$", "£", "kr", "R", "F", "K", "L"}
"""Signs of many currencies: the grammar's own table says what they mean in Arab news."""


def table() -> str:
    """Return the table, a line for every currency that is legal tender today."""
    import babel
    from babel import Locale
    from babel.core import get_global
    from babel.numbers import get_currency_precision

    in_use = {
        code
        for uses in get_global("territory_currencies").values()
        for code, _, end, tender in uses
        if end is None and tender
    }
    arabic, english = Locale("ar"), Locale("en")
    lines = []
    for code in sorted(in_use):
        name = arabic.currencies.get(code)
        if name is None:
            continue
        signs = {locale.currency_symbols.get(code, code) for locale in (arabic, english)}
        clean = {sign.strip("\u200e\u200f").rstrip(".") for sign in signs if " " not in sign and "\xa0" not in sign}
        own = sorted(sign for sign in clean - {code} - SHARED_SIGNS if sign)
        lines.append(f"{code}\t{get_currency_precision(code)}\t{name}\t{' '.join(own)}\n")
    return HEAD.format(version=babel.__version__) + "".join(lines)


def main() -> None:
    try:
        text = table()
    except ImportError:
        sys.exit("Babel is not installed: python -m pip install Babel==2.18.0")
    TABLE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
