# Written by syzc. Edit the site, not this file, and build again.
"""What every page of the hub has: the language of whoever reads it, and sentences for what goes wrong.

JupyterHub's handlers stay as they are; each gets what is here in front of it.
"""

from jupyterhub.apihandlers.users import SpawnProgressAPIHandler
from jupyterhub.handlers.base import BaseHandler
from syzc_templates import Templates
from syzc_words import Refusal, say, speech
from tornado import web

ENVIRONMENTS = ("jinja2_env", "jinja2_env_sync")


class Spoken:
    """In front of a handler of JupyterHub."""

    async def prepare(self):
        speech.choose(self.request.headers.get("Accept-Language", ""))
        await super().prepare()

    @property
    def spawn_home_error(self):
        """JupyterHub's own sentence about the home page, which it puts below an error."""
        return ""

    async def spawn_single_user(self, *arguments, **named):
        """Start a server; what keeps it from starting is said in a sentence."""
        try:
            return await super().spawn_single_user(*arguments, **named)
        except web.HTTPError as error:
            if not hasattr(error, "jupyterhub_message"):
                error.jupyterhub_message = say("hub_is_full" if error.status_code == 429 else "not_started")
            raise
        except Exception as error:
            if hasattr(error, "jupyterhub_message"):
                raise
            self.log.exception("a server could not be started")
            raise Refusal(500, "not_started") from error


class SpokenProgress(Spoken):
    """In front of what tells a person how far the start of their server is."""

    async def send_event(self, event):
        if event.get("failed"):
            event = {**event, "message": " ".join([say_of("Spawn failed"), self.reason()]).strip()}
            event.pop("html_message", None)
        elif "message" in event:
            event = {**event, "message": say_of(event["message"])}
            event.pop("html_message", None)
        await super().send_event(event)

    def reason(self):
        """Return what the person is told of a start that failed, where somebody wrote it for people."""
        name, *server = self.path_args
        user = self.find_user(name)
        spawner = user.spawners.get(server[0] if server and server[0] else "") if user else None
        future = spawner._spawn_future if spawner else None
        error = future.exception() if future and future.done() and not future.cancelled() else None
        return getattr(error, "jupyterhub_message", "") or ""


def say_of(message):
    return speech.current().told(message)


def spoken(handlers):
    """Return the routes of a hub with handlers that speak; what is no page of JupyterHub's stays."""
    made = {}

    def of(handler):
        if not (isinstance(handler, type) and issubclass(handler, BaseHandler)):
            return handler
        if handler not in made:
            front = SpokenProgress if issubclass(handler, SpawnProgressAPIHandler) else Spoken
            made[handler] = type(handler.__name__, (front, handler), {"__module__": handler.__module__})
        return made[handler]

    return [(path, of(handler), *rest) for path, handler, *rest in handlers]


def speak_in(settings):
    """Let JupyterHub's settings give out templates in the language of the request."""
    for name in ENVIRONMENTS:
        settings[name] = Templates(settings[name])
