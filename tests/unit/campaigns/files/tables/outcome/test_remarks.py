"""What people write next to a cell: every remark is a verdict, a doubt, or not understood."""

import pytest

from campaigns.files.tables.outcome.reading import finding_of_text

FAILED = (
    "a bit crumbly at the edge", "soft short", "broke when ejecting", "broken into 3",
    "cracked but measured", "came out in pieces", "fell to pieces", "flaked off",
    "layers separated", "pinhole", "torn separator", "voltage drops, 0 V", "no OCV",
    "could not eject", "not ok", "no good", "not intact", "no short; crumbly edge",
    "not shorted but cracked", "no leak current measured; cracked", "R too low - short",
    "not measured, cracked", "no impedance, broken", "no, cracked", "did not survive",
    "damaged at rim", "leicht bröselig am Rand", "Kurzschl.", "hängt fest", "gesplittert",
    "keine Risse, aber Kurzschluss", "kein Schmiermittel, gerissen", "nicht gemessen, Kurzschluss",
    "non mesuré, cassée", "légèrement friable", "écaillée", "边缘掉渣", "边缘略有破损", "未测,短路",
    "不正常", "无裂纹 短路", "少し欠けあり",
    "異常あり", "割れなし、ショート", "剥がれ", "가장자리 부서짐",
    "균열 없음, 단락",
    "not crack-free", "not in one piece", "not free of cracks", "nicht rissfrei",
    "layer came off", "piece missing", "Stück fehlt", "en deux morceaux", "Li through",
    "rotta", "crepa sul bordo", "fisurado", "trincada", "gebarsten", "kortsluiting", "gebroken",
    "prasklá", "rozbitá", "zkrat", "repedt", "rövidzárlat", "haljennut", "oikosulku", "sprukket",
    "crăpată", "scurtcircuit", "ρωγμή", "тріщина", "bị nứt", "đoản mạch", "retak", "korsleting",
    "pęknięty", "zwarcie", "трещина", "замыкание", "треснула", "КЗ",
    "раскрошился", "расслоение", "целая, но скол", "лопнул", "не годен", "失效", "crkd", "invalid",
    "in corto", "va in corto", "scheggiata", "sbriciolata", "incollata allo stampo", "fessurata",
    "en corto", "se rompió", "astillada", "desmoronada", "pegada al molde", "partida en dos",
    "em curto", "quebrou", "lascada", "esfarelou", "presa no molde", "fêlure", "s.c.",
    "klebt am Stempel", "aufgeblättert", "zerbrach beim Ausstoßen", "in 2 Teile",
    "断成两半", "起皮", "内短", "掉角", "折れた", "쪼개짐", "층분리", "lid came off", "ruptured",
)  # fmt: skip
INTACT = (
    "not cracked", "no cracks visible", "no crack, short or chip", "neither cracked nor shorted",
    "no crack, ok", "nothing broken", "cracks: none", "Cracks none", "crack not visible",
    "did not crack", "didn't break", "without damage", "no visible damage", "never shorted",
    "no sign of a crack", "fine, no crack, no short",
    "keine Risse sichtbar", "Risse nicht sichtbar",
    "nicht gerissen", "heile", "kein KS", "aucune fissure", "pas cassée", "non fissuré",
    "未见明显裂纹", "未发生短路", "无异常",
    "割れは見られない", "割れていない", "ショートせず", "異常なし",
    "깨지지 않음", "쇼트 안됨",
    "no hairline cracks", "0 cracks", "zero cracks", "absence of cracks", "未开裂", "没有开裂",
    "sin fisuras", "nessuna crepa", "sem fissuras", "geen scheuren", "без трещин", "integro",
    "bez trhlin", "çatlak yok", "repedés nincs", "ei halkeamia", "ikke sprukket", "không nứt",
    "tidak retak", "fără fisuri", "inte sprucken", "не треснул",
    "nessun corto", "non si è rotta", "intatta", "buona", "no hay corto", "no se rompió",
    "sem trincas", "boa",
    "keine Schäden", "aucun défaut", "破損せず", "금 가지 않음", "단락되지 않음",
    "целый", "трещин нет", "нет замыкания", "норма",
)  # fmt: skip
DOUBTFUL = (
    "?", "cracked?", "ok?", "maybe a crack", "looks like a short", "might be cracked",
    "could be short", "not sure if cracked", "cannot exclude a crack", "no short, cracked",
    "kein Kurzschluss, Riss", "no lubricant so it cracked", "evtl. Riss", "Riss möglich",
    "fissure possible", "疑似短路", "好像裂了", "割れかも", "ショートの可能性", "쇼트 의심",
    "ok but wobbly", "i. O., aber knistert", "intacte mais bizarre", "целая, но хрустит",
    "良好，但有异样",
    "posible corto", "forse rotta",
)  # fmt: skip
SILENT = ("new die", "after the lunch break", "repeat of 4", "short dwell", "-", "n/a", "")
NOT_UNDERSTOOD = ("voltage strange", "sc", "hydraulic leakage", "CC", "green")


@pytest.mark.parametrize("text", FAILED)
def test_a_failure_is_read(text: str) -> None:
    assert finding_of_text(text).verdict == "failed"


@pytest.mark.parametrize("text", INTACT)
def test_a_denied_failure_is_an_intact_cell(text: str) -> None:
    assert finding_of_text(text).verdict == "intact"


@pytest.mark.parametrize("text", DOUBTFUL)
def test_doubt_decides_nothing(text: str) -> None:
    assert finding_of_text(text).verdict == "doubtful"


@pytest.mark.parametrize("text", SILENT)
def test_other_remarks_say_nothing(text: str) -> None:
    assert finding_of_text(text).verdict == "nothing"


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_an_unknown_word_is_never_taken_for_intact(text: str) -> None:
    assert finding_of_text(text).verdict == "not understood"
