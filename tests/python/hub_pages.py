"""A hub that runs without a proxy and without Docker, in one language, and somebody who opens its pages.

    PAGES=/tmp/pages python -m unittest discover --start-directory tests/python --pattern test_pages.py

writes each page as it was shown, under `/tmp/pages/<language>/`.
"""

import asyncio
import json
import os
import tomllib
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urljoin

import syzc_words
from jupyterhub.proxy import Proxy
from jupyterhub.spawner import Spawner
from jupyterhub.utils import random_port
from syzc_hub import Hub
from syzc_servers import Servers
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from traitlets.config import Config

HERE = Path(__file__).resolve().parent
# As checks copy the library beside the tests, or in the repository.
LIBRARY = next(place for place in (HERE.parent / "library", HERE.parents[1] / "stdlib") if place.is_dir())
TEMPLATES = sorted({path.parent for path in LIBRARY.rglob("*.html") if "{% extends" in path.read_text(encoding="utf-8")})
KEY = "0" * 64
# Names that no page holds by itself, so that they can be taken out before pages are compared.
PERSON, INSTITUTION, SUPPORT = "zzperson", "Zz-Institution", "zz@support.example"


def languages():
    """Return every language of the library, as the hub reads them, by code."""
    found = {}
    for path in sorted(LIBRARY.rglob("language/*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        kept = {part: data[part] for part in ("moment", "sentence", "jupyterhub") if part in data}
        found[path.stem] = {"language": path.stem, **kept}
    return found


def speak(directory, *codes):
    """Let this process speak some of the library's languages."""
    for code, catalogue in languages().items():
        with open(os.path.join(directory, f"{code}.json"), "w", encoding="utf-8") as file:
            json.dump(catalogue, file)
    syzc_words.speak(codes, directory)


class NoProxy(Proxy):
    should_start = False

    async def add_route(self, routespec, target, data):
        return None

    async def delete_route(self, routespec):
        return None

    async def get_all_routes(self):
        return {}


class StubSpawner(Spawner):
    """A server that starts when it is told so, or fails with what it is told."""

    outcome = None

    @classmethod
    def reset(cls):
        cls.outcome = asyncio.get_running_loop().create_future()

    def options_from_form(self, form):
        return {name: values[0] for name, values in form.items()}

    async def start(self):
        await asyncio.shield(self.outcome)
        return "http://127.0.0.1:1"

    async def stop(self, now=False):
        return None

    async def poll(self):
        return None if self.outcome.done() and not self.outcome.exception() else 0


def servers():
    image = {
        "reference": "r", "title": "Zz-Image", "description": "Zz-Description", "groups": [], "default_url": "/lab",
        "memory_guarantee": 512, "memory": 1024, "cpu": 1,
    }
    return Servers({"one": image}, "one", {}, {}, "/courses")


async def before_start(spawner):
    if spawner.user_options.get("image") != "one":
        raise syzc_words.Refusal(403, "choice_gone")


class RunningHub:
    """The hub of one language, and a browser at it."""

    def __init__(self, directory, *codes, **settings):
        speak(directory, *codes)
        self.directory = directory
        self.settings = settings
        self.cookies = {}

    async def __aenter__(self):
        StubSpawner.reset()
        port = random_port()
        offered = servers()
        config = Config({
            "JupyterHub": {
                "db_url": f"sqlite:///{self.directory}/hub.sqlite",
                "cookie_secret": b"0" * 32, "proxy_class": NoProxy, "spawner_class": StubSpawner,
                "bind_url": "http://127.0.0.1:1/", "hub_bind_url": f"http://127.0.0.1:{port}",
                "template_paths": [str(place) for place in TEMPLATES], "answer_yes": True, "active_server_limit": 0,
                "template_vars": {"institution_name": INSTITUTION, "support_email": SUPPORT, "help_url": "/help", "terms_url": "/terms",
                                  "announcement": "", "alert": "", "logo_url": ""},
                "tornado_settings": {"slow_spawn_timeout": 0.3, "slow_stop_timeout": 0.3},
                **self.settings.pop("JupyterHub", {}),
            },
            "Spawner": {"options_form": offered.form, "http_timeout": 1, "pre_spawn_hook": before_start},
            "Hub": {"servers": offered},
            **self.settings,
        })
        hub = self.hub = Hub(config=config)
        Path(self.directory, "config.py").touch()
        await hub.initialize([f"--config={self.directory}/config.py"])
        self.server = hub.tornado_application.listen(port, address="127.0.0.1")
        self.base = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *error):
        self.server.stop()
        if not StubSpawner.outcome.done():
            StubSpawner.outcome.cancel()
        await asyncio.sleep(0)
        self.hub.db.close()

    # A browser -----------------------------------------------------------------

    async def open(self, path, fields=None, follow=True, **headers):
        """Open a page, or send a form with `fields`; return the answer, its cookies kept."""
        body = None
        if fields is not None:
            body = urlencode({"_xsrf": self.cookies.get("_xsrf", ""), **fields})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _ in range(8):
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers.setdefault("Sec-Fetch-Mode", "navigate")
            request = HTTPRequest(
                urljoin(self.base, path), method="GET" if body is None else "POST", body=body, headers=headers, follow_redirects=False,
            )
            answer = await AsyncHTTPClient(force_instance=True).fetch(request, raise_error=False)
            for line in answer.headers.get_list("Set-Cookie"):
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            if not (follow and answer.code in (301, 302, 303)):
                return answer
            path, body = answer.headers["Location"], None
            path = urljoin(self.base, path) if path.startswith("/") else path.replace("http://127.0.0.1:1", self.base)
        raise AssertionError(f"too many redirects to {path}")
