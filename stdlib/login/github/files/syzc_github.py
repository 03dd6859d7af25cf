"""Login by GitHub: members of organisations or teams, or single accounts.

GitHub speaks OAuth without OpenID Connect: no token is signed, and what counts is what
its API answers over TLS. An account's name can be changed, and somebody else can then
take it, so people are named by the account's number.
"""

from oauthenticator.github import GitHubOAuthenticator
from tornado import web
from traitlets import Bool, Set, Unicode

from syzc_oauth import OAuthLogin
from syzc_oauth_rules import Refused


class GitHubAuthenticator(OAuthLogin, GitHubOAuthenticator):
    """Asks GitHub who somebody is, and whether they belong to what is admitted."""

    pages = "github"
    prompt_anew = "select_account"
    admitted_organizations = Set(Unicode(), config=True, help="Members of these organisations come in.")
    admitted_teams = Set(Unicode(), config=True, help="Members of these teams, as `organisation/team`, come in.")
    admitted_people = Set(Unicode(), config=True, help="People who come in without, by the numbers of their accounts.")
    admit_everyone = Bool(False, config=True, help="Lets everybody in who has an account.")

    def __init__(self, **arguments):
        super().__init__(**arguments)
        self.allowed_organizations = {
            *self.admitted_organizations, *(team.replace("/", ":") for team in self.admitted_teams)
        }
        if not (self.allowed_organizations or self.admitted_people or self.admit_everyone):
            raise ValueError("nothing says who may come in")

    async def get_token_info(self, handler, params):
        try:
            return await super().get_token_info(handler, params)
        except web.HTTPError as error:
            # GitHub answers with 200 to a code that it does not take.
            raise Refused("again", error.log_message, 400) from None

    def user_info_to_username(self, user_info):
        number = user_info.get("id")
        if not isinstance(number, int) or number <= 0:
            raise Refused("nameless", "GitHub sent no number of an account")
        self.log.info("%s is %r at GitHub", number, user_info.get("login"))
        return str(number)

    async def check_allowed(self, username, auth_model):
        """GitHub is asked for all that could let somebody in, so that it is known what else still does when one does not."""
        # GitHub's API knows members by the account's name of today.
        login = auth_model["auth_state"][self.user_auth_state_key]["login"]
        answer = auth_model["auth_state"]["token_response"]
        for place in sorted(self.allowed_organizations):
            if await self._check_membership_allowed_organizations(place, login, answer["access_token"], answer["token_type"]):
                auth_model["shown"]["who"].append(f"member {place}")
        return self.admit_everyone or not set(self.who()).isdisjoint(auth_model["shown"]["who"])

    def rules_of_admission(self, database):
        """Return what lets people in, as `syzc_admission` compares it with what they showed."""
        return [{"who": None if self.admit_everyone else self.who()}]

    def who(self):
        return [*(f"person {number}" for number in self.admitted_people), *(f"member {place}" for place in self.allowed_organizations)]

    def shown_by(self, name, user_info):
        return {"who": [f"person {name}"]}
