"""What each login keeps of a log-in, held against a rule that has changed since."""

import logging
import tempfile
import unittest
from types import SimpleNamespace

import syzc_admission as admission
from hub_pages import speak
from jupyterhub import orm

KEY = b"a key of the hub"
SECRET = "0" * 32


class Case(unittest.TestCase):
    def setUp(self):
        self.db = orm.new_session_factory("sqlite:///:memory:")()
        logging.disable(logging.CRITICAL)
        admission.make_table(self.db.bind)

    def tearDown(self):
        logging.disable(logging.NOTSET)

    def stays(self, shown, login):
        """Say whether somebody who showed this to a login of the same kind is still let in by this one."""
        admission.keep(self.db, KEY, login, "bob", shown)
        return admission.is_let_in(self.db.get(admission.Admission, "bob"), admission.rules_of(login, KEY, self.db))


class ShibbolethTest(Case):
    def login(self, **settings):
        from syzc_shibboleth import ShibbolethAuthenticator

        return ShibbolethAuthenticator(front_secret=SECRET, **settings)

    def test_an_affiliation_an_entitlement_a_name_or_a_scope_less(self):
        shown = self.login(admit_everyone=True).shown_by(
            "bob@uni.example", "bob@uni.example", "https://idp.example", "Student@uni.example;alum@uni.example", "urn:x:a\\;b"
        )
        for settings, stays in (
            ({"admitted_values": ["student@uni.example"]}, True),
            ({"admitted_values": ["alum@uni.example", "staff@uni.example"]}, True),
            ({"admitted_values": ["staff@uni.example"]}, False),
            ({"admitted_entitlements": ["urn:x:a;b"]}, True),
            ({"admitted_entitlements": ["urn:x:a"]}, False),
            ({"admitted_people": ["bob@uni.example"]}, True),
            ({"admitted_people": ["eve@uni.example"]}, False),
            ({"admit_everyone": True, "accepted_scopes": ["uni.example"]}, True),
            ({"admit_everyone": True, "accepted_scopes": ["other.example"]}, False),
            ({"admit_everyone": True, "identity_providers": ["https://idp.example"]}, True),
            ({"admit_everyone": True, "identity_providers": ["https://another.example"]}, False),
            ({"admit_everyone": True}, True),
            ({}, False),
        ):
            self.assertEqual(stays, self.stays(shown, self.login(**settings)), settings)


class RuleTest(Case):
    """The rules that logins through OpenID share."""

    def login(self, rule):
        def rules_of_admission(database):
            return [rule.kinds()]

        return SimpleNamespace(rules_of_admission=rules_of_admission)

    def test_a_value_a_name_a_domain_or_a_provider_less(self):
        from syzc_oauth_rules import Rule

        claims = {"email": "Bob@uni.example", "groups": ["a", "b"]}
        first = Rule(claim="email", admit_claim="groups", admitted=frozenset(["a"]), prefix="u-", provider="https://idp")
        shown = first.shown_by("u-bob@uni.example", claims)
        for changed, stays in (
            ({"admitted": frozenset(["a"])}, True),
            ({"admitted": frozenset(["b", "c"])}, True),
            ({"admitted": frozenset(["c"])}, False),
            ({"people": frozenset(["bob@uni.example"])}, True),
            ({"people": frozenset(["eve@uni.example"])}, False),
            ({"everyone": True, "domains": frozenset(["uni.example"])}, True),
            ({"everyone": True, "domains": frozenset(["other.example"])}, False),
            ({"everyone": True, "provider": "https://another"}, False),
            ({"admitted": frozenset(["a"]), "admit_claim": "roles"}, False),
        ):
            rule = Rule(**{"claim": "email", "admit_claim": "groups", "prefix": "u-", "provider": "https://idp", **changed})
            self.assertEqual(stays, self.stays(shown, self.login(rule)), changed)


class LearningPlatformTest(Case):
    def login(self, **settings):
        from syzc_lti import LtiAuthenticator

        given = {"issuer": "https://lms.example", "client_id": {"hub"}, "jwks_endpoint": "https://lms.example/k"}
        return LtiAuthenticator(authorize_url="https://lms.example/a", **{**given, **settings})

    def test_a_course_a_deployment_a_client_or_a_role_less(self):
        shown = {
            "platform": ["https://lms.example"], "client": ["hub"], "deployment": ["1"], "course": ["m1"], "who": ["person bob", "role Learner"],
        }
        for settings, stays in (
            ({"admit_everyone": True}, True),
            ({"admitted_roles": ["Learner"], "courses": ["m1"], "deployments": ["1"]}, True),
            ({"admitted_roles": ["Instructor"]}, False),
            ({"admitted_people": ["bob"]}, True),
            ({"admit_everyone": True, "courses": ["m2"]}, False),
            ({"admit_everyone": True, "deployments": ["2"]}, False),
            ({"admit_everyone": True, "client_id": {"another"}}, False),
            ({"admit_everyone": True, "issuer": "https://another.example"}, False),
        ):
            self.assertEqual(stays, self.stays(shown, self.login(**settings)), settings)


class GitHubTest(Case):
    def login(self, **settings):
        from syzc_github import GitHubAuthenticator

        return GitHubAuthenticator(**settings)

    def test_an_organisation_a_team_or_a_number_less(self):
        shown = {"who": ["person 7", "member uni:maths"]}
        for settings, stays in (
            ({"admitted_teams": ["uni/maths"]}, True),
            ({"admitted_organizations": ["uni"]}, False),
            ({"admitted_people": ["7"]}, True),
            ({"admitted_people": ["8"]}, False),
            ({"admit_everyone": True}, True),
        ):
            self.assertEqual(stays, self.stays(shown, self.login(**settings)), settings)


class AccountsTest(Case):
    def test_an_account_that_is_removed_or_has_another_password(self):
        import native_accounts as accounts
        from syzc_native import NativeAccounts

        login = NativeAccounts()
        accounts.make_tables(self.db.bind)
        for change in (
            lambda: accounts.set_password(self.db, "bob", "another password"),
            lambda: accounts.give_temporary_password(self.db, "bob"),
            lambda: accounts.remove(self.db, "bob"),
            lambda: setattr(accounts.find(self.db, "bob"), "is_authorized", False) or self.db.commit(),
        ):
            accounts.give_temporary_password(self.db, "bob")
            shown = {"who": [accounts.seen_in(accounts.find(self.db, "bob"))]}
            self.assertTrue(self.stays(shown, login))
            change()
            self.assertFalse(self.stays(shown, login))


class ClassTest(Case):
    def test_a_class_that_is_over_closed_or_taken_out_of_the_site(self):
        import class_codes as classes
        from syzc_class_login import ClassCodes, seen_in

        def login(*names):
            return ClassCodes(key=SECRET, classes=[{"name": name, "size": 9} for name in names])

        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        speak(scratch.name, "en")
        classes.make_tables(self.db.bind)
        classes.open_class(self.db, SECRET, "maths", "2999-12-31", 9)
        found = classes.class_named(self.db, "maths")
        name, _ = classes.take_seat(self.db, SECRET, found)
        shown = {"who": [seen_in(classes.seat_named(self.db, name))]}
        self.assertTrue(self.stays(shown, login("maths", "physics")))
        self.assertFalse(self.stays(shown, login("physics")))
        classes.set_end(self.db, found, "2000-01-01")
        self.assertFalse(self.stays(shown, login("maths")))
        classes.set_end(self.db, found, "2999-12-31")
        self.assertTrue(self.stays(shown, login("maths")))
        classes.give_new_words(self.db, SECRET, classes.seat_named(self.db, name))
        self.assertFalse(self.stays(shown, login("maths")))


if __name__ == "__main__":
    unittest.main()
