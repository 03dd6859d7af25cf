"""What people read who are not let in: the truth, and a way to come as somebody else."""

import asyncio
import logging
import tempfile
import unittest

import class_codes as classes
from hub_pages import KEY, RunningHub, speak
from jupyterhub import orm
from syzc_logins import Logins
from syzc_oauth_rules import Refused, Rule
from syzc_shibboleth import ShibbolethAuthenticator
from syzc_words import Refusal, say, speech
from test_pages import Refuse, Words
from traitlets.config import Config


class Case(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = scratch.name
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        speak(self.scratch, "en")


class ShibbolethTest(Case):
    def answer(self, person, **settings):
        login = ShibbolethAuthenticator(front_secret=KEY, **settings)
        data = {"person": person, "provider": "https://idp.example", "values": "", "entitlements": ""}
        return asyncio.run(login.authenticate(None, data))

    def test_a_name_that_no_home_can_have(self):
        for person in ("o'brien@uni.example", "ann+lab@uni.example", "zoé@uni.example", "a b@uni.example", "nobody"):
            with self.assertRaises(Refusal) as refused:
                self.answer(person, admit_everyone=True)
            self.assertIn(person, refused.exception.jupyterhub_message)
            self.assertIn("cannot make a home under that name", refused.exception.jupyterhub_message)
            self.assertTrue(refused.exception.leave)

    def test_a_scope_that_is_not_served(self):
        for person in ("bob@other.example", "o'brien@other.example"):
            with self.assertRaises(Refusal) as refused:
                self.answer(person, admit_everyone=True, accepted_scopes={"uni.example"})
            self.assertEqual(say("elsewhere"), refused.exception.jupyterhub_message)

    def test_who_is_not_included_is_told_so(self):
        self.assertIsNone(self.answer("bob@uni.example", admitted_people={"eve@uni.example"}))
        self.assertEqual("bob@uni.example", self.answer("bob@uni.example", admit_everyone=True)["name"])


class OAuthTest(Case):
    def test_an_address_that_no_home_can_have(self):
        rule = Rule(claim="email", everyone=True, vouched=True, domains=frozenset(["uni.example"]))
        with self.assertRaises(Refused) as refused:
            rule.name_of({"email": "o'brien@uni.example"})
        self.assertEqual(("unusable_name", {"name": "o'brien@uni.example"}), (refused.exception.sentence, refused.exception.values))


class SeveralTest(Case):
    LOGINS = [
        {"class": "syzc_class_login.ClassCodes", "title": None, "prefix": "class-"},
        {"class": "syzc_native.NativeAccounts", "title": "Guests", "prefix": "guest-"},
        {"class": "syzc_shibboleth.ShibbolethAuthenticator", "title": "Zz <University> {{ 7 * 7 }}", "prefix": ""},
    ]

    def logins(self):
        config = Config({"ClassCodes": {"key": KEY}, "ShibbolethAuthenticator": {"front_secret": KEY}, "Logins": {"logins": self.LOGINS}})
        return Logins(config=config)

    def test_the_campus_comes_first(self):
        buttons = self.logins().get_custom_html("/hub/")
        places = [buttons.index(words) for words in ("Zz &lt;University&gt; &#123;&#123; 7", "a class code", "Guests")]
        self.assertEqual(sorted(places), places)

    def test_a_name_of_another_login_is_told_so(self):
        login = next(login for login in self.logins()._authenticators if isinstance(login, ShibbolethAuthenticator))
        login.admit_everyone = True
        data = {"person": "guest-eve@uni.example", "provider": "", "values": "", "entitlements": ""}
        with self.assertRaises(Refusal) as refused:
            asyncio.run(login.authenticate(None, data))
        self.assertIn("are kept for people who come in by another way", refused.exception.jupyterhub_message)


class PageTest(Case):
    def test_a_refused_person_can_leave(self):
        async def look():
            settings = {"authenticator_class": ShibbolethAuthenticator, "extra_handlers": [(r"/refuse/(\w+)", Refuse)]}
            login = {"front_secret": KEY, "allow_all": True, "logout_path": "/Shibboleth.sso/Logout", "signed_out_url": "https://hub.example/signed-out.html"}
            async with RunningHub(self.scratch, "en", JupyterHub=settings, ShibbolethAuthenticator=login) as hub:
                headers = {"HubFrontSecret": KEY, "HubLoginPerson": "o'brien@uni.example"}
                refused = await hub.open("/hub/shibboleth-login", **headers)
                left = await hub.open("/hub/logout", follow=False)
                return refused.code, refused.body.decode(), left.headers["Location"]

        status, page, left = asyncio.run(look())
        self.assertEqual(403, status)
        self.assertIn("/hub/logout", page)
        said = " ".join(Words(page).said)
        self.assertIn("o'brien@uni.example", said)
        self.assertIn(say("somebody_else"), said)
        self.assertIn(say("somebody_else_text"), said)
        self.assertTrue(left.startswith("/Shibboleth.sso/Logout?return="), left)


class SeveralLanguagesTest(Case):
    def test_each_browser_reads_its_own_language(self):
        async def look():
            settings = {"authenticator_class": "dummy", "extra_handlers": [(r"/refuse/(\w+)", Refuse)]}
            async with RunningHub(self.scratch, "fr", "en", JupyterHub=settings) as hub:
                asked = {}
                for accepted in ("", "en-CA,fr;q=0.5", "fr-CA", "de"):
                    page = await hub.open("/hub/refuse/not_included", **{"Accept-Language": accepted})
                    asked[accepted] = page.body.decode()
                # The proxy does not say what the browser asked for.
                return asked, (await hub.open("/hub/error/503", **{"Accept-Language": "en"})).body.decode()

        asked, away = asyncio.run(look())
        self.assertEqual(["fr", "en", "fr", "fr"], [Words(page).language for page in asked.values()])
        for language in speech.languages:
            self.assertIn(f'lang="{language.code}"', away)
            self.assertIn(language.say("own_server_away"), " ".join(Words(away).said))


class ClassWordsTest(Case):
    def test_words_are_in_the_language_of_the_page_and_accents_do_not_matter(self):
        speak(self.scratch, "fr")
        database = orm.new_session_factory("sqlite:///:memory:")()
        classes.make_tables(database.bind)
        classes.open_class(database, KEY, "maths", "2999-12-31", 9)
        name, words = classes.take_seat(database, KEY, classes.class_named(database, "maths"))
        self.assertTrue(set(words.split("-")) <= set(speech.languages[0].say("class_words").split()))
        seat = classes.seat_named(database, name)
        for typed in (words, words.upper(), words.replace("-", "  "), words.replace("e", "é")):
            self.assertTrue(classes.are_its_words(KEY, seat, typed), typed)
        self.assertFalse(classes.are_its_words(KEY, seat, f"{words}-x"))
        database.close()


if __name__ == "__main__":
    unittest.main()
