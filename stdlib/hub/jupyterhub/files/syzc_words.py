"""What people read, in the language of whoever reads it.

Sentences are data: a file for each language, in `words/` beside this module. A hub has
one language or several. With several, a page comes in the one that the browser asks
for, and in the hub's first language where it asks for none of them. Code names a
sentence and never writes one.
"""

import json
import os
import re
from contextvars import ContextVar

from tornado import web

DIRECTORY = os.path.join(os.path.dirname(__file__), "words")


class Language:
    """One language: its `code`, its `sentences` by name, and what JupyterHub's own words become in it."""

    def __init__(self, catalogue):
        self.code = catalogue["language"]
        self.moment = catalogue.get("moment")
        self.sentences = catalogue["sentence"]
        self.templates = {page["page"]: dict(page["words"]) for page in catalogue["jupyterhub"]}
        self.messages = [(pattern_of(words), shown) for words, shown in self.templates.pop("messages", {}).items()]

    def say(self, sentence, **values):
        return self.sentences[sentence].format(**values)

    def told(self, message):
        """Return what JupyterHub says from its programs in this language; as it is where nobody wrote how."""
        for pattern, shown in self.messages:
            found = pattern.fullmatch(message or "")
            if found:
                return shown.format(*found.groups())
        return message


def pattern_of(words):
    return re.compile("(.+?)".join(map(re.escape, words.split("{}"))), re.DOTALL)


class Speech:
    """The languages of the hub, and the one of the request that is being answered."""

    def __init__(self):
        self.languages = []
        self.asked = ContextVar("language", default=None)

    def current(self):
        return self.asked.get() or self.languages[0]

    def choose(self, accepted):
        self.asked.set(preferred(accepted, self.languages))


speech = Speech()


def speak(codes, directory=DIRECTORY):
    """Take up the languages of the hub, the first of which is its own."""
    languages = []
    for code in codes:
        with open(os.path.join(directory, f"{code}.json"), encoding="utf-8") as file:
            languages.append(Language(json.load(file)))
    speech.languages = languages


def preferred(accepted, languages):
    """Return the language that a browser prefers by its `Accept-Language` (RFC 9110, section 12.5.4), or the first."""
    wishes = []
    for wish in accepted.split(","):
        code, *parameters = (part.strip().lower() for part in wish.split(";"))
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        if re.fullmatch(r"[01](\.\d{0,3})?", weight) and float(weight) > 0:
            wishes.append((-float(weight), code))
    for _, code in sorted(wishes, key=lambda wish: wish[0]):
        for language in languages:
            own = language.code.lower()
            if code == own or code.split("-")[0] == own.split("-")[0]:
                return language
    return languages[0]


def say(sentence, **values):
    """Return a sentence in the language of the request."""
    return speech.current().say(sentence, **values)


class Refusal(web.HTTPError):
    """An answer that says no in a sentence for its reader; the log has the sentence's name.

    Where the person has a session that they cannot use here, the page shows a way to `leave`.
    """

    def __init__(self, status, sentence, leave=False, **values):
        super().__init__(status, "%s", " ".join([sentence, *(f"{name}={value}" for name, value in values.items())]))
        self.jupyterhub_message = say(sentence, **values)
        self.leave = leave
