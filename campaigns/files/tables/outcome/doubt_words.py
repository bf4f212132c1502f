"""Words that leave open what became of a cell, or take a praise back.

A text is folded before, ß to ss.
"""

from __future__ import annotations

import re

from campaigns.files.tables.outcome.words import any_of

DOUBT = any_of(
    r"[?？]",
    r"\b(?:maybe|perhaps|possibl[ye]|suspect\w*|probabl[ye]|likely|seems?|unsure|unclear)\b",
    r"\b(?:may|might|could) (?:be|have)\b|\blook(?:s|ed)? like\b",
    r"\balmost\b|\bnearly\b|\bnot sure\b",
    r"\bborderline\b|\bquestionable\b|\b(?:can ?not|can['’]t) (?:exclude|tell|rule)\b",
    r"\b(?:vielleicht|evtl|eventuell|vermutlich|verdacht\w*|wahrscheinlich|unklar|scheint|möglich\w*|fraglich|unsicher|beinahe)\b",
    r"\b(?:peut[\s-]être|possibles?|semble|probable\w*|suspicion|doute\w*)\b",
    r"\b(?:posible\w*|possibile|forse|quizás?|tal ?vez|possível|probabil\w*|sospech\w*)\b",
    r"疑似|可能|怀疑|好像|似乎|也许|不确定|かも|疑い|らしい|의심|아마|같음|듯",
    r"\b(?:should be|hope(?:fully)?|guess|presum\w*|assum\w*|believe|think|apparently|supposed\w*)"
    r"\b|\b(?:wohl|anscheinend|angeblich|dürfte|hoffentlich|glaube|denke|apparemment|on dirait)\b",
    r"应该|估计|大概|恐怕|恐らく|多分|たぶん|おそらく|と思|思われ|추정|것 같|듯하",
)

IN_PART = any_of(
    r"\b(?:hardly|barely|scarcely|just about|more or less|mostly|largely|partly|partially)\b",
    r"\boverall\b|\b(?:kaum|halbwegs|einigermassen|gerade (?:so|noch)|grösstenteils)\b",
    r"\b(?:weitgehend|teilweise|bedingt)\b|(?<=\w)-?ish\b|\bfast (?:ganz|intakt|heil|gut|ok)\b",
    r"\b(?:presque|casi|quasi|quase)\b|\bso[- ]so\b|\bso lala\b",
    r"\b(?:à peine|plus ou moins|en partie|en gros|apenas|a malapena|in parte|en parte)\b",
    r"勉强|勉強|辛うじて|かろうじて|基本|大致|大体|部分|ほぼ|一部|겨우|간신히|대체로|일부|거의",
)
"""Words that take half of a praise back: `barely intact`, `größtenteils ganz`."""

UP_TO_A_MOMENT = any_of(
    r"\b(?:until|till|up to|before|prior to|at first|at the start|in the beginning|initially)\b"
    r"(?! (?:now|today|lunch|noon))",
    r"\bfor (?:the first )?\d+ (?:cycles?|h|hours?|min\w*|days?)\b",
    r"\bbis (?:zum|zur|zyklus|z\.|nach|\d)|\bvor (?:dem|der|d\.)|\bvorm\b|\banfangs\b",
    r"\bzu(?:nächst|erst)\b",
    r"\bjusqu\W|\bavant\b|\bau début\b|\bd[’']abord\b|\binitialement\b",
    r"\bhasta\b|\bantes d|\bal principio\b|\bfino a|\bprima d|\ball[’']inizio\b|\baté\b",
    r"之前|以前|直到|起初|一开始|最初|[测試试验压模环电片]前|まで|当初|[定出電験型]前|까지|이전|처음|[정험형사출전]\s?전",
)
"""A cell that was intact until the moment that is named; what came after it is not said."""

OF_ANOTHER = any_of(
    r"\b(?:replacement (?:for|of)|instead of|same \w+ as|ersatz für|anstelle|remplace)\b",
    r"\b(?:like|as) (?:cell|pellet|sample|no\.?|#)",
)
"""Words after which a failure may be that of another cell."""

HOWEVER = any_of(
    r"\b(?:but|though|although|however|except|aber|jedoch|allerdings|ausser|bis auf|mais|sauf)\b",
    r"\b(?:pero|salvo|ma|però|maar|men|ale|но|однако|кроме|але)\b",
    r"\b(?:despite|in spite|apart from|aside from|other than|trotz\w*|abgesehen|malgré|hormis)\b",
    r"\ba pesar\b|\bnonostante\b|尽管|にもかかわらず|불구하고",
    r"但|不过|除了|しかし|だが|ただし|하지만|그러나|지만",
)
"""Words after which a remark takes something back."""

ONLY_A_QUESTION = re.compile(r"[?？()\s]*[?？][?？()\s]*")
"""Nothing but question marks: somebody looked and does not know."""

REFERS = any_of(
    r"^(?:the )?(?:same|like|as|see|cf\.?|wie|siehe|s\.|vgl\.?|comme|voir|como|come|ver)\b",
    r"^(?:同|与|和|参照|参见|见|위와|앞과)|同様|同じ|와 같|과 같",
)
"""A remark that points to something else: what is said there is not known here."""
