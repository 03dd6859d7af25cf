# Written by syzc. Edit the site, not this file, and build again.
"""JupyterHub's own templates, in the hub's languages.

JupyterHub has one language. Its templates are not copied here, for a copy would miss
what an upgrade mends. When one is loaded, its words are replaced by those of the
language, and all else stays: markup, forms, scripts. What a language file does not
name stays as it is; `tests/python/test_pages.py` finds it.
"""

import re

from jinja2 import Environment
from jinja2.ext import Extension
from syzc_words import speech

# What words stand between: tags and what Jinja writes; in quotes only where those are read, and not where they name things.
PLACES = [
    (r"([>}]\s*)", r"(?=\s*[<{])"),
    (r"""(\b(?:alt|aria-label|placeholder|title|value)=["'])""", r"""(?=["'])"""),
    (r"""(\.text\('|= '|[?:] ")""", r"""(?=['"])"""),
]
HTML = re.compile(r'<html lang="[^"]*"')


def translated(source, name, language):
    """Return the source of a template with its words in a language."""
    words = language.templates.get(name.removeprefix("templates/"), {})
    # The longest first: it may hold a shorter one.
    for own in sorted(words, key=len, reverse=True):
        pattern = r"\s+".join(re.escape(part) for part in own.split())
        for before, after in PLACES:
            source = re.sub(before + pattern + after, lambda found: found[1] + words[own], source)
    return HTML.sub(f'<html lang="{language.code}"', source)


def told_options(html):
    """Return the choices of a form in the language of the request."""
    told = speech.current().told
    return re.sub(r">([^<>]+)<", lambda found: f">{told(found[1])}<", html)


def environment_of(environment, language):
    """Return an environment of Jinja like this one, with templates in a language."""

    class Translation(Extension):
        # Jinja tells extensions, and caches, apart by this.
        identifier = f"syzc_templates.Translation.{language.code}"

        def preprocess(self, source, name, filename=None):
            return translated(source, name or "", language)

    made: Environment = environment.overlay(extensions=[Translation])
    made.globals = {**environment.globals, "say": language.say, "language": language, "languages": speech.languages}
    made.filters = {**environment.filters, "told": language.told, "told_options": told_options}
    return made


class Templates:
    """Gives JupyterHub its templates in the language of the request."""

    def __init__(self, environment):
        self.environments = {language.code: environment_of(environment, language) for language in speech.languages}

    def get_template(self, name):
        return self.environments[speech.current().code].get_template(name)
