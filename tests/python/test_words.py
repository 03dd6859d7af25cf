"""The languages: each says everything, of JupyterHub's own words too, and a browser is given the one that it asks for."""

import re
import string
import tempfile
import unittest
from pathlib import Path

import syzc_words
from hub_pages import languages, speak
from jupyterhub._data import DATA_FILES_PATH
from jupyterhub.scopes import scope_definitions
from syzc_templates import translated
from syzc_words import Language, preferred

TEMPLATES = sorted(Path(DATA_FILES_PATH, "templates").glob("*.html"))
ADMIN = Path(DATA_FILES_PATH, "static", "js", "admin-react.js")
# In the templates of JupyterHub, and the same in any language; or of no use to a person.
LEFT = {"JupyterHub", "Jupyter, JupyterHub", "Jupyter has lots of moons, but this is not one...", "Services", "Note", "Permissions", "Application", "Actions"}
# What JupyterHub says from its programs to a person.
SAID = [
    "Server requested", "Spawning server...", "Spawn failed", "Spawn cancelled", "Server ready at /user/x/", "Server at /user/x/",
    "Requested via token page", "1 Hour", "1 Day", "1 Week", "1 Month", "1 Year", "Never", "Max (5 hours)", "only you", "users in group x",
    "Start My Server", "Start your default server", "Your server is stopping",
    *(scope["description"] for scope in scope_definitions.values()),
]


def pieces(source):
    """Return the texts of a template that its reader may see, without Jinja and tags."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    source = re.sub(r"<!--.*?-->|console\.\w+\(.*|^\s*//.*", "", source, flags=re.MULTILINE)
    scripts = "".join(re.findall(r"<script.*?</script>", source, flags=re.DOTALL))
    source = re.sub(r"<script.*?</script>", "", source, flags=re.DOTALL)
    found = re.findall(r"""\.text\((['"])(.+?)\1\)|= '(Error.+?)'""", scripts)
    texts = [text for _, *both in found for text in both]
    texts += re.findall(r"""\b(?:title|alt|placeholder|aria-label)="([^"{]+)"|value='([^']+)'""", source)
    texts = [text for found in texts for text in (found if isinstance(found, tuple) else [found])]
    bare = re.sub(r"<[^>]*>", "\x00", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\x00", source, flags=re.DOTALL), flags=re.DOTALL)
    words = {" ".join(text.split()) for text in [*texts, *bare.split("\x00")]}
    return {text for text in words if re.search(r"[A-Za-z]{3}", text)}


class LanguagesTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.languages = {code: Language(catalogue) for code, catalogue in languages().items()}

    def test_each_language_says_the_same(self):
        english = self.languages["en"].sentences
        for code, language in self.languages.items():
            self.assertEqual(english.keys(), language.sentences.keys(), code)
            for name, sentence in language.sentences.items():
                fields = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in (english[name], sentence)]
                self.assertEqual(*fields, f"{name} in {code}")

    def test_no_word_of_jupyterhub_is_left(self):
        for code, language in self.languages.items():
            if code == "en":
                continue
            for template in TEMPLATES:
                source = template.read_text(encoding="utf-8")
                left = pieces(source) & pieces(translated(source, template.name, language)) - LEFT
                self.assertEqual(set(), left, f"{template.name} in {code}")

    def test_what_a_language_replaces_is_there(self):
        sources = {template.name: template.read_text(encoding="utf-8") for template in TEMPLATES}
        bundle = ADMIN.read_text(encoding="utf-8")
        for code, language in self.languages.items():
            for name, words in language.templates.items():
                for own in words:
                    if name == ADMIN.name:
                        self.assertIn(own.split("{")[0].strip(), bundle, code)
                        continue
                    one = Language({"language": code, "sentence": {}, "jupyterhub": [{"page": name, "words": [[own, "\x01"]]}]})
                    self.assertIn("\x01", translated(sources[name], name, one), f"{name} has no {own!r}")

    def test_what_jupyterhub_says_from_its_programs(self):
        for code, language in self.languages.items():
            for said in SAID:
                if code != "en":
                    self.assertNotEqual(said, language.told(said), code)

    def test_markup_and_scripts_stay(self):
        """A language changes what is read: no form, no script and no name that a script looks for."""
        for code, language in self.languages.items():
            for template in TEMPLATES:
                source = template.read_text(encoding="utf-8")
                own, other = (re.findall(r'\b(?:id|name|action|method|src)="[^"]*"', text) for text in (source, translated(source, template.name, language)))
                self.assertEqual(own, other, f"{template.name} in {code}")

    def test_words_of_seats(self):
        for code, language in self.languages.items():
            words = language.say("class_words").split()
            self.assertGreaterEqual(len(set(words)), 270, code)
            self.assertEqual(len(words), len(set(words)), code)
            self.assertTrue(all(re.fullmatch(r"[a-z]{3,11}", word) for word in words), code)


class PreferredTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        speak(scratch.name, "fr", "en")

    def test_what_a_browser_asks_for(self):
        for accepted, code in (
            ("", "fr"), ("en", "en"), ("en-CA,fr;q=0.5", "en"), ("fr-CA,en;q=0.9", "fr"), ("de,en;q=0.2,fr;q=0.1", "en"), ("de", "fr"), ("*", "fr"),
            ("en;q=0,fr", "fr"), ("EN-us", "en"), ("en;q=x", "fr"), (";;,,q=", "fr"), ("fr;q=0.2, en ; q=0.8", "en"),
        ):
            self.assertEqual(code, preferred(accepted, syzc_words.speech.languages).code, accepted)


if __name__ == "__main__":
    unittest.main()
