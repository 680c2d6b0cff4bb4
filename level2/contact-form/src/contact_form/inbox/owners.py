"""Who may read the inbox: names, and scrypt hashes of passwords."""

import hashlib
import sqlite3
from dataclasses import dataclass

from werkzeug.security import check_password_hash, generate_password_hash

from contact_form.db import Connection, transaction

SHORTEST = 12  # characters: length is what makes a password hard to guess
NOBODY = "scrypt:32768:8:1$nobody$" + 128 * "0"  # the hash of no password, and as slow to check


class OwnerProblem(ValueError):
    """An owner cannot be as asked for; the message says why."""


@dataclass(frozen=True)
class Owner:
    """Somebody who may read the inbox; the stamp is another one once the password is."""

    name: str
    stamp: str


def add_owner(db: Connection, name: str, password: str) -> None:
    """Let one more person in."""
    if not name.strip():
        raise OwnerProblem("An owner needs a name.")
    hashed = _hash(password)
    try:
        with transaction(db):
            db.execute("INSERT INTO owners (name, password) VALUES (?, ?)", (name, hashed))
    except sqlite3.IntegrityError:
        raise OwnerProblem(f"There is an owner {name} already.") from None


def change_password(db: Connection, name: str, password: str) -> None:
    """Replace a password, which ends the sessions that began with the old one."""
    hashed = _hash(password)
    with transaction(db):
        changed = db.execute("UPDATE owners SET password = ? WHERE name = ?", (hashed, name))
    if not changed.rowcount:
        raise OwnerProblem(f"There is no owner {name}; `inbox add-owner {name}` makes one.")


def check_password(db: Connection, name: str, password: str) -> Owner | None:
    """Return the owner whose name and password these are; takes as long for a name that nobody has."""
    hashed = _find_hash(db, name)
    right = check_password_hash(hashed or NOBODY, password)
    return Owner(name, _stamp(hashed)) if hashed and right else None


def find_owner(db: Connection, name: str, stamp: str) -> Owner | None:
    """Return the owner of a session, unless the password has changed since."""
    hashed = _find_hash(db, name)
    return Owner(name, stamp) if hashed and _stamp(hashed) == stamp else None


def has_owners(db: Connection) -> bool:
    """Tell whether anybody may read the inbox yet."""
    return db.execute("SELECT 1 FROM owners").fetchone() is not None


def _find_hash(db: Connection, name: str) -> str | None:
    row = db.execute("SELECT password FROM owners WHERE name = ?", (name,)).fetchone()
    return row["password"] if row else None


def _hash(password: str) -> str:
    if len(password) < SHORTEST:
        raise OwnerProblem(f"A password needs {SHORTEST} characters or more; three words will do.")
    return generate_password_hash(password)


def _stamp(hashed: str) -> str:
    return hashlib.sha256(hashed.encode()).hexdigest()[:16]
