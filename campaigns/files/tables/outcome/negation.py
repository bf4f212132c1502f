"""Whether a word of failure in a remark is denied: `no crack`, `not measured, cracked`."""

from __future__ import annotations

import re
from typing import Literal

Reach = Literal["", "denied", "unclear"]
"""What a negation does to a word: nothing, deny it, or perhaps deny it."""

_BEFORE = re.compile(
    r"\b(?:no|not|non|né|never|neither|nothing|without|w/o|kein\w*|nicht|nichts|nie|niemals|ohne|weder|pas"
    r"|jamais|nunca|nooit|aldrig|aldri|nigdy|nikdy|никогда"
    r"|aucun\w*|sans|não|absence|ni|sin|ningun\w*|cannot|sem|nenhum\w*|nessun\w*|senza|geen|zonder|ingen"
    r"|inga|utan|inte|ikke|bez|brak|без|нет|не|немає|fără|không|tidak|tanpa|ei|δεν|χωρίς)\b|n['’]t\b|[无無未没沒不]有?"
)
_AFTER = re.compile(
    r"^\w*\s*(?:[:=]|\?\s*(?:[-:]|->|→)?)\s*(?:no|n|nein|non|none|keine?r?|0|否|無|无|아니오|いいえ|なし)\b"
    r"|^\w*\s*(?:none|absent)\s*$|^\w*\s+(?:no|nein|non)\s*(?=$|[,;/.)])"
    r"|^\w*\s+(?:(?:was|were|is|are)\s+)?not\s+"
    r"(?:seen|visible|found|observed|detected|present|noticed|there)\b"
    r"|^\w*\s+(?:ist |sind )?nicht\s+(?:sichtbar|zu sehen|erkennbar|vorhanden|gefunden)\b"
    r"|^\w*\s*(?:yok|nincs\w*)\b"
    r"|^\w*\s*(?:нет|отсутству\w*|не (?:видно|обнаруж\w*|наблюд\w*|было))\b"
    r"|^は?(?:なし|無し|無い|ない|ありません|無?なかった|無かった|していない|していません|せず)"
    r"|^(?:は|が|も)?(?:見られ|見当たら|認められ|確認され|確認でき|起き|発生し|生じ)"
    r"(?:ない|ず|ません|なかった|ていない)"
    r"|^\s*(?:없음|없다|없이|없었|아님|아니|안\s?(?:됨|보임))|^(?:되|하|가|이)?지\s*않"
    r"|^(?:이|가|은|는)?\s*(?:보이|발견되|관찰되|확인되|생기|나타나)지\s*않"
)
_LISTED = r"or|nor|oder|noch|ou|ni|né|o"
_JOINED = re.compile(rf"^/$|^\s*(?:(?:,\s*)?(?:{_LISTED})\b|、|和|或|や|및)\s*$")
_LOOSELY_JOINED = re.compile(r"^\s*(?:,|/|and|und|et|y)\s*$")
_LIST_GOES_ON = re.compile(rf"^\s*(?:,[^,]*)*,?\s*\b(?:{_LISTED})\b")
_FILLER = re.compile(
    r"\b(?:any|visibl[ey]|obvious(?:ly)?|apparent(?:ly)?|single|an?|the|it|been|be|get|got|has|have"
    r"|had|did|do|does|was|is|were|are|signs?|traces?|evidence|indications?|of|further|more|longer|really"
    r"|at|all|yet|even|edge|rim|surface|hairline|micro|small|big|large|major|minor|internal|hard|soft|electrical"
    r"|mechanical|seen|fully|completely"
    r"|sichtbare\w*|erkennbare\w*|äussere\w*|mechanische\w*|eine?[nrms]?|anzeichen|von|mehr|beim"
    r"|auswerfen|de|la|le|du|un|une|visibles?|signes?|apparente?s?|été|est|se|si|è|hay|ha|foi|fue)\b|\bd['’]"
    r"|明显的?|任何|可见的?|发现|发生|出现|观察到|看到|见到|检测到|产生|见|显著|明らかな|目立つ",
)
"""Words between a negation and what it denies that change nothing."""
_FARTHEST = 40
"""A negation that stands farther away, in characters, belongs to something else."""


def reach(before: str, after: str) -> Reach:
    """What the words around a word do to it.

    Args:
        before: what stands before it in its remark, since the last word of failure.
        after: what stands behind it.
    """
    if _AFTER.match(after):
        return "denied"
    found = list(_BEFORE.finditer(before))
    if not found:
        return ""
    between = before[found[-1].end() :]
    if re.search("[,，、:]", between) or len(between) > _FARTHEST:
        return ""
    return "unclear" if _words(between) else "denied"


def without_answer(between: str) -> str:
    """What stands between two words of failure without the answer to the first: `: no / `."""
    return _AFTER.sub(" ", between, count=1)


def reach_of_whole(before: str, phrase: str) -> Reach:
    """What the words before do to a phrase such as `crack-free`, `no damage`, `in one piece`.

    One that denies by itself is not denied twice.
    """
    return "" if _BEFORE.match(phrase) else reach(before, "")


def reach_of_joined(last: Reach, between: str, after: str) -> Reach:
    """What a denial of the word before does to the next: `no crack or short`.

    A comma alone leaves it open: `no short, cracked` and `no crack, short` look alike.

    Args:
        last: what was done to the word of failure before.
        between: what stands between the two words.
        after: what stands behind the second one.
    """
    if not last:
        return ""
    between = _FILLER.sub(" ", between)
    if _JOINED.match(between):
        return last
    if _LOOSELY_JOINED.match(between):
        return last if _LIST_GOES_ON.match(after) else "unclear"
    return ""


def _words(text: str) -> bool:
    """Whether words are left that are no filler."""
    return any(sign.isalnum() for sign in _FILLER.sub(" ", text))


def without_negations(text: str, instead: str) -> str:
    """A text with its negations replaced."""
    return _BEFORE.sub(instead, text)
