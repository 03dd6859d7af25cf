# Written by syzc. Edit the site, not this file, and build again.
"""Login by Google: people of hosted domains, or single accounts."""

from traitlets import Enum

from syzc_oauth import OpenIDConnectLogin
from syzc_oauth_rules import Refused


class GoogleAuthenticator(OpenIDConnectLogin):
    """Takes addresses that Google itself gives out: those of a hosted domain, and its own."""

    pages = "google"
    prompt_anew = "select_account"
    username_rule = Enum(["whole", "local-part", "sub"], default_value="whole", config=True, help="What becomes the user's name.")

    def __init__(self, **arguments):
        super().__init__(**arguments)
        if len(self.accepted_domains) == 1:
            # Google then offers this account first; it is the token that counts.
            self.extra_authorize_params = {"hd": next(iter(self.accepted_domains)), **self.extra_authorize_params}

    def rules(self):
        return [self.google_rule()]

    def google_rule(self):
        if self.username_rule == "sub":
            return self.rule(claim="sub", domains=frozenset())
        return self.rule(claim="email")

    def rules_of_admission(self, database):
        hosted = self.accepted_domains or None
        return [{**rule, "hosted": hosted} for rule in super().rules_of_admission(database)]

    def shown_by(self, name, claims):
        return {**super().shown_by(name, claims), "hosted": [claims.get("hd", "")]}

    def rule_for(self, claims):
        hosted, address = claims.get("hd", ""), claims.get("email", "")
        if self.accepted_domains and hosted not in self.accepted_domains:
            raise Refused("elsewhere", f"{address!r} has the hosted domain {hosted!r}, which is none of the accepted ones")
        # Somebody once had any other address; whether they still do, Google does not know.
        if self.username_rule != "sub" and not hosted and not address.lower().endswith("@gmail.com"):
            raise Refused("elsewhere", f"Google does not give out {address!r}")
        return self.google_rule()
