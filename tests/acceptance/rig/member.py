"""A person who logs in through one of the services of `openid.py`."""

from checks.command import Failed
from rig.pages import Page, shown
from rig.person import Person

# Sign-in pages lead on to one another; more than this many is a circle.
MOST_PAGES = 10


class Member(Person):
    def __init__(self, name, service, **named):
        super().__init__(name, **named)
        # The name of the host on which the service asks for name and password.
        self.service = service

    def try_to_log_in(self, start="/hub/home"):
        return self.session.get(self.way_back(start))

    def way_back(self, start="/hub/home"):
        """Sign in at the service; return the address on the hub that the service then sends this browser to."""
        answer = self.ask_to_come_in(start)
        form = Page(answer).form_with("login", "password")
        if not answer.url.startswith(f"https://{self.service}/") or not form:
            raise Failed(f"{self.name} was not asked for a password by {self.service}, but was shown {shown(answer)}")
        fields = {**form.fields, "login": self.name, "password": self.password}
        answer = self.session.post(form.action, data=fields, allow_redirects=False)
        for _ in range(MOST_PAGES):
            if not answer.is_redirect:
                break
            place = answer.next.url
            if place.startswith(f"{self.hub}/"):
                return place
            answer = self.session.get(place, allow_redirects=False)
        raise Failed(f"{self.service} did not send {self.name} back to the hub, but showed {shown(answer)}")
