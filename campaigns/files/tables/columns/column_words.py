"""Words in the titles of columns, in the languages of battery laboratories."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


STAGES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("prepress", _any(r"pre-?_?press|vorpress|separator|pré-?press|separ|预压|予備|프리프레스")),
    ("anode", _any(r"anod|attach|negative electrode|负极|阳极|負極|アノード|음극|애노드")),
    ("stack", _any(r"stack|operating|stapel|external|clamp|fixture|in.?situ",
                   r"betriebsdruck|\bduring\b|cycling",
                   r"empilement|堆叠|堆压|スタック|拘束|운전|스택|구속")),
    ("copress", _any(r"")),
)  # fmt: skip
"""Which pressing a pressure or a time belongs to; co-pressing where nothing is said."""

PRESSURE = _any(
    r"press|druck|stress|force|kraft|\bload\b|\blast\b|^p$|^f$|co.?press|fabricat|pelleti|densif",
    r"压|圧|荷重|力|載荷|하중|압력|가압|charge appliquée|effort|gauge|manom[eè]t",
    r"давлени|усили|нагрузк",
)
RATE_UP = _any(r"ramp|loading.?rate|belastungs|montée|加压速|昇圧|승압")
RATE_DOWN = _any(r"release(?!d)|unload|entlast|relâch|卸压|卸载|除圧|減圧速|제하")
TIME = _any(
    r"dwell|hold|halte|press.*(?:time|dauer|zeit)|maintien|durée|duration|^time$|^zeit$|^dauer$",
    r"保压|保持|保圧|加压时间|压制时间|时间|時間|유지|시간",
    r"выдержк|^время$|^t$|^temps$|^tiempo$|^tempo$|^tijd$",
)
OTHER_TIME = _any(
    r"rest|measur|mess(?:zeit|dauer)|mill|dry|trock|anneal|sinter|storag|lager|aging|ageing|mix",
    r"\bto (?:short|failure|crack\w*|break\w*)\b",
    r"cycl|charg|elapsed|exposure|age\b|since|until|静置|球磨|干燥|乾燥|測定|测试|측정|건조",
)
"""Times that have nothing to do with the pressing."""
TEMPERATURE = _any(r"temper|°c|^die_degc|heiz|heat|温度|온도|^t$")
OTHER_TEMPERATURE = _any(
    r"measur|mess|eis|test|room|ambient|raum|glove|synth|anneal|sinter|dry|cycl|測定|测试|측정"
)
LOGARITHM = _any(r"\b(?:log|log10|ln|lg)\b")
WORKED_OUT = _any(
    LOGARITHM.pattern,
    r"\b(?:sqrt|root|wurzel|racine|inverse|reciprocal|kehrwert)\b|√|平方根",
    r"\^ ?\(?[01][.,/]\d",
)
"""A logarithm, a root or a reciprocal: the numbers are not those of the quantity named."""
OTHER_STRESS = _any(r"yield|strength|modul|hardness|young|festigkeit|härte")
LINE = _any(
    r"gauge|gage|\boil\b|\bline\b|hydraul|manom[eè]t|huile|öldruck|leitungsdruck|pump|jauge|\bram\b",
    r"油压|表压|油圧|ゲージ|유압|게이지|液压",
)
"""A pressure column with such a word is that of the hydraulic line."""

RESISTANCE_STD = _any(
    r"(?:asr|area.?spec|resist|impedan|widerstand|\br\b).*"
    r"(?:\bstd\b|_std|\bsd\b|error|uncert|sigma|dev|fehler|±)"
)
RESISTANCE = _any(
    r"\basr\b|^asr|area.?spec|flächenwiderstand|resist|impedan|widerstand|résist|^r(?:[ _\d@]|$)",
    r"^z(?:[ _]|$)|阻抗|电阻|内阻|電阻|抵抗|インピーダンス|저항|임피던스|сопротивлени",
)
WITH_ITS_ERROR = _any(r"(?:±|\+/-|\+-) ?[a-zσ]")
"""`ASR ± SD`: both in one column."""
IMAGINARY = _any(r"\bimag|z''|z″|reactan|blindwiderstand|虚部|허수")
AT_A_TIME = _any(r"\b(?:day|week|month|cycle|hour|tag|woche|zyklus|jour|semaine)s?[ _#.-]*\d{1,3}$",
                 r"第\d+[天周次]|\d+[日週]目")  # fmt: skip
"""Columns of the same cell measured again: they are no replicates."""
AREA_SPECIFIC = _any(r"\basr\b|^asr|area.?spec|flächenwiderstand|面积比|面電阻|面积电阻|面積抵抗")
CONDUCTIVITY = _any(r"conductiv|^sigma|^σ|leitfähig|电导|導電率|伝導|전도도|проводимост")
DENSITY = _any(r"relative.?density|rel.*density|relative dichte|rel\. dichte|相对密度|相対密度")
RETENTION = _any(r"retention|kapazitätserhalt|rétention|容量保持|維持率|용량 ?유지")

EITHER_WAY = _any(r"\bpass\b.*\bfail", r"\bok\b.*\bn\.?g\b", r"\bok\b.*\bn\.?o\.?k\b",
                  r"\b(?:intact|good|whole|ok)\b.*\b(?:crack|brok|bad|short|fail|damage)",
                  r"\b(?:crack|brok|bad|short|fail|damage)\w*\b.*\b(?:intact|good|whole|ok)\b",
                  r"\bi\.?o\.?\b.*\bn\.?i\.?o\b")  # fmt: skip
"""Titles that name both ends."""
DATE = _any(r"\bdate\b|^datum|time ?stamp|日期|日付|実験日|製造日|날짜|^tag$|^jour$|\bdatum$")

OUTCOMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("failure", _any(r"^failure(?:[ _]mode)?s?$|fehlerbild|fehlerart|mode de défaillance",
                     r"失效模式",
                     r"^defects?\b|^défauts?\b|^mängel\b|缺陷|欠陥|결함")),
    ("pieces", _any(r"\bpieces\b|\bfragments?\b|^bruchstücke?|^stücke\b|^teile\b|\bmorceaux\b",
                    r"\bpezzi\b|\bpedazos\b|碎片数?|片数|块数|破片数?|조각")),
    ("damage", _any(r"damage|sch[aä]den|beschädig|dommage|损伤|損傷|손상")),
    ("shorted", _any(r"\bshort(?!\s*(?:name|title|desc|id))|kurzschl|court-?circuit",
                     r"\bcontinuity\b|\bdurchgang\b|短路|短絡|ショート|导通|導通|단락|쇼트|도통")),
    ("delaminated", _any(r"delamin|剥离|剥離|분리|박리")),
    ("crumbled", _any(r"crumbl|chipp|zerbröse")),
    ("stuck", _any(r"^stuck|stuck\?|klemmt")),
    ("cracked", _any(r"crack|riss|fissur|裂|ひび|割れ|クラック|크랙|균열")),
    ("broken", _any(r"brok|gebrochen|bruch|defekt|cassé|fail|kaputt|破|坏|壊|불량|파손")),
    ("intact", _any(r"^intact|^whole|\bok\b|^sound|^good|surviv|unversehrt|^ganz|^heil|intakt",
                    r"int[eè]gre|íntegr|\bintegr[oa]\b|\bintatt|\bentier|\bsaine?\b|\bintera?\b|целая|целый|온전",
                    r"\busable\b|brauchbar|verwendbar|utilisable|^yield\W*$|^ausbeute\W*$|可用",
                r"in ordnung|^i\.? ?o\.?\W*$|^bon\b|^pass|完好|合格|良品|양품|정상")),
    ("state", _any(r"^stat(?:e|us)|^fate\b|condition|^results?$|outcome|zustand|befund|ergebnis",
                   r"état|etat|résultat|inspection|integrity|\brating\b|bewertung|评分|評価|등급|"
                   r"\b(?:note|grade|score|mark|rating)\W{1,3}[01] ?(?:-|–|\.\.|to|bis|à) ?\d|"
                    r"^visual|sichtprüfung|appearance|aussehen|quality|qualität",
                   r"^(?:visual |optical )?(?:grade|score)$|urteil|良否|可否|合否",
                   r"aspect|verdict|状态|状況|結果|结果|外观|外観|状態|상태|결과|외관|판정|判定")),
    ("remark", _any(r"comment|remark|\bnotes?\b|observation|observaç|"
                    r"observaci|osservazion|所見|所感|"
                r"bemerk|anmerk|kommentar|hinweis|notiz",
                    r"remarque|megjegyz|märku|poznámk|uwag|huomautu|примеч|комментар|приміт|"
                r"opmerking|anmärkning|"
                r"bemærk|merknad|σχόλι|ghi chú|catatan|açıklama|pastab|piezīm|opomb|napomen|"
                r"备注|備考|备忘|メモ|コメント|비고|메모|说明|説明")),
)  # fmt: skip
"""Columns that say what became of a cell. `broken` is any failure; `remark` is free text."""

SHARE_INTACT = _any(
    r"\b(?:yield|ausbeute|surviv\w*|überleb\w*|success|intact|intakt\w*|integrit\w*|whole|sound|uncracked|rendement)\b",
    r"良品率|合格率|成品率|完好率|歩留|수율|양품|합격",
)
"""How many cells of a setting were intact, in percent."""
SHARE_FAILED = _any(
    r"\b(?:fail\w*|reject\w*|scrap|breakage|ausschuss\w*|bruchquote|rebut\w*)\b",
    r"不良率|废品率|破损率|破損率|불량",
)
"""How many were not."""

LASTED = re.compile(
    r"\b(?:cycles?|time|hours?|days?|h|zyklen|zeit|stunden)\b.*\b(?:to|until|before|till|bis)\b"
)
"""How long a cell lasted: `cycles to failure` is a number above zero for each of them."""

LEGEND = re.compile(
    r"(?:(?:light|dark|hell|dunkel)\s*)?(?:yellow|red|orange|green|blue|gr[ea]y|pink|purple|violet|brown"
    r"|bold|italics?|gelb|rot|grün|blau|grau|rosa|lila|braun|fett|kursiv|jaune|rouge|vert|bleu|gris"
    r"|amarillo|rojo|verde|azul|giallo|rosso|arancione|amarelo|vermelho|红|黄|绿|橙|蓝|灰|赤|緑|青"
    r"|빨강|노랑|초록|빨간색|노란색|주황)\w*\s*(?:=|:|->|→|–|-)\s*\w"
)
"""A line of a legend next to a table: `yellow = cracked`."""

ELSEWHERE = _any(
    r"operator|person|\buser\b|\bwho\b|bearbeiter|opérateur|operador|operatore|photo|image|picture",
    r"\bfoto|\bbild|\bfile|datei|fichier|\bpath\b|\blink\b|\burl\b|\bdoi\b|source|quelle|journal",
    r"author|reference|literatur|glove ?box|\broom\b|shelf|supplier|vendor|hersteller|\bid\b",
    r"操作|担当|作業者|照片|写真|文件|ファイル|文献|작업자|사진|파일",
)
"""Titles of people, files and places: what stands there says nothing of the cell."""

TEXTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("lot", _any(r"^lot\b|batch|^chargen?(?:[ -]?n[or]\.?)?$|^lot|批|ロット|배치|로트")),
    ("rung", _any(r"^rung\b|^pressure ?step|^druckstufe|^palier de pression")),
    ("material", _any(r"material|powder|pulver|composition|electrolyte|elektrolyt|材料|재료")),
    ("cell_id", _any(r"^cell|^id$|sample|probe|^pellet|pressling|^name$|^n[ro]\.?$|^#$|échantillon",
                     r"编号|样品|試料|サンプル|시료|번호|番号|zelle|tablette")),
)  # fmt: skip

GEOMETRY: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ram_mm", _any(r"\bram\b|kolben|piston|活塞")),
    ("thickness_mm", _any(r"thick|dicke|épaisseur|厚|두께")),
    ("die_mm", _any(r"\bdie\b|diam|durchmesser|^ø|matrize|bore|直径|径|지름|직경|mould|mold")),
)
PLANNED = re.compile(
    r"^(?:planned|plan|set|set.?point|target|soll|nominal|consigne|设定|設定|목표)[ _\-]+", re.I
)
ACHIEVED = re.compile(r"^(?:achieved|actual|measured|real|ist|peak|实际|実測|실제)[ _\-]+", re.I)
SUMMARY = re.compile(
    r"^(?:mean|average|avg\.?|mittelwert|mittel|mw|sum|summe|total|std\.?(?: ?dev\.?)?|sd|stdev|"
    r"median|count|min|max|minimum|maximum|rsd|cv|ø|stabw|standardabweichung|moyenne|écart.type|"
    r"n ?= ?\d+|平均值?|均值|标准差|合計|合计|標準偏差|평균|표준편차|합계)(?:\s*[±(:].*)?:?$"
)
"""First words of a row that sums up others."""
