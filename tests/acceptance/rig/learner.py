"""A person who comes to the hub from a course: logs in to the learning platform and follows its link."""

from checks.command import Failed
from rig import learning_platform
from rig.pages import Page, shown
from rig.person import Person


class Learner(Person):
    def __init__(self, name):
        super().__init__(name, server_name=learning_platform.identifier(name))

    def try_to_log_in(self, start=None):
        return self.launch()

    def launch(self, course="calculus", tool="hub", fault=None):
        """Follow a link of the course; return the page of the hub that comes of it, whatever it is."""
        answer = self.begin_launch(course, tool, fault)
        form = launch_form(answer)
        return self.end_launch(form) if form else answer

    def begin_launch(self, course="calculus", tool="hub", fault=None):
        """Follow a link as far as the page with the platform's signed token, which has not been posted yet."""
        answer = self.session.get(f"{learning_platform.ISSUER}/courses/{course}")
        form = Page(answer).form_with("username", "password")
        if form:
            answer = self.session.post(form.action, data={"username": self.name, "password": self.password})
        if not answer.url.endswith(f"/courses/{course}"):
            raise Failed(f"{self.name} wanted to see a course and was shown {shown(answer)}")
        return self.session.get(f"{learning_platform.ISSUER}/launch/{course}/{tool}", params={"fault": fault} if fault else None)

    def signed_form(self, **link):
        """Return the form that would post the platform's token to the hub."""
        answer = self.begin_launch(**link)
        form = launch_form(answer)
        if not form:
            raise Failed(f"{self.name} followed a link in a course and was shown {shown(answer)}")
        return form

    def end_launch(self, form):
        """Post the token, as the page does by itself."""
        return self.session.post(form.action, data=form.fields)


def launch_form(answer):
    return Page(answer).form_with("id_token", "state")
