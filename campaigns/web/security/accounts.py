"""User accounts of the page: names, roles and argon2 hashes in a TOML file."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from campaigns.config.typed_name import typed_name
from campaigns.errors import WrongInputError
from campaigns.web.security.roles import Role

LEAST_LENGTH = 10  # chosen: eight are the least of NIST SP 800-63B, and two more
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._@-]{0,59}")
_HASHER = PasswordHasher()


@dataclass(frozen=True)
class Account:
    """One person."""

    name: str
    role: Role
    hashed: str


class Accounts:
    """The people who may log in with a password."""

    def __init__(self, accounts: list[Account]) -> None:
        self._by_name = {account.name: account for account in accounts}
        self._nobody = _HASHER.hash("nobody has this password")

    def __len__(self) -> int:
        return len(self._by_name)

    def role_of(self, name: str, password: str) -> Role | None:
        """Their role; None for a wrong name or password, which take equally long."""
        account = self._by_name.get(name)
        try:
            _HASHER.verify(account.hashed if account else self._nobody, password)
        except (VerificationError, InvalidHashError):
            return None
        return account.role if account else None


def load_accounts(path: Path) -> Accounts:
    """Read an accounts file.

    Raises:
        WrongInputError: it cannot be read or meant; says what to do.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise WrongInputError(
            f"{path}: no accounts file that can be read ({error}). Make one: "
            f"copress account {typed_name(path)} NAME --role approver"
        ) from error
    accounts = [_account(path, name, entry) for name, entry in document.get("users", {}).items()]
    if not accounts:
        raise WrongInputError(
            f"{path}: no accounts in it. Add one: copress account {typed_name(path)} NAME"
        )
    return Accounts(accounts)


def keep_account(path: Path, name: str, password: str, role: Role) -> None:
    """Add an account, or give it another password and role.

    Raises:
        WrongInputError: a name that cannot be, or a password that is too short.
    """
    if not _NAME.fullmatch(name):
        raise WrongInputError(f"{name!r}: a name is letters, digits, blanks and . _ @ -, up to 60")
    if len(password) < LEAST_LENGTH:
        raise WrongInputError(
            f"a password has at least {LEAST_LENGTH} characters; nothing was kept"
        )
    users = {}
    if path.exists():
        users = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("users", {})
    users[name] = {"role": role.word, "argon2": _HASHER.hash(password)}
    lines = ["# Accounts of copress review. Passwords are kept as argon2 hashes only.\n"]
    for user, entry in users.items():
        lines.append(f"[users.{json.dumps(user)}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in entry.items()]
        lines.append("")
    next_to = path.with_name(f".{path.name}.part")
    next_to.touch(mode=0o600)
    next_to.write_text("\n".join(lines), encoding="utf-8")
    next_to.replace(path)


def _account(path: Path, name: str, entry: object) -> Account:
    if not isinstance(entry, dict) or not isinstance(entry.get("argon2"), str):
        raise WrongInputError(f"{path}: [users.{name}] needs role and argon2; use copress account")
    try:
        return Account(name, Role.of(str(entry.get("role"))), entry["argon2"])
    except ValueError as error:
        raise WrongInputError(f"{path}: [users.{name}]: {error}") from error
