"""`copress notify`: does a message reach the people whom the campaign file names?"""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.commands._options import CAMPAIGN, JSON
from campaigns.commands.terminal.output import console, show_json
from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.run.notify.channels import NoticeContext, NotSentError, channels_of
from campaigns.run.notify.notice import Notice


def notify(
    campaign: Path = CAMPAIGN,
    json: bool = JSON,
) -> None:
    """Send one test message through each channel of [notify], and report the results.

    Exit code 1 if one was not sent. A running campaign sends its messages by itself.

    Example: copress notify my-cells.toml
    """
    settings = load_settings(campaign)
    channels = channels_of(settings.notify)
    if not channels:
        raise WrongInputError(
            f"{campaign.name} names nobody to tell: add [notify.mail] or [notify.webhook]; see the "
            "end of the file that copress new writes"
        )
    about = NoticeContext(settings.campaign.name, settings.simulated, "")
    notice = Notice("alarm", "this is a test message; no action is needed.")
    tried: list[dict[str, str | None]] = []
    for channel in channels:
        trouble = None
        try:
            channel.send(notice, about)
        except NotSentError as error:
            trouble = str(error)
        tried.append({"channel": channel.name, "trouble": trouble})
    if json:
        show_json(tried)
    else:
        for one in tried:
            console().print(f"{one['channel']}: {one['trouble'] or 'sent'}")
    raise typer.Exit(1 if any(one["trouble"] for one in tried) else 0)
