"""Ordinary words next to `ok`: how a cell was made, handled and measured, not what became of it.

A word that is not here may say that the cell is not quite what `ok` calls it. Edges, rims, corners,
colours and marks are left out on purpose: people name them where something is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from campaigns.files.tables.outcome.negation import without_negations
from campaigns.files.tables.outcome.words import INTACT, NEUTRAL, any_of

ORDINARY = any_of(
    r"\b(?:all|looks?|looking|looked|still|remain(?:s|ed)?|stayed|came out|out|very|quite"
    r"|really|this(?: one)?|that(?: one)?|it|its|cells?|pellets?|samples?|discs?|disks?|tablets?"
    r"|now|also|as usual|usual|usually|normal(?:ly)?|expected|until now|so far|as before"
    r"|again|any|no(?:thing)? (?:more|else)|everything|here|there|visual(?:ly)?|optical(?:ly)?"
    r"|electrical(?:ly)?|mechanical(?:ly)?|inspect\w*|eye|microscop\w*|photo\w*|image"
    r"|pictures?|sem|ct|xrd|shape|appearance)\b",
    r"\b(?:foils?|films?|papers?|dies?|moulds?|molds?|punch\w*|plungers?|liners?|spacers?"
    r"|gaskets?|lubric\w*|grease\w*|powders?|electrolytes?|separators?|cathodes?|anodes?"
    r"|composites?|binders?|carbon|indium|lithium|sodium|steel|titanium|peek|mylar|ptfe|teflon"
    r"|bag|press(?:es|ing)?|ram|fixtures?|holders?|lots?|batch(?:es)?|bottles?|jars?|supplier"
    r"|glove ?box\w*|argon|dry(?:ing)?|dried|room|vacuum|vent\w*|sie?ved?|mill(?:ed|ing)"
    r"|ground|mortar|mix(?:ed|ing)|polish\w*|clean\w*|heat\w*|hot|warm|cold|annealed|kept"
    r"|stored?|used|using|use|for|sent|given|reserved|assembled|mounted|built|made|makes?"
    r"|making|prepared|eis|impedance|spectr\w*|measurements?|measuring|cycling|cycled"
    r"|cyclings?|cycles?|formation|ocv|thick(?:ness)?|weigh(?:s|ed|t)?|mass|density|diameter"
    r"|area|temperature|temp|humidity|dew|today|tomorrow|yesterday|later|next|days?|weeks?"
    r"|hours?|minutes?|seconds?|month|year|times?|date|night|overnight|weekend|afternoon|noon"
    r"|series|set|group|control|blank|trial|attempts?|try|tries|user|student|phd|intern"
    r"|by hand|hand|manual(?:ly)?|automatic(?:ally)?|slow(?:ly)?|fast|quick(?:ly)?"
    r"|careful(?:ly)?|always|ever|twice|thrice|once|full|none|reached|leak tests?|tests?"
    r"|box(?:es)?|pump|graphite|gold|copper|alumin\w*|eject(?:ed|ion|ing)?|easy|easily"
    r"|smooth(?:ly)?|shiny|flat|even|uniform|homogeneous|dense|transparent|translucent|clean"
    r"|level|parallel|planar|contact|results?|values?|numbers?|data|file|log)\b",
    r"(?<![\w.,])[~≈]?\d+(?:[.,]\d+)*\s?(?:mg|g|kg|mm|µm|um|cm|cm2|nm|kn|n|bar|mpa|gpa|t|s|sec|min|h"
    r"|d|v|mv|ma|khz|hz|mhz|rpm|ppm|wt|vol|c|k|°c|degc|x)?\b\s*%?",
    r"[°#№]",
    r"\b(?:alles|aus|flasche|dick|immer|zweimal|sieht|aussehen|aussieht|noch"
    r"|bleibt|blieb|sehr|ist|wie|üblich|gewohnt|erwartet|optisch|elektrisch|mechanisch"
    r"|auch|jetzt|hier|zelle[n]?|pressling\w*|tabletten?|proben?|folien?|film|papier|stempel"
    r"|gefettet|geschmiert|presse\w*|pulver\w*|matrizen?|charge[n]?|getrocknet|trocken"
    r"|gemahlen|gesiebt|poliert|gereinigt|sauber\w*|vakuum|handschuhkasten|eingebaut|montiert"
    r"|zyklisiert|zyklen|zyklus|formierung|spektr\w*|impedanz|messwert|dicke|gewicht|masse"
    r"|dichte|fläche|heute|morgen|gestern|später|tage?n?|wochen?|stunden?|minuten?|sekunden?"
    r"|uhr|nacht|wochenende|serie|satz|versuche?|doktorand\w*|student\w*|praktikant\w*|langsam"
    r"|schnell|vorsichtig|leicht ausgeworfen|ausgeworfen|auswurf|glatt|eben|glänzend"
    r"|gleichmässig|dicht|für|zum|zur|auf|den|dem|ein\w*|wieder|nochmal\w*|einmal|zweite[rsn]?"
    r"|dritte[rsn]?|letzte[rsn]?)\b",
    r"\b(?:tout|toujours|très|est|reste|comme|prévu|aspect|visuellement|cellules?|pastilles?"
    r"|échantillons?|feuilles?|film|papier|matrices?|moules?|poinçon|poudres?|lots?|séchée?s?"
    r"|broyée?s?|tamisée?s?|nettoyée?s?|propre|vide|boîte à gants|montée?s?|cyclée?s?|cyclage"
    r"|épaisseur|masse|densité|surface|aujourd|hui|demain|hier|mesurée?s?|pressée?s?|lendemain"
    r"|veille|jours?|semaines?|heures?|minutes?|secondes?|nuit|série|essais?|lisse|plane?|pour"
    r"|un|une|les|des|dans|sur|après|deuxième|troisième|dernière?)\b",
    r"\b(?:todo|tutto|tutte|muy|molto|molta|pastillas?|pastiglie?|muestras?|campioni?|celdas?"
    r"|celle?|lote|lotto|polvo|polvere|molde|stampo|nuev[oa]|nuov[oa]|medid[oa]|misurat[oa]"
    r"|para|per|con|desde|después|dopo|día|días|giorn[oi]|semana|settimana|serie|amostras?"
    r"|lotes?|pó|novo|nova|medido|bem)\b",
    r"外观|外観|状态|状態|表面|光滑|均匀|平整|致密|样品|样|试样|电池|片子?|压片|压|很|非常|仍"
    r"|[一二两三四五六七八九十]|取出|脱模|顺利|之?后|新(?:しい)?|旧|模具|粉末?|批次?|第|号|次|再|重做"
    r"|测试?|阻抗|测量|循环|厚度?|质量|今天|明天|昨天|周|天|小时|分钟|的|了|是|均|都|全部"
    r"|手套箱|一切|依然|保持|目视|检查|无|没有?",
    r"見た目|目視|表面|平滑|均一|緻密|試料|サンプル|セル|ペレット|ロット|金型|新|粉末?|番"
    r"|回目?|再|測定|厚さ|質量|今日|明日|昨日|日|週|時間|分|全て|すべて|とても|状態|です"
    r"|だった|した|の|は|が|も|に|で|を|と|後|問題",
    r"외관|육안|표면|매끈\w*|균일\w*|시료|샘플|셀|펠릿|로트|배치|몰드|새|분말|번|회|재|측정"
    r"|두께|질량|오늘|내일|어제|일|주|시간|분|모두|아주|상태|임|함|입니다|후|전부",
)
"""Words that say nothing against a cell that a remark calls intact."""

_BY_WHOM = any_of(
    r"\b(?:(?:by|von|par) )?(?:hr|fr|frau|herr|dr|mr|mrs|ms)\b\.? [^\W\d_]+",
    r"\b(?:by|von|par) [^\W\d_]+",
)
_KNOWN = "\0"
"""In the place of what is understood."""
_BETWEEN = re.compile(r"\0|[,;:/()\[\]{}\"'„“”’+&=<>≈~|…。、，；：（）.!-]+")


def strange_words(clause: str, failures: Collection[str]) -> list[str]:
    """Words of one remark that a person has to explain where it calls the cell intact.

    Args:
        clause: the remark, folded.
        failures: words of failure in it. What stands in the same part between commas belongs to
            them: `no cracks at the rim`.
    """
    found: list[str] = []
    for part in re.split(r"[,、(（/]", clause):
        rest = "" if any(word in part for word in failures) else part
        for known in (_BY_WHOM, INTACT, ORDINARY, NEUTRAL):
            rest = known.sub(_KNOWN, rest)
        runs = _BETWEEN.split(without_negations(rest, _KNOWN))
        found += [" ".join(run.split()) for run in runs if any(map(_says_something, run))]
    return found


def _says_something(sign: str) -> bool:
    """A letter, a figure, a picture, or the mark of a footnote that nothing explains."""
    return sign.isalnum() or sign in "*†‡§" or unicodedata.category(sign) == "So"
