# Written by syzc. Edit the site, not this file, and build again.
"""What logins have in common: pages of their own, and names that are nobody else's.

A hub may have several ways in. People choose one, and each but one puts a prefix
before the names of its people. The one without refuses names that would look
like another's, so that no two people share a home.
"""

import html

from multiauthenticator import MultiAuthenticator
from syzc_words import Refusal, say
from traitlets import Dict, List, import_item


class OwnPages:
    """Puts the pages of a login beneath a path of its own, which stays when another login joins it."""

    pages = ""

    def login_url(self, base_url):
        return super().login_url(f"{base_url.rstrip('/')}/{self.pages}/")

    def get_handlers(self, app):
        """Return the pages. The one for logging out stays where the hub has it, and is left to others if there are any.

        Of several logins, one may have to end a session elsewhere; else the hub's own page does it.
        """
        several = isinstance(self.parent, MultiAuthenticator)
        return [
            (path if path == "/logout" else f"/{self.pages}{path}", handler)
            for path, handler in super().get_handlers(app)
            if not (several and path == "/logout")
        ]


class Logins(MultiAuthenticator):
    """One authenticator for the hub, made of several."""

    logins = List(
        Dict(),
        config=True,
        help="The ways in, each with its `class`, the `title` of its button, if it has one of its own, and the `prefix` of its names, if any.",
    )
    # Each login holds its own rules of who may come in; nobody comes in by this class itself.
    allow_all = True

    def __init__(self, **arguments):
        super().__init__(**arguments)
        prefixes = tuple(login["prefix"] for login in self.logins if login["prefix"])
        for login in self.logins:
            kind = import_item(login["class"])
            if not login["prefix"]:
                kind = without_names_of_others(kind, prefixes)
            self._add(kind, login)

    async def refresh_user(self, user, handler=None):
        """Ask the login that somebody came in by whether they may stay."""
        came_by = [login for login in self._authenticators if user.name.startswith(login.prefix)]
        # The one without a prefix is the last to be meant.
        login = max(came_by, key=lambda login: len(login.prefix), default=None)
        return await login.refresh_user(user, handler) if login else True

    def _add(self, kind, login):
        made = MultiAuthenticator(
            authenticators=[{"authenticator_class": kind, "url_prefix": ""}], parent=self
        )._authenticators[0]
        made.prefix = login["prefix"] or ""
        made.title = login["title"]
        self._authenticators.append(made)

    def get_custom_html(self, base_url):
        """Return the buttons, as a template of Jinja's: first the way of the most people, whose names have no prefix."""
        ways = sorted(self._authenticators, key=lambda login: bool(login.prefix))
        return "\n".join(button(login.title or say(login.title_sentence), login.login_url(base_url)) for login in ways)


def button(title, address):
    words = html.escape(say("sign_in_with", title=title)).replace("{", "&#123;")
    following = "{% if next %}?next={{ next }}{% endif %}"
    return f'<p class="service-login"><a role="button" class="btn btn-jupyter btn-lg" href="{address}{following}">{words}</a></p>'


def without_names_of_others(kind, prefixes):
    """Return a login like this one that refuses names which begin as another login's do."""

    class Apart(kind):
        async def authenticate(self, handler, data=None, **arguments):
            answer = await super().authenticate(handler, data, **arguments)
            name = answer["name"] if isinstance(answer, dict) else answer
            if name and self.normalize_username(name).startswith(prefixes):
                self.log.warning("login refused: %s looks like a name of another login", name)
                raise Refusal(403, "name_of_others", leave=True, name=name)
            return answer

    # Settings are found by the name of the class.
    Apart.__name__ = kind.__name__
    return Apart
