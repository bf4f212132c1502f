"""The key that seals what this user's Copress saves: made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from campaigns.errors import WrongInputError

VARIABLE = "COPRESS_KEY_FILE"
_BYTES = 32  # as long as the digest: the key of HMAC-SHA256 (RFC 2104)


def key_path() -> Path:
    """Where the key lies: named by `COPRESS_KEY_FILE`, else in the user's settings folder."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    if os.name == "nt":
        base = Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming"))
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config"))
    return base / "copress" / "surrogate.key"


def local_key() -> bytes:
    """This user's key; made at the first call.

    Raises:
        WrongInputError: others can read it, or it is no key.
    """
    path = key_path()
    if not path.exists():
        _make(path)
    if os.name != "nt" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise WrongInputError(
            f"{path} can be read by others, so its seal proves nothing: chmod 600 {path}"
        )
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise WrongInputError(
            f"{path} holds no key of Copress. Name another file with {VARIABLE}, or move it away: "
            "a new key is made; models saved with the old one must be made again."
        )
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_BYTES) + "\n")
