"""An exported crate becomes a campaign again, in a folder of its own."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from campaigns.config.store_location import Place
from campaigns.errors import WrongInputError
from campaigns.records.exchange.ro_crate import is_crate, read_crate

_STORE_LINE = re.compile(r"^store\s*=.*$", re.MULTILINE)
_MAP_LINE = re.compile(r'^(map\s*=\s*)"([^"\n]*)"', re.MULTILINE)
FILE, STORE = "campaign.toml", "campaign.db"


def import_crate(crate: Path, into: Path) -> Path:
    """Make the campaign of `crate` in the folder `into`; its campaign file.

    The file is as it was, but for where store and press file are.

    Raises:
        WrongInputError: no crate, or the folder holds a campaign.
        StoreError: the crate is not whole; nothing was made.
    """
    if not is_crate(crate):
        raise WrongInputError(
            f"{crate} is not a crate of Copress (a folder with sha256.txt). A table of past cells "
            "is read by: copress explore TABLE.csv"
        )
    file = into / FILE
    if file.exists() or (into / STORE).exists():
        raise WrongInputError(f"{into} holds a campaign already; nothing was imported")
    into.mkdir(parents=True, exist_ok=True)
    read_crate(crate, Place.of(into / STORE))
    text = (crate / FILE).read_text(encoding="utf-8-sig")
    text = _STORE_LINE.sub(f'store = "{STORE}"', text)
    for press in crate.glob("*.toml"):
        if press.name != FILE:
            shutil.copyfile(press, into / press.name)
    file.write_text(_MAP_LINE.sub(_next_to, text), encoding="utf-8")
    return file


def _next_to(found: re.Match[str]) -> str:
    named = found[2]
    bare = named if named in ("simulated", "manual") else Path(named).name
    return f"{found[1]}{json.dumps(bare)}"
