"""Login by Microsoft Entra ID: people of one tenant."""

from traitlets import Enum, Unicode

from syzc_oauth import OpenIDConnectLogin
from syzc_oauth_rules import Refused


class MicrosoftAuthenticator(OpenIDConnectLogin):
    """Names people by their object in the tenant, or by the address that the tenant's administrators gave them."""

    pages = "microsoft"
    prompt_anew = "select_account"
    tenant_id = Unicode(config=True, help="The tenant.")
    username_rule = Enum(["oid", "whole", "local-part"], default_value="oid", config=True, help="What becomes the user's name.")

    def rules(self):
        return [self.microsoft_rule()]

    def microsoft_rule(self):
        if self.username_rule == "oid":
            return self.rule(claim="oid", domains=frozenset())
        return self.rule(claim="preferred_username")

    @property
    def source(self):
        return f"{self.issuer} {self.tenant_id}"

    def rule_for(self, claims):
        if claims.get("tid") != self.tenant_id:
            raise Refused("elsewhere", f"the tenant {claims.get('tid')!r} is another")
        # A guest's address is the one of their home, where others decide what it is.
        if self.username_rule != "oid" and self.tenant_id not in claims.get("idp", self.tenant_id):
            raise Refused("elsewhere", f"{claims.get('preferred_username')!r} is a guest of the tenant, from {claims['idp']!r}")
        return self.microsoft_rule()
