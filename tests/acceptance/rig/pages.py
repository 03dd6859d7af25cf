"""Reads a page as its visitor does: what it says, and the forms on it."""

from html.parser import HTMLParser
from urllib.parse import urljoin

UNSEEN = {"script", "style", "head", "title", "noscript"}


class Form:
    """Where a form goes, and what it sends as it was shown."""

    def __init__(self, action, method):
        self.action = action
        self.method = method
        self.fields = {}
        # What can be chosen where there is a choice: field -> values.
        self.choices = {}

    def field(self, attributes):
        name, value = attributes.get("name"), attributes.get("value") or ""
        if not name:
            return
        if attributes.get("type") in ("radio", "checkbox"):
            self.choices.setdefault(name, []).append(value)
            if "checked" in attributes:
                self.fields[name] = value
        elif attributes.get("type") not in ("submit", "button", "image"):
            self.fields[name] = value


class Page(HTMLParser):
    def __init__(self, response):
        super().__init__(convert_charrefs=True)
        self.url = response.url
        self.status = response.status_code
        self.title = ""
        self.forms = []
        # Where what can be pressed leads, by what is written on it.
        self.links = {}
        self.link = None
        self.text = []
        self.within = []
        self.feed(response.content.decode("utf-8", errors="replace"))
        self.words = " ".join(" ".join(self.text).split())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in UNSEEN:
            self.within.append(tag)
        elif tag == "a" and attributes.get("href"):
            self.link = (urljoin(self.url, attributes["href"]), [])
        elif tag == "form":
            self.forms.append(Form(urljoin(self.url, attributes.get("action") or ""), attributes.get("method", "get").lower()))
        elif self.forms and tag in ("input", "button", "textarea", "select"):
            self.forms[-1].field(attributes)

    def handle_endtag(self, tag):
        if tag == "a" and self.link:
            self.links[" ".join(" ".join(self.link[1]).split())] = self.link[0]
            self.link = None
        if tag in self.within:
            del self.within[self.within.index(tag):]

    def handle_data(self, data):
        if "title" in self.within:
            self.title += data.strip()
        elif not self.within:
            self.text.append(data)
            if self.link:
                self.link[1].append(data)

    def form_with(self, *names):
        """Return the form that has all of these fields, or nothing."""
        for form in self.forms:
            if all(name in form.fields or name in form.choices for name in names):
                return form
        return None


def shown(response):
    """Say in a line what page a person is looking at."""
    page = Page(response)
    # What went through the log-in is long and says nothing.
    return f"{page.status} at {page.url.partition('?')[0]}: {page.title or '(no title)'}: {page.words[:400]}"
