"""`[notify]` of a campaign file: whom to tell, by what. Secrets stand in the environment."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from campaigns.config.schema_base import SettingsTable

Occasion = Literal["approval wanted", "cell for a person", "alarm", "stop", "finished"]
OCCASIONS: tuple[Occasion, ...] = (
    "approval wanted",
    "cell for a person",
    "alarm",
    "stop",
    "finished",
)
"""When people are notified: a decision is wanted; a cell or its measurement lies with a person; the
press or the analyser needs a look; the campaign was stopped; it has its result."""

_PORTS = {"tls": 465, "starttls": 587, "none": 25}


class MailTable(SettingsTable):
    """`[notify.mail]`: a mail server; the password stands in the environment variable named."""

    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["tls", "starttls", "none"] = "starttls"
    sender: Annotated[str, Field(pattern=r"^\S+@\S+$")]
    to: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]
    user: str | None = None
    password_env: str = "COPRESS_SMTP_PASSWORD"  # noqa: S105 - a name, no password

    @field_validator("to")
    @classmethod
    def _are_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            if "@" not in address or any(sign.isspace() for sign in address):
                msg = f'"{address}" is no address; an example: "ada@lab.example"'
                raise ValueError(msg)
        return addresses

    @model_validator(mode="after")
    def _keeps_the_password_secret(self) -> Self:
        if self.user is not None and self.security == "none":
            msg = 'user needs security = "tls" or "starttls": the password would be readable'
            raise ValueError(msg)
        return self

    @property
    def served_at(self) -> int:
        """Port: as stated, or the usual one."""
        return self.port or _PORTS[self.security]


class WebhookTable(SettingsTable):
    """`[notify.webhook]`: an address that takes JSON, or the environment variable that holds it."""

    url: str | None = None
    url_env: str | None = None
    token_env: str | None = None

    @model_validator(mode="after")
    def _has_one_address(self) -> Self:
        if (self.url is None) == (self.url_env is None):
            msg = "give url, or url_env where the address itself is a secret; one of the two"
            raise ValueError(msg)
        if self.url is not None and not self.url.startswith(("https://", "http://")):
            msg = f'url = "{self.url}": an address begins with https:// (or http://)'
            raise ValueError(msg)
        return self


class NotifyTable(SettingsTable):
    """`[notify]`: when people are notified, and how."""

    when: tuple[Occasion, ...] = Field(default=OCCASIONS, strict=False)
    mail: MailTable | None = None
    webhook: WebhookTable | None = None
