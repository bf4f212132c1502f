"""What was refused, in the audit chain of the campaign it was aimed at; floods are counted."""

from __future__ import annotations

import logging
import threading

from campaigns.errors import StoreError
from campaigns.web.security.rate_limit import Limiter
from campaigns.web.shelf.open_campaigns import OpenCampaigns

REFUSED = "refused"
_LONGEST = 300  # characters; chosen: one line of the record
_TERMINAL = logging.getLogger("copress.page")


class Trail:
    """Keeps refusals, 60 a minute at most; how many more there were stands in the next one."""

    def __init__(self, campaigns: OpenCampaigns) -> None:
        self._campaigns = campaigns
        self._limiter = Limiter(60, 60.0)
        self._unsaid = 0
        self._lock = threading.Lock()

    def refused(self, person: str, what: str, why: str, slug: str = "") -> None:
        """Keep that `person` was not let do `what`."""
        with self._lock:
            if not self._limiter.allows("all"):
                self._unsaid += 1
                return
            more, self._unsaid = self._unsaid, 0
        text = f"{what}: {why}" + (f" (and {more} more that are not listed)" if more else "")
        self._keep(person or "nobody", REFUSED, text, slug)

    def done(self, person: str, action: str, why: str, slug: str = "") -> None:
        """Keep what a person did on the page next to the decisions: log in, arm, sign."""
        self._keep(person, action, why, slug)

    def _keep(self, person: str, action: str, text: str, slug: str) -> None:
        campaigns = self._campaigns.kept_in(slug)
        if not campaigns:  # of a folder, not of a campaign in it
            _TERMINAL.info("%s: %s: %s", person[:80], action, text[:_LONGEST])
        for campaign in campaigns:
            try:
                campaign.store.decide(None, person[:80], action, text[:_LONGEST])
            except StoreError:  # a memory that cannot be written refuses the act as well
                return
