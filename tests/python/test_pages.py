"""Every page of the hub that a person can meet, in each language: none has a sentence of another one."""

import asyncio
import logging
import os
import re
import string
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

import class_codes as classes
import native_accounts as accounts
from hub_pages import INSTITUTION, KEY, PERSON, SUPPORT, RunningHub, StubSpawner, languages
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.scopes import describe_raw_scopes, scope_definitions
from syzc_words import Refusal, speech
from tornado import web

PASSWORD = "correct horse battery staple"
STATUSES = [400, 403, 404, 405, 413, 418, 429, 500, 502, 503, 507]
# What two languages have in common, and names.
SAME = {
    "Actions", "Application", "Note", "OK", "Permissions", "Services", PERSON, SUPPORT, "Zz-Image", "Zz-Description", "inherit", "JupyterHub 6.1.1",
}
# Words that one language has and another has not, so that a sentence is told by them.
TELLING = {
    "en": {"the", "you", "your", "is", "please", "try", "again", "server", "not", "with", "this", "was"},
    "fr": {"le", "la", "vous", "votre", "est", "veuillez", "serveur", "ne", "pas", "une", "ce"},
}


class Refuse(BaseHandler):
    """Refuses with a sentence, whatever it is; or with an error of JupyterHub's."""

    def get(self, what):
        if what.isdigit():
            raise web.HTTPError(int(what), "The joke that JupyterHub makes of it.")
        values = {name: "Zz" for _, name, _, _ in string.Formatter().parse(speech.current().sentences[what]) if name}
        raise Refusal(403, what, leave=True, **values)


class Sample(BaseHandler):
    """A page that takes another program, or another login, to come to."""

    async def get(self, name):
        described = describe_raw_scopes([*(scope for scope in scope_definitions if scope != "(no_scope)"), "servers!user", "read:users!group=zz"])
        somebody = {"name": "zz", "json_escaped_name": "zz", "spawner": {}, "all_spawners": lambda include_default: []}
        client = {"description": "Server at /user/zz/", "redirect_uri": "/zz"}
        values = {
            "login.html": {"login_url": "/", "authenticator_login_url": "/", "custom_html": "", "login_term_url": "/terms", "authenticator": {}},
            "login-service.html": {"authenticator_login_url": "/", "custom_html": "", "login_service": "Zz"},
            "logout.html": {},
            "oauth.html": {"oauth_client": client, "scope_descriptions": described, "allowed_scopes": []},
            "accept-share.html": {
                "owner": {"name": "zz"}, "spawner": {"name": "zz"}, "spawner_url": "/zz", "spawner_ready": False,
                "scope_descriptions": described, "next_url": "/zz", "code": "zz", "user": somebody,
            },
            "home.html": {
                "user": somebody, "url": "/zz", "default_server": {"active": True},
                "allow_named_servers": True, "named_server_limit_per_user": 3, "invalid_server_names": ["zz"],
            },
            "not_running.html": {"failed": False, "server_name": "", "spawn_url": "/zz", "implicit_spawn_seconds": 1},
        }[name]
        self.finish(await self.render_template(name.replace("-service", ""), **values))


async def walk(directory, *codes, accepted=""):
    """Open every page; return each by its name."""
    pages = {}
    logins = [
        {"class": "syzc_native.NativeAccounts", "title": None, "prefix": ""},
        {"class": "syzc_class_login.ClassCodes", "title": None, "prefix": "class-"},
    ]
    settings = {
        "authenticator_class": "syzc_logins.Logins",
        "extra_handlers": [(r"/refuse/(\w+)", Refuse), (r"/sample/([\w.-]+)", Sample)],
    }
    hub = RunningHub(
        directory, *codes, JupyterHub=settings, Logins={"logins": logins}, NativeAccounts={"enable_signup": True},
        ClassCodes={"key": KEY, "classes": [{"name": "maths"}]}, Authenticator={"allow_all": True, "admin_users": {PERSON}},
    )
    async with hub:
        async def see(name, path, fields=None, status=200, **headers):
            answer = await hub.open(path, fields, **{"Accept-Language": accepted, **headers})
            assert answer.code == status, f"{name}: {answer.code}"
            pages[name] = answer.body.decode()

        await see("login", "/hub/login")
        await see_logins(hub, see)
        await see_servers(hub, see)
        await see("token-first", "/hub/token")
        hub.hub.users[PERSON].new_api_token(note="Requested via token page")
        await see("token", "/hub/token")
        await see("admin", "/hub/admin")
        await see("accounts", "/hub/native/accounts")
        await see("account-given", "/hub/native/accounts", {"username": "zz-new", "does": "make"})
        await see("account-there", "/hub/native/accounts", {"username": "zz-new", "does": "make"}, 400)
        await see("account-none", "/hub/native/accounts", {"username": "nobody", "does": "remove"}, 404)
        for name in ("login.html", "login-service.html", "logout.html", "oauth.html", "accept-share.html", "home.html", "not_running.html"):
            await see(f"sample-{name}", f"/hub/sample/{name}")
        for status in STATUSES:
            await see(f"error-{status}", f"/hub/refuse/{status}", status=status)
        for status in (404, 500, 503):
            await see(f"proxy-{status}", f"/hub/error/{status}")
        for sentence in REFUSALS:
            await see(f"refused-{sentence}", f"/hub/refuse/{sentence}", status=403)
        await see("nowhere", "/hub/nowhere", status=404)
    return pages


async def see_logins(hub, see):
    """What people read who come in by an account or with a class, and who do not."""
    database = hub.hub.db
    await see("native", "/hub/native/login")
    await see("native-wrong", "/hub/native/login", {"username": PERSON, "password": "wrong"}, 403)
    await see("native-ask", "/hub/native/ask")
    await see("native-ask-weak", "/hub/native/ask", {"username": "zz-asks", "new": "short", "again": "short"}, 403)
    await see("native-asked", "/hub/native/ask", {"username": "zz-asks", "new": PASSWORD, "again": PASSWORD})
    given = accounts.give_temporary_password(database, PERSON)
    await see("native-choose", "/hub/native/login", {"username": PERSON, "password": given})
    await see("native-password", "/hub/native/password")
    for name, new, again in (("short", "short", "short"), ("common", "password1234", "password1234"), ("twice", PASSWORD, "other"),
                             ("simple", "a" * 20, "a" * 20), ("long", "aBcDe1" * 20, "aBcDe1" * 20), ("name", f"{PERSON}-12345", f"{PERSON}-12345")):
        fields = {"username": PERSON, "password": given, "new": new, "again": again}
        await see(f"native-{name}", "/hub/native/password", fields, 403)
    await see("class", "/hub/class/login")
    await see("class-wrong", "/hub/class/login", {"code": "wrong"}, 403)
    await see("class-wrong-words", "/hub/class/login", {"seat": "maths-01", "words": "wrong"}, 403)
    code = classes.open_class(database, KEY, "maths", "2000-01-01", 1)
    await see("class-ended", "/hub/class/login", {"code": code}, 403)
    classes.set_end(database, classes.class_named(database, "maths"), "2999-12-31")
    await see("class-seat", "/hub/class/login", {"code": code})
    hub.cookies.clear()
    await hub.open("/hub/class/login")
    await see("class-full", "/hub/class/login", {"code": code}, 403)
    fields = {"username": PERSON, "password": given, "new": PASSWORD, "again": PASSWORD}
    await see("spawn", "/hub/native/password", fields)


async def see_servers(hub, see):
    """What people read while their server starts, fails and stops."""
    await see("home", "/hub/home")
    await see("spawn-refused", "/hub/spawn", {"image": "none"}, 403)
    await see("spawn-pending", "/hub/spawn", {"image": "one"})
    progress = f"/hub/api/users/{PERSON}/server/progress?_xsrf={hub.cookies['_xsrf']}"
    asyncio.get_running_loop().call_later(1, StubSpawner.outcome.set_exception, Refusal(507, "volume_full"))
    await see("progress-failing", progress)
    await see("progress-failed", progress)
    await see("spawn-failed", f"/hub/spawn-pending/{PERSON}", status=507)
    StubSpawner.reset()
    await hub.open("/hub/spawn", {"image": "one"})
    StubSpawner.outcome.set_exception(RuntimeError("Nobody reads this."))
    await asyncio.sleep(0.2)
    await see("spawn-failed-unknown", f"/hub/spawn-pending/{PERSON}", status=500)
    await see("progress-unknown", progress)
    await see("spawn-crashed", "/hub/spawn", {"image": "one"}, 500)
    spawner = hub.hub.users[PERSON].spawner
    # As if none had failed since the hub was started.
    spawner._spawn_future = None
    await see("not-running", f"/hub/user/{PERSON}/", status=424)
    spawner._stop_pending = True
    await see("stop-pending", f"/hub/spawn-pending/{PERSON}")
    spawner._stop_pending = False
    hub.hub.tornado_application.settings["active_server_limit"] = 1
    hub.hub.users.count_active_users = lambda: {"active": 1, "ready": 1, "spawn_pending": 0, "proxy_pending": 0, "stop_pending": 0}
    await see("hub-full", "/hub/spawn", {"image": "one"}, 429)


REFUSALS = [
    "front_page", "no_identifier", "not_included", "not_included_here", "elsewhere", "unusable_name", "name_of_others", "stopped", "again",
    "login_away", "login_broken", "nameless", "unverified", "hub_is_full", "not_started", "choice_gone", "volume_full", "home_unavailable",
    *(name for name in languages()["en"]["sentence"] if name.startswith("lti_")),
]


class Words(HTMLParser):
    """What a page says: its texts, what stands on buttons and beside fields, and sentences that its scripts write."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.said = set()
        self.language = None
        self.within = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "html":
            self.language = attributes.get("lang")
        if tag in ("script", "style"):
            self.within.append(tag)
        for name in ("alt", "title", "aria-label", "placeholder", "content"):
            if not (tag == "meta" and attributes.get("name") != "description"):
                self.say(attributes.get(name))
        if tag == "input" and attributes.get("type") in ("submit", "button"):
            self.say(attributes.get("value"))

    def handle_endtag(self, tag):
        if self.within and tag == self.within[-1]:
            self.within.pop()

    def handle_data(self, data):
        if not self.within:
            self.say(data)
        elif self.within[-1] == "script":
            code = re.sub(r"^\s*//.*|console\.\w+\(.*", "", data, flags=re.MULTILINE)
            for _, text in re.findall(r"""(["'])((?:(?!\1)[^\\\n]|\\.)*)\1(?!\s*:)""", code):
                if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text) and not re.search(r"[<>=#{]|^bg-|alert", text):
                    self.say(text)

    def say(self, text):
        words = " ".join((text or "").replace(INSTITUTION, "").split())
        if re.search(r"[A-Za-z]{2}", words) and not re.fullmatch(r"zz[\w-]*|class-maths-\d+|[\w:./!=-]*[/:_!=][\w:./!=-]*|[\d.]+|[\w-]+/[\w/-]+", words):
            self.said.add(words)


class PagesTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        logging.disable(logging.CRITICAL)
        cls.pages = {code: cls.walk(code) for code in languages()}

    @classmethod
    def tearDownClass(cls):
        logging.disable(logging.NOTSET)

    @classmethod
    def walk(cls, *codes, accepted=""):
        with tempfile.TemporaryDirectory() as scratch:
            pages = asyncio.run(walk(scratch, *codes, accepted=accepted))
        kept = os.environ.get("PAGES")
        if kept:
            place = Path(kept) / "-".join(codes)
            place.mkdir(parents=True, exist_ok=True)
            for name, page in pages.items():
                (place / f"{name}.html").write_text(page, encoding="utf-8")
        return pages

    def test_each_page_says_which_language_it_is_in(self):
        for code, pages in self.pages.items():
            for name, page in pages.items():
                if not name.startswith("progress"):
                    self.assertEqual(code, Words(page).language, name)

    def test_no_page_has_a_sentence_that_another_language_has_too(self):
        codes = list(self.pages)
        for one in codes:
            for other in codes[codes.index(one) + 1 :]:
                self.assertEqual(self.pages[one].keys(), self.pages[other].keys())
                found = {name: (Words(page).said & Words(self.pages[other][name]).said) - SAME for name, page in self.pages[one].items()}
                self.assertEqual({}, {name: said for name, said in found.items() if said}, f"{one} and {other}")

    def test_no_page_has_the_words_of_another_language(self):
        for code, pages in self.pages.items():
            others = set().union(*(words for other, words in TELLING.items() if other != code))
            found = {
                name: [said for said in Words(page).said if others & set(re.findall(r"[^\W\d_]+", said.lower()))] for name, page in pages.items()
            }
            self.assertEqual({}, {name: said for name, said in found.items() if said}, code)


if __name__ == "__main__":
    unittest.main()
