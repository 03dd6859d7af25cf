"""Login by CILogon, which asks the identity providers of universities: a rule for each of them."""

from traitlets import Dict

from syzc_oauth import OpenIDConnectLogin
from syzc_oauth_rules import Refused


class CILogonAuthenticator(OpenIDConnectLogin):
    """Finds the rule by the identity provider that CILogon's token names."""

    pages = "cilogon"
    completes = True
    providers = Dict(config=True, help="The identity providers, by a short name: each with its entity ID and its rule.")

    def __init__(self, **arguments):
        super().__init__(**arguments)
        # Shown as the choice; it is the token that counts.
        entities = [provider["entity_id"] for provider in self.providers.values()]
        self.extra_authorize_params = {"selected_idp": ",".join(entities), **self.extra_authorize_params}

    def rules(self):
        return [self.rule_of(provider) for provider in self.providers.values()]

    def rule_of(self, provider):
        return self.rule(
            claim=provider["claim"],
            domains=frozenset([provider["domain"]] if provider["domain"] else []),
            local_part=provider["username"] == "local-part",
            prefix=provider["prefix"] or "",
            vouched=provider["vouches_for_email"],
            admit_claim="affiliation",
            admitted=frozenset(provider["admit"]),
            people=frozenset(provider["admit_people"]),
            everyone=provider["admit_everyone"],
            provider=provider["entity_id"],
        )

    def rule_for(self, claims):
        for provider in self.providers.values():
            if claims.get("idp") == provider["entity_id"]:
                return self.rule_of(provider)
        raise Refused("elsewhere", f"{claims.get('idp')!r} is none of the identity providers")

    def user_info_to_username(self, user_info):
        name = super().user_info_to_username(user_info)
        prefixes = tuple(provider["prefix"] for provider in self.providers.values() if provider["prefix"])
        if not self.rule_for(user_info).prefix and name.startswith(prefixes):
            raise Refused("name_of_others", f"{name} looks like a name of another identity provider", name=name)
        return name
