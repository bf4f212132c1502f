"""Words for what became of a cell, in the languages of battery laboratories.

Each pattern stands with the failure mode or verdict that it means. A word that is not here is not
guessed: its row is kept out of the models until a person says what it means.
"""

from __future__ import annotations

import re

FAILURE_MODES = ("cracked", "delaminated", "crumbled", "shorted", "stuck", "unknown")

# damage grades of an inspection: 1 hairline, 2 cracked, 3 delaminated or in pieces
GRADE_OF_MODE = {
    "hairline": 1, "cracked": 2, "delaminated": 3, "crumbled": 3, "stuck": 3, "unknown": 2,
    "shorted": 0,
}  # fmt: skip


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern of several, for a text in one case and spelling."""
    return re.compile("|".join(patterns))


NOT_A_RESULT = any_of(
    r"\bshort(?:er|en|ened|ly|est|age)\b",
    r"\bshort[\s-]lived\b",
    r"\bshort[\s-]+(?:dwell|hold|time|press|pulse|delay|break|note|cycle|soak|rest|sample)\w*",
    r"\bshort[\s-]+(?:ramp|wait|pause|anneal|name|description|stroke)\w*",
    r"\bbad\s+weather\b|\bsplit\s+(?:die|mould|mold)s?\b|\b(?:lunch|coffee|tea)\s+break\b",
    r"\bcapped\s+with\b|\bno\.\s?(?=#?\d)",
    r"\bbroken\s+(?:line|seal)\b",
    r"\bunterbrochen\w*",
)
"""Phrases that hold a word of failure and speak of something else."""

_NO = r"(?:no|without|kein\w*|ohne|sans|aucune?|pas d[e'’])\s*(?:\w+\s+)?"

UNHARMED = any_of(
    r"\bun-?(?:cracked|broken|damaged|shorted|harmed|beschädigt|gebrochen|versehrt|zerbrochen)\b",
    r"\b(?:crack|damage|defect|short|riss|bruch|schadens?|kurzschluss)[\s-]?fre[ei]\w*",
    r"\bfre[ei] (?:of|from|von) (?:any )?(?:crack|riss|damage|defect|short|kurzschl|fehler)\w*",
    r"\bin one piece\b|\bin einem stück\b|\bam stück\b|\ben un (?:seul )?morceau\b",
    rf"\b{_NO}(?:problem|issue|befund|auffälligkeit|anomal|problème|beanstandung|abnormal)\w*",
    r"\b(?:no|without)\s*(?:\w+\s+)?(?:damage|flaw|fault)s?\b|\b(?:ohne|keine(?:rlei)?) schäden\b",
    r"\b(?:aucun|sans) défauts?\b|\bsans dommage\b",
    r"\bnothing (?:to see|noted|unusual|abnormal|wrong|special|odd)\b|\bsin novedad\b",
    r"\bo\.\s?b\.|rien à signaler|\br\.?a\.?s\.?$",
    r"无裂纹?|无破损|无异常|无短路|未破裂?|未短路|[未没不]有?[开断]?裂纹?|没有?短路|没有?破|无损",
    r"(?<![\d.,])\b(?:0|zero|null|zéro) (?:visible )?(?:cracks|shorts|defects|fissures|risse)\b",
    r"\b(?:sans|aucun) défaut\b|(?<!不)(?<!非)无明?显?缺陷",
    r"\b(?:cracks|shorts|fissures|risse) 0(?![\d.,])",
    r"\b(?:nessun\w*|senza|sin|ningún|sem|nenhum)\s(?:alcun\w*\s)?(?:dann[io]|daños?|danos?|difett\w*"
    r"|defect\w*|defeit\w*|problem\w*|anomal\w*)\b",
    r"이상\s*무(?!\w)",
    r"異常[な無]し|ひび割れ[な無]し|割れ[な無]し|ひび[な無]し|クラック[な無]し|ショート[な無]し|短絡[な無]し",
    r"没有?问题|没问题|导通无|導通[な無]し|破損[な無]し|問題[な無]し|欠け[な無]し|無傷|割れず|割れてい?ない|ショートしていない",
    r"금\s*(?:이\s*)?가지\s*않\w*|(?:깨|부서)지지\s*않\w*|(?:이상|균열|단락|깨짐|파손|문제|크랙)\s*없음",
)
"""Phrases that say outright that a failure did not happen."""

_FAILED: dict[str, tuple[str, ...]] = {
    "shorted": (
        r"\bshort(?:s|ed|ing|[\s-]?circ\w*\.?)?\b|\bs/c\b|\bs\.c\b\.?|\bshrt\b|\bdendrit\w*",
        r"\b(?:hat|mit|zeigt|elektrischer) durchgang\b|\btension nulle\b",
        r"\bzero (?:volts?|voltage|ocv)\b",
        r"[电電][压圧](?:为|是|が|は)?[0零](?![.,\d])",
        r"\b(?:voltage|ocv|potential) (?:collapse|drop)\w*|(?<![\d.,])0(?:[.,]0+)?\s*m?v\b",
        r"\b(?:li|lithium|na|sodium|anode|metal) (?:went|grew|creep\w*|crept) \w*",
        r"\b(?:li|lithium|na|sodium|anode|metal) penetrat\w*",
        r"\b(?:li|lithium|na|sodium|anode|metal) through\b|\bresistance collaps\w*",
        r"\bkurzschl(?:[uü]\w*)?\b|\bkurzgeschl\w*|\bks\b|\bdurchgewachsen\w*",
        r"\bcourts?[\s-]?circuit\w*|\bcortocircuit\w*|\bcurto[\s-]?circuit\w*",
        r"(?:(?<=\bin )|(?<=\ben )|(?<=\bem )|(?<=\bnessun )|(?<=\bposible ))c[ou]rto\b|"
        r"\bhay corto\b|^c[ou]rto\W*$|\bpuenteada?\b",
        r"\bkortsluit\w*|\bkorts[lk]ut\w*|\bzwarci\w*|\bkısa devre\w*|замыкани\w*|замикан\w*|"
        r"\b[sz]krat\w*|\brövidzár\w*|\boikosul\w*|\bscurt[\s-]?circuit\w*|\bβραχυκ\w*|"
        r"\b(?:đoản|ngắn) mạch\b|\bkorsleting\b|\bзакоро[чт]\w*|\bкз\b",
        r"導通(?:あり|有)|短路|短接|短絡|ショート|단락|쇼트|합선|[内微软軟]短|短了",
    ),
    "hairline": (
        r"\bhair[\s-]?line\w*|\bmicro[\s-]?(?:crack|fissur|riss)\w*",
        r"\bhaarriss\w*|\bmikroriss\w*",
        r"微裂|微细裂|微小な?ひび|ヘアライン|미세\s*(?:균열|크랙)",
    ),
    "delaminated": (
        r"\bdelam\w*|\bpeel(?:s|ed|ing)?\b|\bdetach\w*|\bseparated\b|\bblister\w*|\bflak(?:es?|ed|ing)\b",
        r"\b(?:layer|film|disc|disk|foil|electrode)s? (?:came|lifted|lifts|fell|peeled) off\b",
        r"\blaminated\b|\bspall\w*|\bschicht\w* gelöst\b",
        r"\baufgeblätt\w*|\b(?:deckel|kappe|schicht)\w* (?:ist )?(?:abgehoben|ab|lose)\b",
        r"\b(?:lid|cap|top|layer) (?:came|lifted|lifts|fell|popped|broke)(?: off)?\b",
        r"\bscrostat\w*|\bdespegad\w*|\bdescascar\w*|\bsfogliat\w*|\bdescolad\w*",
        r"\babgelöst\w*|\bablös\w*|\babgeblättert\w*|\bdécoll\w*|\bdélam\w*",
        r"\bрассло[еи]\w*|\bотсло[еи]\w*",
        r"剥离|剝離|分层|脱层|脱落|剥離|はく離|剥がれ|剥れ|はがれ|めくれ|起皮|翘起|박리|들뜸|층\s?분리",
    ),
    "crumbled": (
        r"\bcrumb\w*|\bchip(?:s|ped|ping)?\b|\b(?:fell|falls|falling|fallen) (?:apart|to pieces)\b",
        r"\bdisintegrat\w*|\bpulveri[sz]\w*|\bfriable\w*",
        r"\bzerbröse?l\w*|\b(?:ge)?brösel\w*|\bbröckel\w*|\babgebröckelt\w*|\bzerfall\w*",
        r"\b(?:kante|ecke|rand)\w* (?:ist )?(?:ab|weg|fehlt)\b",
        r"\bedges? (?:broken?|off|missing|lost)\b",
        r"\babgeplatzt\w*|\babplatz\w*|\bausgebr\w*|\bexplo\w*|\bfragment\w*|\bcollapsed\b",
        r"\b(?:piece|part|edge|corner)s? missing\b|\bstück\w* (?:fehlt|fehlen|ab)\b",
        r"\bmorceaux? manquants?\b|\bmanque un morceau\b",
        r"\bscheggi\w*|\bsbricio?l\w*|\bastillad\w*|\bdesmoron\w*|\bdesmigaj\w*",
        r"\blascad\w*|\besfarel\w*|\bdesfeit\w*|\bdesintegr\w*",
        r"\beffrit\w*|\bémiett\w*|\bébréch\w*|\bécaill\w*",
        r"\b(?:рас|вы)крош\w*|\bкрош\w*|\bосыпа\w*|\bрассыпа\w*|\bскол(?:ы|а|ом|от\w*)?\b|\bоткол\w*",
        r"떨어져|떨어짐|粉碎|掉粉|掉渣|崩边|崩角|缺角|掉角|掉块|缺口|粉化|崩れ|欠け|粉々|부서|부스러",
    ),
    "stuck": (
        r"\bstuck\b|\bsticks?\b|\bsticking\b|\bjammed\b|\bseized\b",
        r"\b(?:could not|couldn['’]t|would not|wouldn['’]t|cannot|can['’]t) (?:be )?eject\w*",
        r"\b(?:could|would|did) ?n(?:ot|['’]t) come out\b",
        r"\bsteck(?:t|en)\w*|\bhängt fest\b|\bfestgesessen\b|\bfestgefressen\b|\bverklemmt\w*",
        r"\bklemmt\b|\b(?:ver)?kleb(?:t|te|en)\b|\bfestgeklebt\w*|\bhammer(?:ed)? (?:it )?out\b",
        r"\bincollat\w*|\bbloccat\w*|\binceppat\w*|\bpegad[oa]s? (?:al?|en)\b|\batascad\w*",
        r"\bpres[oa]s? (?:no|na|à|ao)\b|\bagarrad[oa]s?\b|\btrabad[oa]s?\b",
        r"\bcoincé\w*|\bbloqué\w*|\bcollée?s?\b",
        r"\bзастр\w*|\bзаклин\w*",
        r"卡住|卡模|粘模|粘连|固着|張り付|抜けない|끼임|끼었|달라붙",
    ),
    "cracked": (
        r"\bcrac?k(?:s|ed|ing|y)?\b|\bbroken\b|\bbroke\b|\bbreaks?\b|\bbreakage\b",
        r"\bfractur\w*|\bfiss?ur\w*|\bcapp(?:ed|ing)\b|\bshatter\w*|\bsmashed\b|\bburst\b",
        r"\bsnapped\b|\bin pieces\b|\bdamaged?\b|\bsplit\b|\btorn\b|\bripped\b|\bpunctur\w*",
        r"\bpin[\s-]?holes?\b|\bholes? in\b",
        r"\b(?:two|three|several|many|\d) (?:pieces|parts|halves)\b",
        r"\w*riss(?:e|es|en|ig\w*|bildung)?\b|\b(?:ein)?gerissen\w*|\w*brochen\w*|\w*bruch\b",
        r"\b(?:zer|durch|ab)brach(?:en)?\b|\bkappenbildung\b|\bin \d+ teilen?\b|\bruptur\w*",
        r"\bbricht\b|\b(?:zer|ge)sprungen\w*|\bsprung\b|\bsprünge\b|\bkaputt\w*|\bgeplatzt\w*",
        r"\bin stücken\b|\bbeschädigt\w*|\bzerstört\w*|\bangeknackst\w*|\b(?:ge|zer)splittert\w*",
        r"\bfêl\w+|\bcassé\w*|\bcasse\b|\bbrisé\w*|\bfend[ui]\w*|\brompu\w*|\bcraquel\w*|\babîm\w*",
        r"\bcrk(?:d|s)?\b|\bcleaved\b|\b(?:deux|trois|plusieurs) morceaux\b",
        r"\b(?:zwei|drei|mehrere) (?:teile|stücke\w*)\b|\bhälften\b",
        r"\bcrep(?:[ae]|at[oaei]|atur\w*)\b|\brott[oaie]\b|\brottura\b|\bfessur\w*|\bincrinat\w*|\bspezzat\w*|\bfratturat\w*",
        r"\b(?:po)?prask\w*|\brozbit\w*|\btrhlin\w*|\bpuknut\w*|\bnapuk\w*|\brepedt?\w*|\btörött\w*",
        r"\bhalke\w*|\bhaljen\w*|\bmurtun\w*|\bspruk\w*|\bknækket\b|\bknekt\b|\bknust\b|\bcrăpat\w*",
        r"\bρωγμ\w*|\bσπασ\w*|\bтріщин\w*|\bтріснув\w*|\bnứt\b|\bvỡ\b|\bretak\w*|\bpecah\b",
        r"\btrinc(?:ad\w*|as?|ou)\b|\bquebr\w*|\brach(?:ad\w*|as?|ou|adura\w*)\b|\bpartiu\b",
        r"\brompi[óeo]\w*|\bpartid[oa]s? (?:en|em|in)\b|\bse partió\b",
        r"\bgebarsten\b|\bgebroken\b|\bgescheurd\w*|\bscheur(?:en|tje\w*)?\b",
        r"\bspruck\w*|\bspricka\w*|\bsprickor\b|\brevn\w*|\bpękn\w*|\bpęka\w*|\bçatla\w*|\bkırı[kl]\w*",
        r"\bтрещин\w*|\b(?:по)?треск\w*|\b(?:рас)?треснул\w*|\bслом\w*|\bразби[лт]\w*|\bраскол\w*|\bлопн\w*|\bразруш\w*",
        r"\ben morceaux\b|\béclat\w*",
        r"\braja(?:d[ao]s?|duras?)\b",
        r"\bendommag\w*|\bagriet\w*|\bgrietas?\b|\brot[oa]s?\b|\bfracturad\w*",
        r"ひび割れ|破損|裂|破|断开|断裂|断成|断为|崩了|断了|折断|折れ|碎|損傷|损伤|损坏|割れ|ひび|ヒビ|亀裂|クラック|壊れ",
        r"균열|깨짐|깨졌|깨진|깨져|파손|금이|금\s?감|크랙|파괴|갈라|쪼개|부러",
    ),
    "unknown": (
        r"\bfail(?:s|ed|ure|ing)?\b|\bbad\b|\bdefect(?:ive|s)?\b|\bdead\b|\brejected?\b|\bruined\b",
        r"\b(?:did not|didn['’]t|has not|hasn['’]t|not) surviv\w*|\b(?:has |have )?died\b",
        r"\b(?:no|kein\w*|without) (?:ocv|voltage)\b",
        r"\btot\b|\blost\b|\bdestroyed\b|\bunusable\b|\bdiscard(?:ed)?\b|\bscrap(?:ped)?\b",
        r"\bthrown away\b|\bdo not use\b|\bnicht (?:ver)?wende\w*|\bungültig\w*|\binvalid\b",
        r"\bexcluded?\b|\bdeform(?:ed|iert\w*|é\w*)|\bhs\b",
        r"\bn\.?\s?g\.?(?=\W|$)|\bn\.?\s?i\.?\s?o\.?(?=\W|$)|\bn\.?o\.?k\.?(?=\W|$)",
        r"\bnot usable\b|\bleak(?:s|y|ed|ing)\b|\bwarped\b|\bundicht\w*|\bverzogen\w*",
        r"\bdefekt\w*|\bausschuss\b|\bunbrauchbar\w*|\bschlecht\w*|\bverworfen\w*",
        r"\bdifettos\w*|\bscartat\w*|\bguast[oa]\b|\bdefectuos\w*|\bdesechad\w*|\bfallid[oa]\b",
        r"\bdescartad\w*|\bestragad\w*|\bfalhou\b|\brebut\w*|\bgarbage\b|\bdnf\b|\bkilled\b",
        r"\b(?:geht|ging|funktioniert\w*) nicht\b|\bbuckled\b|\bunsound\b",
        r"\bmauvais\w*|\bdéfectueu\w*|\braté\w*|\béchec\w*|\bhors service\b|\bh\.s\.?(?=\W|$)",
        r"\bдефект\w*|\bнегод\w*|\bплох\w*|\bбракован\w*|^брак$",
        r"^否$|不合格|不良|失效|失败|失敗|报废|坏|不可|异常|異常|ダメ|だめ",
        r"불량|실패|불합격|폐기|이상 (?:있음|발생)|[✗✘×☓❌👎]",
    ),
}
FAILED = tuple((mode, any_of(*patterns)) for mode, patterns in _FAILED.items())
"""Words of failure, by mode. `hairline` is a crack of grade 1."""

INTACT = any_of(
    r"\bo\.?\s?k\.?(?:ay)?(?=\W|$)|\bgood\b|\bfine\b|\binta[ck]t\w*|\bwhole\b|\bsound\b",
    r"\bpass(?:ed|es)?\b|\bperfect\w*|\bnice\b|\bsurvived\b",
    r"\bi\.?\s?o\.?(?=\W|$)|\bin ordnung\b|\bgut(?:e[rsn]?)?\b|\bganz(?:e[rsn]?)?\b",
    r"\bheile?[srn]?\b|\bheel\b|\bdobr[aye]\b|\bcał[aye]\b|\bsağlam\b|\bcelá\b|\behjä\b",
    r"\bunauffällig\w*|\bunversehrt\w*|\bbestanden\b|\beinwandfrei\w*",
    r"\bbon(?:ne)?s?\b|\bbien\b|\benti(?:er|ère)[es]*\b|\benter[oa]s?\b|\bintègre\b|\bintegr[oa]\b|\bconforme\b|\bsaine?\b|\bbuen[oa]\b",
    r"\bbuon[oaie]\b|\bint(?:att|act)[oaie]\b|\bíntegr[oa]\b|\bbo[am]\b|\bperfett[oa]\b",
    r"完好|良好|合格|正常|完整|良品|^良$|^好$|^可$|^合$|양호|정상|양품|합격|온전|좋음",
    r"\bцел(?:ый|ая|ое|ые)\b|\bнорма\b|\bнормальн\w*|\bгод(?:ен|на|ный|ная)\b|\bхорош\w*",
    r"[✓✔○◯〇◎☑✅👍]",
)
"""Words for a cell that is intact."""

CLAUSE = any_of(
    r"[;!。；！\n]+|\.+(?=\s|$)|\s+-\s+|，",
    r"\b(?:but|however|yet|then|after|aber|jedoch|dann|danach|mais|puis|pero)\b",
    r"但是?|然而|でも|しかし|그러나|하지만",
)
"""Where one remark ends and a denial with it."""

NEUTRAL = any_of(
    r"\b(?:repeat\w*|replicat\w*|duplicate|again|re-?measured?|re-?pressed|new|fresh|old|first)\b",
    r"\b(?:second|third|last|same|batch|lot|die|powder|operator|measured|pressed|sample|pellet)\b",
    r"\b(?:cell|test|day|week|morning|evening|night|before|after|with|from|by|in|on|at|of|the|a)\b",
    r"\b(?:an|and|to|is|was|see|reference|ref|standard|baseline|center|centre|point|run|page)\b",
    r"\bsimulated\b",  # the note of our own exports of simulated cells
    r"\b(?:releas\w*|unload\w*|hysteresis|notebook|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    r"\b(?:wiederholung|wiederholt|neue?[sr]?|alte?[sr]?|charge|pulver|matrize|probe|messung)\b",
    r"\b(?:gemessen|gepresst|montag|dienstag|mittwoch|donnerstag|freitag|mit|von|am|im|der|die)\b",
    r"\b(?:das|und|siehe|referenz)\b",
    r"\b(?:répétition|nouveau|nouvelle|poudre|matrice|mesuré|référence|lundi|mardi|mercredi)\b",
    r"\b(?:jeudi|vendredi|avec|du|de|la|le|et)\b",
    r"\b(?:(?!(?:sc|cc|ko|hs)\b)[a-z]{1,2}\d*|\d[\d.,:/-]*|mpa|min|bar|ohm)\b",
    r"重复|重测|新模具|新粉|再測定|再プレス|新しい|반복|재측정",
)
"""Words of a remark that say nothing about the state of the cell."""

SIZES = {
    1: any_of(r"(?:very )?(?:minor|slight|small|little|light)|leichte?|geringe?|kleine?|léger|petit"
            r"|lieve|leve|轻微|軽微|경미"),
    2: any_of(r"moderate|medium|mittel|mässig|moyen|medio|中等|中度"),
    3: any_of(r"severe|major|heavy|strong|total|starke?|schwere?|grosse?|grave|sévère|fort|严重"
            r"|重度|심각"),
}  # fmt: skip
"""How bad a damage is, where a column of damages says nothing else; by grade."""

YES = frozenset({
    "yes", "y", "true", "ja", "j", "x", "1", "wahr", "oui", "o", "vrai", "si", "sí", "是",
    "有", "はい", "有り", "あり", "예", "네", "있음", "✓", "✔", "●", "check", "checked", "sì",
    "sim", "tak", "да", "evet", "igen", "kyllä",
})  # fmt: skip
NO = frozenset({
    "no", "n", "false", "nein", "0", "falsch", "non", "faux", "none", "否", "无", "無",
    "没有", "いいえ", "無し", "なし", "아니오", "아니요", "없음", "not", "não", "nie", "нет",
    "hayır", "nem", "ei", "nee", "nej",
})  # fmt: skip
OF_A_STATE = {
    "sc": "shorted", "cc": "shorted", "s.c": "shorted", "c.c": "shorted", "ko": "unknown",
    "k.o": "unknown",
}  # fmt: skip
"""Abbreviations that mean a failure in a column of states, and something else in a remark: short
circuit, court-circuit, knocked out."""
OF_A_TRIAL = frozenset({
    "planned", "approved", "started", "interrupted", "pressed", "closed", "set aside",
    "observed", "recipe failed", "rig failed", "measurement failed", "rejected", "skipped",
})  # fmt: skip
"""States and ends of a trial in a table that Copress exported: its damage column says the rest."""

NOT_MEASURED = any_of(
    r"^n\.?\s?[mb]\.?$|^n/m$|^k\.?\s?a\.?$|\bpending\b|\bmissing\b|\bto do\b",
    r"^(?:-|–|—|\.)+$|^no (?:data|eis|file|value)\b",
    r"\bnot (?:yet )?(?:measured|done|recorded|available|determined|tested)\b|\bno measurement\b",
    r"\bnicht (?:gemessen|bestimmt|erfasst)\b|\bfehlt\b|\bausstehend\b|\bnon (?:mesuré|fait)\w*",
    r"\bno medid[oa]\b|\bnon misurat[oa]\b|не измер\w*",
    r"未测|未測定|测定中|測定待ち|미측정|측정\s?안",
)
"""What stands in the place of a result that nobody has taken."""

NO_REMARK = frozenset({
    "none", "nothing", "nil", "keine", "keiner", "nichts", "aucun", "aucune", "rien", "ninguno",
    "ninguna", "nada", "nessuno", "nessuna", "niente", "无", "無", "没有", "なし", "無し", "없음",
})  # fmt: skip
"""What people write where they have nothing to remark."""
NOTHING = frozenset({"-", "–", "—", "--", "/", "."})
"""Strokes that people put where they have nothing to note."""

BLANK = frozenset({"", "n/a", "na", "nan", "null", "k.a.", "n.d.", "nd", "tbd", "n. a.", "nat"})
