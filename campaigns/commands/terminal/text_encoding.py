"""Output in the code page of the terminal, file or pipe: what it lacks is written in ASCII.

Windows gives redirected output the ANSI code page (cp1252, cp932, gbk ...), which has no ohm sign
or no superscript two. A result is never lost over a sign: `Ω cm²` becomes `ohm cm2`.
"""

import codecs
import io
import sys
import unicodedata

PLAIN = {
    "Ω": "ohm", "²": "2", "³": "3", "°": " deg ", "±": "+-", "×": "x", "·": "*", "µ": "u", "μ": "u",
    "≤": "<=", "≥": ">=", "≈": "~", "→": "->", "←": "<-", "–": "-", "—": "-", "−": "-", "…": "...",
    "“": '"', "”": '"', "‘": "'", "’": "'", "•": "*", "σ": "sigma", "τ": "tau", "η": "eta",
    "─": "-", "━": "-", "┅": "-", "╸": "-", "╺": "-", "│": "|", "┃": "|", "█": "#", "▏": "|",
    "✓": "ok", "✗": "x", "★": "*", "●": "*", "○": "o", "◆": "*", "▲": "^", "▼": "v",
}  # fmt: skip
"""Signs of units, text and tables, and how they are written in ASCII."""

_HANDLER = "copress.plain"


def plain_streams() -> None:
    """Let stdout and stderr write in ASCII what their encoding lacks."""
    codecs.register_error(_HANDLER, _plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def is_unicode(encoding: str | None) -> bool:
    """Whether a stream with this encoding can write every character."""
    return (encoding or "").lower().replace("_", "-").startswith("utf")


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(_ascii(sign) for sign in text), error.end


def _ascii(sign: str) -> str:
    if sign in PLAIN:
        return PLAIN[sign]
    parts = unicodedata.normalize("NFKD", sign)
    return parts.encode("ascii", "ignore").decode("ascii") or "?"
