# Written by syzc. Edit the site, not this file, and build again.
"""How what a sign-in service says of a person becomes a name, and whether it lets them in.

Names come from a claim that is one person's alone, stays, and that its owner cannot
edit; what its owner can edit counts only where somebody vouches for it.
"""

import hashlib
import re
from dataclasses import dataclass

# An address or a scoped name, and a name without one; both in the letters that a home can have.
SCOPED = re.compile(r"([a-z0-9][a-z0-9._-]{0,62})@([a-z0-9](?:[a-z0-9.-]{0,60}[a-z0-9])?)", re.ASCII)
PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}", re.ASCII)


class Refused(Exception):
    """A person who does not come in: the sentence for them by name, and the reason for the log."""

    def __init__(self, sentence, reason, status=403, **values):
        super().__init__(reason)
        self.sentence = sentence
        self.status = status
        self.values = values


@dataclass(frozen=True)
class Rule:
    """How the claims about a person become a name, and whether they let the person in."""

    # The claim that names a person.
    claim: str
    # What may stand after the @ of the name; anything when empty.
    domains: frozenset = frozenset()
    # Whether only the part before the @ is the name.
    local_part: bool = False
    # What stands before the name.
    prefix: str = ""
    # Whether the issuer itself gives out the addresses, so that none is unconfirmed.
    vouched: bool = False
    # A person comes in with one of these values of that claim,
    admit_claim: str = ""
    admitted: frozenset = frozenset()
    # as one of these people, by name without a prefix,
    people: frozenset = frozenset()
    # or in any case.
    everyone: bool = False
    # Who speaks for the person, where an issuer asks several.
    provider: str = ""

    def __post_init__(self):
        if not (self.admitted or self.people or self.everyone):
            raise ValueError("nothing says who may come in")
        if self.local_part and len(self.domains) != 1:
            raise ValueError("the part before the @ needs exactly one accepted domain")
        if self.vouched and not self.domains:
            raise ValueError("an issuer vouches for addresses of a domain only")

    def name_of(self, claims):
        """Return the user's name. Raises Refused when there is none that is this person's alone."""
        value = value_of(claims, self.claim)
        if not isinstance(value, str) or not value:
            raise Refused("nameless", f"no text in the claim {self.claim}")
        if self.claim == "email" and claims.get("email_verified") is not True and not self.vouched:
            raise Refused("unverified", f"{value!r} is not verified")
        return self.prefix + (self.of_address(value) if "@" in value or self.domains else of_plain(value))

    def of_address(self, value):
        # Everything that has an @ here ignores case: addresses in practice, scoped names by their definition.
        found = SCOPED.fullmatch(value.lower()) if value.isascii() else None
        if found is None:
            raise Refused("unusable_name", f"{value!r} is no name with a domain in plain letters", name=value)
        local, domain = found.groups()
        if self.domains and domain not in self.domains:
            raise Refused("elsewhere", f"{value!r} is of none of the accepted domains")
        return local if self.local_part else f"{local}@{domain}"

    def admits(self, name, claims):
        if self.everyone or name.removeprefix(self.prefix) in self.people:
            return True
        return not self.admitted.isdisjoint(self.held(claims))

    def held(self, claims):
        """Return the values of the claim that lets people in."""
        held = value_of(claims, self.admit_claim)
        # Some issuers send a list, and some one text with semicolons.
        values = held.split(";") if isinstance(held, str) else held if isinstance(held, list) else []
        return [value.strip() for value in values if isinstance(value, str)]

    def kinds(self):
        """Return this rule as `syzc_admission` compares it with what people showed."""
        who = [*(f"person {name}" for name in self.people), *(f"value {self.admit_claim} {value}" for value in self.admitted)]
        return {
            "provider": [self.provider],
            "domain": self.domains or None,
            "who": None if self.everyone else who,
        }

    def shown_by(self, name, claims):
        """Return what somebody showed, in the same kinds."""
        address = value_of(claims, self.claim)
        domain = address.lower().rpartition("@")[2] if isinstance(address, str) and "@" in address else ""
        who = [f"person {name.removeprefix(self.prefix)}", *(f"value {self.admit_claim} {value}" for value in self.held(claims))]
        return {"provider": [self.provider], "domain": [domain], "who": who}


def of_plain(value):
    """Return a name for an identifier, which tells `Ab` from `aB`, though names of the hub do not."""
    return value if PLAIN.fullmatch(value) else hashlib.sha256(value.encode()).hexdigest()[:32]


def value_of(claims, name):
    """Return a claim, by its name or by a path with dots into others; None if it is not there."""
    if name in claims:
        return claims[name]
    found = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found
