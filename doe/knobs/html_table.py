"""Small tables for notebooks: what `_repr_html_` of a space or a recommendation returns."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def html_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with a heading; every text is escaped.

    Args:
        title: Above the table.
        heads: Of the columns.
        rows: Texts of the cells.
    """
    head = "".join(f"<th style='text-align:left'>{escape(text)}</th>" for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td style='text-align:left'>{escape(t)}</td>" for t in row) + "</tr>"
        for row in rows
    )
    return (
        f"<div><b>{escape(title)}</b><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def interval_bar(low: float, middle: float, high: float, unit: str) -> str:
    """A number line with an interval and its middle, as SVG of its own."""
    left, right = low - 0.25 * (high - low), high + 0.25 * (high - low)
    width = 320.0

    def at(value: float) -> float:
        return width * (value - left) / (right - left)

    words = f"{middle:.4g} {unit}, 90 % within {low:.4g} to {high:.4g}"
    return (
        f'<svg role="img" aria-label="{escape(words)}" width="{width:.0f}" height="44" '
        f'viewBox="0 0 {width:.0f} 44" xmlns="http://www.w3.org/2000/svg" font-size="11" '
        'font-family="sans-serif" fill="currentColor">'
        f'<line x1="0" y1="14" x2="{width:.0f}" y2="14" stroke="currentColor" opacity="0.3"/>'
        f'<rect x="{at(low):.1f}" y="9" width="{at(high) - at(low):.1f}" height="10" '
        'fill="#0072b2" opacity="0.35"/>'
        f'<circle cx="{at(middle):.1f}" cy="14" r="4.5" fill="#0072b2"/>'
        f'<text x="{at(low):.1f}" y="36" text-anchor="middle">{low:.4g}</text>'
        f'<text x="{at(middle):.1f}" y="36" text-anchor="middle">{middle:.4g}</text>'
        f'<text x="{at(high):.1f}" y="36" text-anchor="middle">{high:.4g}</text></svg>'
    )
