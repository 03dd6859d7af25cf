# Written by syzc. Edit the site, not this file, and build again.
"""By what people were let in, so that whoever the site no longer lets in is out.

Only when somebody logs in does the hub hear what their institution says of them. What
counted for the login's rule is kept then, as keyed hashes: nobody reads it, but it can
be held against the rule of a later day.

A rule maps kinds of things to the values that are admitted, or to None where anything is.
Somebody is let in who shows an admitted value of every kind. A login has one rule or
several, of which one is enough. It gives them by a method, `rules_of_admission(database)`,
and adds to what `authenticate` returns what the person showed, as `shown`.
"""

import hashlib
import hmac
import json

from jupyterhub.orm import Base
from multiauthenticator import MultiAuthenticator
from sqlalchemy import Column, Unicode

# Which login somebody came by: a kind that every rule has.
LOGIN = "login"
# Of a hash, in hexadecimal digits.
DIGITS = 32


class Admission(Base):
    """What a person showed at their last log-in: JSON of a list of hashes for each kind."""

    __tablename__ = "syzc_admissions"
    name = Column(Unicode(255), primary_key=True)
    shown = Column(Unicode, nullable=False)


def make_table(engine):
    Base.metadata.create_all(engine, tables=[Admission.__table__])


def remembering(hook, key):
    """Return the hook after a log-in that keeps what let the person in; `hook` comes first and may rename them.

    `key` is what the hashes are made with, or a function that returns it for a handler.
    """

    async def remember(login, handler, person):
        shown = person.pop("shown", None)
        if hook is not None:
            person = await hook(login, handler, person)
        if person and shown is not None:
            keep(handler.db, key(handler) if callable(key) else key, login, person["name"], shown)
        return person

    return remember


def keep(database, key, login, name, shown):
    values = hashes(key, {**shown, LOGIN: [called(login)]})
    database.merge(Admission(name=name, shown=json.dumps(values, sort_keys=True)))
    database.commit()


def logins_of(authenticator):
    """Return each login of a hub."""
    return authenticator._authenticators if isinstance(authenticator, MultiAuthenticator) else [authenticator]


def called(login):
    """Return what tells a login from all others: its class, and what stands before its names."""
    kind = next(kind for kind in type(login).__mro__ if kind.__module__ not in ("multiauthenticator.multiauthenticator", "syzc_logins"))
    return f"{kind.__module__}.{kind.__qualname__} {getattr(login, 'prefix', None) or ''}"


def rules_of(authenticator, key, database):
    """Return the rules of all logins, in hashes; None where one of them cannot say what its rules are."""
    rules = []
    for login in logins_of(authenticator):
        if not hasattr(login, "rules_of_admission"):
            return None
        for rule in login.rules_of_admission(database):
            rules.append(hashes(key, {**rule, LOGIN: [called(login)]}))
    return [{kind: None if values is None else set(values) for kind, values in rule.items()} for rule in rules]


def hashes(key, values_by_kind):
    return {
        kind: None if values is None else sorted({digest(key, kind, value) for value in values})
        for kind, values in values_by_kind.items()
    }


def digest(key, kind, value):
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()[:DIGITS]


def is_let_in(admission, rules):
    """Say whether what a person showed still lets them in."""
    shown = json.loads(admission.shown)
    return any(
        all(values is None or not values.isdisjoint(shown.get(kind) or ()) for kind, values in rule.items())
        for rule in rules
    )
