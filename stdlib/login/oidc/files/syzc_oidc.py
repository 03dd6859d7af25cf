"""Login by any OpenID provider that is known by its issuer: Keycloak, Okta, Entra ID and others."""

from syzc_oauth import OpenIDConnectLogin


class OpenIDConnectAuthenticator(OpenIDConnectLogin):
    """Takes what the site says: the claim that names people, and the values that let them in."""

    pages = "oidc"
    # Keycloak and others send groups and addresses there only.
    completes = True
