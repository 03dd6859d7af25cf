"""Accounts of the hub's own: names, passwords, and who may use them.

NativeAuthenticator's table holds them, so that accounts of a hub that had it come along. Beside it stands which
passwords are for one use only: those that somebody else has seen.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

import bcrypt
from jupyterhub.orm import Base
from nativeauthenticator.orm import UserInfo
from sqlalchemy import Column, DateTime, Unicode

# What bcrypt looks at; what is longer would be cut off there.
LONGEST_PASSWORD_BYTES = 72
# For how long somebody may take to turn a password for one use into their own.
TEMPORARY = timedelta(days=7)
# No letters and digits that look alike. 16 of 31 have 79 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# Compared with where there is no account, so that a wrong name takes as long as a wrong password.
NOBODYS_PASSWORD = bcrypt.hashpw(secrets.token_bytes(16).hex().encode(), bcrypt.gensalt())


class TemporaryPassword(Base):
    """Says that the password of an account is for one use, until a time (UTC)."""

    __tablename__ = "native_temporary_passwords"
    username = Column(Unicode(128), primary_key=True)
    ends = Column(DateTime, nullable=False)


def make_tables(engine):
    Base.metadata.create_all(engine, tables=[UserInfo.__table__, TemporaryPassword.__table__])


def find(database, name):
    """Return the account as it is now, whoever changed it, or None."""
    return database.query(UserInfo).populate_existing().filter(UserInfo.username == name).first()


def everyone(database):
    return database.query(UserInfo).populate_existing().order_by(UserInfo.username).all()


def temporary(database, name):
    """Return when the password for one use ends, or None for a password of the person's own."""
    found = database.query(TemporaryPassword).populate_existing().filter(TemporaryPassword.username == name).first()
    return found.ends if found else None


def give_temporary_password(database, name):
    """Give an account, made if there is none, a password for one use, and return it. Nobody can read it again."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(16))
    password = "-".join(letters[start : start + 4] for start in range(0, 16, 4))
    account = find(database, name)
    if account is None:
        account = UserInfo(username=name, password=b"", is_authorized=True)
        database.add(account)
    account.password = hashed(password)
    account.is_authorized = True
    account.has_2fa = False
    database.merge(TemporaryPassword(username=name, ends=datetime.utcnow() + TEMPORARY))
    database.commit()
    return password


def ask(database, name, stored):
    """Keep the name and the hashed password of somebody who asks; the account cannot be used until it is authorised."""
    database.add(UserInfo(username=name, password=stored, is_authorized=False, has_2fa=False))
    database.commit()


def asking(database):
    """Return how many ask for an account."""
    return database.query(UserInfo).filter(UserInfo.is_authorized.is_(False)).count()


def set_password(database, name, password):
    find(database, name).password = hashed(password)
    database.query(TemporaryPassword).filter(TemporaryPassword.username == name).delete()
    database.commit()


def authorise(database, name):
    find(database, name).is_authorized = True
    database.commit()


def remove(database, name):
    account = find(database, name)
    if account is not None:
        database.delete(account)
    database.query(TemporaryPassword).filter(TemporaryPassword.username == name).delete()
    database.commit()


def seen_in(account):
    """Return what tells an account with the password that it has now."""
    return f"{account.username} {hashlib.sha256(account.password).hexdigest()}"


def hashed(password):
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt())


def is_password(stored, password):
    """Say whether it is the password. Takes as long where there is no account (`stored` is None)."""
    given = password.encode()
    if len(given) > LONGEST_PASSWORD_BYTES or b"\0" in given:
        given = b""
    return bcrypt.checkpw(given, stored or NOBODYS_PASSWORD) and bool(stored)
