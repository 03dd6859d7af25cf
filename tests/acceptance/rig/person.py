"""A person with a browser, as a script: logs in, starts a server, computes, keeps files, leaves.

Each person is of their own: many threads may each have one. What takes time is measured and kept in `times`.
"""

import json
import time
from contextlib import contextmanager

from checks.command import Failed
from rig import identity, web
from rig.kernel import Kernel
from rig.pages import Page, shown
from rig.places import DOMAIN


class Person:
    # Where they give their password.
    provider = identity.ENTITY

    def __init__(self, name, domain=DOMAIN, server_name=None, button=None):
        self.name = name
        self.password = f"{name}-password"
        self.domain = domain
        self.hub = f"https://{domain}"
        # What the hub calls them; it may differ from what the university does.
        self.user = server_name or name
        # What is written on the button of their login, where there are several.
        self.button = button
        self.session = web.session()
        self.kernels = []
        self.times = {}
        # How often the hub asked them to wait a moment before their server could start.
        self.turned_away = 0

    # The hub -----------------------------------------------------------------

    def log_in(self, start="/hub/home"):
        """Go to the hub and log in; return the page that was wanted."""
        with self.timed("log in"):
            answer = self.try_to_log_in(start)
        if answer.status_code != 200 or not answer.url.startswith(self.hub) or not self.known_to_the_hub():
            raise Failed(f"{self.name} logged in and was shown {shown(answer)}")
        return answer

    def try_to_log_in(self, start="/hub/home"):
        """Go to the hub and give name and password; return the page that comes of it, whatever it is."""
        return self.follow(self.give_password(start))

    def university_form(self, start="/hub/home"):
        """Go as far as the form that would post the university's answer to the hub."""
        answer = self.give_password(start)
        form = Page(answer).form_with("SAMLResponse")
        if not form:
            raise Failed(f"{self.name} gave the password and was shown {shown(answer)}")
        return form

    def give_password(self, start):
        """Go to the hub, and give name and password to the university; return the page that it shows then."""
        answer = self.ask_to_come_in(start)
        page = Page(answer)
        if not page.url.startswith(self.provider):
            raise Failed(f"{self.name} was not sent to the identity provider, but was shown {shown(answer)}")
        form = page.form_with("username", "password")
        if not form:
            raise Failed(f"the identity provider did not ask {self.name} for a password: {shown(answer)}")
        return self.session.post(form.action, data={**form.fields, "username": self.name, "password": self.password})

    def ask_to_come_in(self, start):
        """Go to the hub, and press the button of this person's login where there are several; return the page that follows."""
        answer = self.session.get(self.hub + start)
        if not self.button:
            return answer
        links = Page(answer).links
        if self.button not in links:
            raise Failed(f"{self.name} found no button `{self.button}`, but was shown {shown(answer)}")
        return self.session.get(links[self.button])

    def follow(self, answer):
        """Send on what a page says between the parties: a browser does it by JavaScript."""
        for _ in range(5):
            page = Page(answer)
            form = page.form_with("SAMLResponse") or page.form_with("SAMLRequest")
            if not form or form.method != "post":
                return answer
            answer = self.session.post(form.action, data=form.fields)
        raise Failed(f"{self.name} is sent back and forth: {shown(answer)}")

    def come_unasked(self):
        """Log in at the institution, which then sends this person to the hub by itself; return the page that comes of it."""
        place = f"{self.provider}/simplesamlphp/saml2/idp/SSOService.php"
        answer = self.session.get(place, params={"spentityid": f"{self.hub}/shibboleth"})
        form = Page(answer).form_with("username", "password")
        if not form:
            raise Failed(f"{self.name} asked the institution itself, and was shown {shown(answer)}")
        answer = self.session.post(form.action, data={**form.fields, "username": self.name, "password": self.password})
        if not Page(answer).form_with("SAMLResponse"):
            raise Failed(f"{self.name} gave the password and was shown {shown(answer)}")
        return self.follow(answer)

    def forget_the_hub(self):
        """Take away what the hub's host gave to this browser; what the institution gave stays."""
        for cookie in list(self.session.cookies):
            if cookie.domain == self.domain:
                self.session.cookies.clear(cookie.domain, cookie.path, cookie.name)

    def known_to_the_hub(self):
        """Return what the hub's API says of this person, or nothing if it does not know who asks."""
        answer = self.hub_api("GET", "user")
        return answer.json() if answer.status_code == 200 else None

    def log_out(self):
        """Leave; return the last page that is shown."""
        with self.timed("log out"):
            return self.follow(self.session.get(f"{self.hub}/hub/logout"))

    def hub_api(self, method, path, **keywords):
        return self.ask(method, "/hub/", f"/hub/api/{path}", **keywords)

    # The server --------------------------------------------------------------

    def spawn(self, image=None, seconds=180):
        """Choose an image on the form, press the button, wait until the server is ready, and open it."""
        with self.timed("spawn"):
            end = time.monotonic() + seconds
            answer = self.choose(image)
            while answer.status_code == 429:
                pause = int(answer.headers.get("Retry-After") or 0)
                if not pause or time.monotonic() + pause > end:
                    raise Failed(f"{self.name} was told to try again later: {shown(answer)}")
                self.turned_away += 1
                time.sleep(pause)
                answer = self.choose(image)
            if answer.status_code != 200:
                raise Failed(f"{self.name} asked for a server and was shown {shown(answer)}")
            self.wait(end - time.monotonic())
        # Where the hub leads to in the end; a new server gives a new token, too.
        self.lab()

    def begin(self, image=None):
        """Log in and start a server. One that still runs is stopped first: its time and its limits are those of before."""
        self.log_in()
        if self.has_server():
            self.stop_server()
        self.spawn(image)

    def choose(self, image):
        """Press the button of the form that the hub shows; return the page that follows."""
        answer = self.session.get(f"{self.hub}/hub/spawn")
        form = Page(answer).form_with("image")
        if not form:
            raise Failed(f"{self.name} wanted to choose an image and was shown {shown(answer)}")
        fields = dict(form.fields)
        if image:
            if image not in form.choices["image"]:
                raise Failed(f"there is no image `{image}` to choose, only {', '.join(form.choices['image'])}")
            fields["image"] = image
        return self.session.post(form.action, data=fields)

    def wait(self, seconds):
        """Follow the hub's progress until the server is ready."""
        said = []
        path = f"users/{self.user}/server/progress"
        with self.hub_api("GET", path, stream=True, timeout=max(seconds, 1)) as answer:
            if answer.status_code != 200:
                raise Failed(f"the hub says nothing of {self.name}'s server: {shown(answer)}")
            for line in answer.iter_lines(decode_unicode=True):
                if not line.startswith("data:"):
                    continue
                event = json.loads(line.removeprefix("data:"))
                said.append(event.get("message", ""))
                if event.get("ready"):
                    return
                if event.get("failed"):
                    break
        raise Failed(f"the server of {self.name} did not start: {' / '.join(said)}")

    def lab(self):
        """Open JupyterLab: the page itself."""
        with self.timed("lab"):
            answer = self.session.get(f"{self.hub}/user/{self.user}/lab")
        if answer.status_code != 200 or "jupyter-config-data" not in answer.text:
            raise Failed(f"{self.name} opened JupyterLab and was shown {shown(answer)}")
        return answer

    def api(self, method, path, **keywords):
        """Ask the API of the person's own server."""
        scope = f"/user/{self.user}/"
        return self.ask(method, scope, f"{scope}api/{path}", **keywords)

    def kernel(self, name="python3"):
        """Start a kernel; `run` uses the newest."""
        with self.timed("kernel"):
            answer = self.api("POST", "kernels", json={"name": name})
            self.expect(answer, 201, "start a kernel")
            self.kernels.append(Kernel(self, answer.json()["id"]))
        return self.kernels[-1]

    def run(self, code, seconds=60):
        """Run a cell in the newest kernel and return what it put out; fail with its error."""
        if not self.kernels:
            self.kernel()
        with self.timed("run"):
            return self.kernels[-1].run(code, seconds)

    def shell(self, command, seconds=60):
        """Run a command in the person's server; return exit code and output, both streams."""
        text = self.run(
            "import json, subprocess\n"
            f"_ = subprocess.run({command!r}, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)\n"
            "print(json.dumps([_.returncode, _.stdout]))",
            seconds,
        )
        return tuple(json.loads(text))

    def put(self, path, text):
        """Save a text file in the home, as JupyterLab does."""
        answer = self.api("PUT", f"contents/{path}", json={"type": "file", "format": "text", "content": text})
        self.expect(answer, (200, 201), f"save {path}")

    def get(self, path):
        answer = self.api("GET", f"contents/{path}", params={"type": "file", "format": "text"})
        self.expect(answer, 200, f"open {path}")
        return answer.json()["content"]

    def delete(self, path):
        self.expect(self.api("DELETE", f"contents/{path}"), 204, f"delete {path}")

    def stop_server(self, seconds=60):
        """Press Stop My Server, and wait until it is gone."""
        with self.timed("stop"):
            answer = self.hub_api("DELETE", f"users/{self.user}/server")
            if answer.status_code not in (202, 204):
                raise Failed(f"{self.name} stopped the server and was told {shown(answer)}")
            self.kernels = []
            end = time.monotonic() + seconds
            while self.has_server():
                if time.monotonic() > end:
                    raise Failed(f"the server of {self.name} has not stopped after {seconds} s")
                time.sleep(0.5)

    def has_server(self):
        """Whether the hub knows a server of this person, starting and stopping ones too."""
        answer = self.hub_api("GET", "user")
        if answer.status_code != 200:
            raise Failed(f"the hub does not tell {self.name} about their server: {shown(answer)}")
        return bool(answer.json()["servers"] or answer.json()["pending"])

    # What all of it rests on -------------------------------------------------

    def ask(self, method, scope, path, headers=None, **keywords):
        """Send a request as a page of this part of the site would: with its token against forged requests."""
        token = {"X-XSRFToken": cookie.value for cookie in self.session.cookies if (cookie.name, cookie.path) == ("_xsrf", scope)}
        return self.session.request(method, self.hub + path, headers={**token, **(headers or {})}, **keywords)

    def expect(self, answer, statuses, deed):
        wanted = statuses if isinstance(statuses, tuple) else (statuses,)
        if answer.status_code not in wanted:
            raise Failed(f"{self.name} could not {deed}: {shown(answer)}")

    @contextmanager
    def timed(self, what):
        began = time.monotonic()
        yield
        self.times[what] = time.monotonic() - began
