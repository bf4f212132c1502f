"""Ways to reach people: a mail server, a webhook. Each is tried by `send`, which may take 10 s."""

from __future__ import annotations

import http.client
import json
import os
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol

from typing_extensions import override

from campaigns.config.notify_schema import MailTable, NotifyTable, WebhookTable
from campaigns.run.notify.notice import Notice

LONGEST_S = 10.0
"""For one attempt to connect, and for each answer."""

LATE_S = 600.0
"""A notice that is older when it goes out says so."""


class NotSentError(Exception):
    """A notice did not go out.

    Attributes:
        hopeless: Trying again would not help: a wrong password, no such address.
    """

    def __init__(self, why: str, *, hopeless: bool) -> None:
        super().__init__(why)
        self.hopeless = hopeless


@dataclass(frozen=True)
class NoticeContext:
    """What each notice says of its campaign."""

    campaign: str
    simulated: bool
    where: str
    """The worker, or nothing."""


class NoticeChannel(Protocol):
    """One way."""

    @property
    def name(self) -> str:
        """For people; no secret in it."""
        ...

    def send(self, notice: Notice, about: NoticeContext) -> None:
        """Send it now.

        Raises:
            NotSentError: it did not go out.
        """
        ...


def channels_of(
    table: NotifyTable, environment: Mapping[str, str] = os.environ
) -> list[NoticeChannel]:
    """All ways that a campaign file names."""
    found: list[NoticeChannel] = []
    if table.mail is not None:
        found.append(Mail(table.mail, environment))
    if table.webhook is not None:
        found.append(Webhook(table.webhook, environment))
    return found


@dataclass(frozen=True)
class Mail:
    """E-mail, to all at once."""

    table: MailTable
    environment: Mapping[str, str]

    @property
    def name(self) -> str:
        """`mail to ada@lab.example`."""
        return f"mail to {', '.join(self.table.to)}"

    def send(self, notice: Notice, about: NoticeContext) -> None:
        """Hand it to the mail server."""
        refused = (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused)
        try:
            with self._server() as server:
                server.send_message(self._letter(notice, about))
        except (*refused, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
            raise NotSentError(f"the mail server refused: {error}", hopeless=True) from error
        except ValueError as error:  # an address that no letter can carry
            raise NotSentError(f"the message cannot be written: {error}", hopeless=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSentError(f"the mail server: {error}", hopeless=False) from error

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        where = (self.table.host, self.table.served_at)
        if self.table.security == "tls":
            context = ssl.create_default_context()
            opened: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=LONGEST_S, context=context)
        else:
            opened = smtplib.SMTP(*where, timeout=LONGEST_S)
        with opened as server:
            if self.table.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.table.user is not None:
                server.login(self.table.user, _secret(self.environment, self.table.password_env))
            yield server

    def _letter(self, notice: Notice, about: NoticeContext) -> EmailMessage:
        letter = EmailMessage()
        simulated = " (SIMULATED)" if about.simulated else ""
        subject = f"[Copress] {about.campaign}{simulated}: {notice.occasion}"
        letter["Subject"] = " ".join(subject.split())
        letter["From"] = self.table.sender
        letter["To"] = ", ".join(self.table.to)
        letter["Date"] = formatdate(localtime=True)
        letter["Message-ID"] = make_msgid(domain="copress.invalid")
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(in_words(notice, about))
        return letter


@dataclass(frozen=True)
class Webhook:
    """JSON to an address; `text` is what chat programs show."""

    table: WebhookTable
    environment: Mapping[str, str]

    @property
    def name(self) -> str:
        """`webhook`: its address may be a secret."""
        return "webhook"

    def send(self, notice: Notice, about: NoticeContext) -> None:
        """Post it."""
        body = {
            "text": in_words(notice, about),
            "campaign": about.campaign,
            "simulated": about.simulated,
            "worker": about.where or None,
            "occasion": notice.occasion,
            "trial": notice.trial,
            "sentence": notice.sentence,
            "at_utc": notice.at_utc,
        }
        request = urllib.request.Request(  # noqa: S310 - http and https only, see the settings
            self._address(), json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        if self.table.token_env is not None:
            token = _secret(self.environment, self.table.token_env)
            request.add_unredirected_header("Authorization", f"Bearer {token}")
        try:
            with _OPENER.open(request, timeout=LONGEST_S):
                pass
        except urllib.error.HTTPError as error:
            final = error.code < 500 and error.code not in (408, 425, 429)
            raise NotSentError(f"the webhook answered {error.code}", hopeless=final) from error
        except (http.client.InvalidURL, ValueError) as error:
            raise NotSentError(f"the webhook's address: {error}", hopeless=True) from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise NotSentError(f"the webhook: {reason}", hopeless=False) from error

    def _address(self) -> str:
        if self.table.url is not None:
            return self.table.url
        address = _secret(self.environment, str(self.table.url_env))
        if not address.startswith(("https://", "http://")):
            raise NotSentError(f"{self.table.url_env} holds no http address", hopeless=True)
        return address


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """What was meant for one address goes to no other."""

    @override
    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoDetour)


def in_words(notice: Notice, about: NoticeContext) -> str:
    """The message as people read it."""
    simulated = "SIMULATED press and cells. " if about.simulated else ""
    where = f" ({about.where})" if about.where else ""
    late = f" (This was at {notice.at_utc[:16]} UTC.)" if notice.age_s > LATE_S else ""
    return f"{about.campaign}{where}, {notice.occasion}: {simulated}{notice.sentence}{late}"


def _secret(environment: Mapping[str, str], name: str) -> str:
    found = environment.get(name, "")
    if not found:
        raise NotSentError(f"the environment variable {name} is not set", hopeless=True)
    return found
