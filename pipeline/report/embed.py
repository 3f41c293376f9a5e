"""What keeps the text of articles from becoming mark-up or code: escaped JSON, hashes for the security policy."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markupsafe import Markup

_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""What could end a script element, open a comment, or break a line of JavaScript."""


def json_block(value: Any) -> Markup:
    """Return a value as JSON that may stand inside a script element: it has no `<`, `>`, `&` or U+2028."""
    from markupsafe import Markup
    from pydantic_core import to_json

    # Not orjson: a figure of an article may have more digits than 64 bits hold.
    return Markup(to_json(value, inf_nan_mode="null").decode().translate(_ESCAPED))


def inline(text: str, closing: str) -> Markup:
    """Return a style or script of ours as it is.

    Raises:
        ValueError: it has its own closing tag in it.
    """
    from markupsafe import Markup

    if closing in text.lower() or "<!--" in text:
        raise ValueError(f"a part of the page has {closing!r} or a comment of HTML in it")
    return Markup(text)


def policy(script: str, style: str) -> str:
    """Return the Content-Security-Policy of the page: nothing from the network, nothing inline but these two."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
