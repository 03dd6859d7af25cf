"""A hub of a federation: people choose their institution on the federation's page, which has its members' list signed."""

from rig import identity, operator
from rig.pages import Page, shown
from rig.person import Person
from rig.scenarios.oauth_sites import INSTEAD
from rig.scenarios.universities import deploy, refused
from rig.steps import hold, step

TWO_MONTHS = 60 * 86400
LIST_KEPT = "/var/cache/shibboleth/idp-metadata.xml"


def federation_site():
    return f"""
[login.shibboleth]
metadata_url         = "{identity.FEDERATION}"
metadata_certificate = \"\"\"
{identity.metadata_certificate().strip()}
\"\"\"
metadata_expires     = true
discovery_url        = "{identity.DISCOVERY}"
identity_providers   = ["{identity.ENTITY}", "{identity.NEIGHBOUR}/idp/shibboleth"]
scopes               = ["ubc.ca", "sfu.ca"]
admit                = ["student@ubc.ca", "student@sfu.ca"]
force_authentication = true
"""


class Scholar(Person):
    """Somebody of the federation, who first chooses their institution."""

    INSTITUTIONS = {
        identity.ENTITY: "University of British Columbia",
        identity.NEIGHBOUR: "Simon Fraser University",
        identity.OUTSIDER: "A college",
    }

    def __init__(self, name, provider, server_name=None):
        super().__init__(name, server_name=server_name)
        self.provider = provider

    def ask_to_come_in(self, start):
        answer = super().ask_to_come_in(start)
        hold(answer.url.startswith(identity.DISCOVERY), f"{self.name} was not asked for an institution, but shown {shown(answer)}")
        return self.session.get(Page(answer).links[self.INSTITUTIONS[self.provider]])


def run(rig):
    rig.up()
    try:
        with step("a site of a federation: built, applied, registered"):
            identity.publish()
            deploy(rig, lambda: operator.change_login(federation_site(), INSTEAD))
        known_apart()
        refusals()
        stale_list(rig)
    finally:
        rig.put_back()


def known_apart():
    ours = Scholar("alice", identity.ENTITY, "alice@ubc.ca")
    theirs = Scholar("alice", identity.NEIGHBOUR, "alice@sfu.ca")
    with step("people of two institutions choose theirs, and two of one name have homes of their own"):
        for person in (ours, theirs):
            person.begin()
            hold(person.known_to_the_hub()["name"] == person.user, f"the hub does not call them {person.user}")
            hold(person.run("6*7").strip() == "42", "6*7 is not 42")
        ours.put("mine.txt", "of this alice")
        answer = theirs.api("GET", "contents/mine.txt")
        hold(answer.status_code == 404, f"the other alice asks for the file and is answered {answer.status_code}")
        for person in (ours, theirs):
            person.stop_server()
    with step("whom the institution knows already is asked for the password all the same"):
        ours.forget_the_hub()
        answer = ours.ask_to_come_in("/hub/home")
        hold(Page(answer).form_with("username", "password"), f"alice came again and was shown {shown(answer)}")


def refusals():
    with step("refused: somebody whom another institution calls one of ours"):
        refused(Scholar("evil", identity.NEIGHBOUR), 403, "did not tell us who you are")
    with step("refused: an institution of the federation that the site does not serve"):
        outsider = Scholar("alice", identity.OUTSIDER)
        turned_away(outsider, outsider.ask_to_come_in("/hub/home"))
    with step("refused: somebody whom an institution sends unasked, served by the hub or not"):
        for institution in (identity.NEIGHBOUR, identity.OUTSIDER):
            someone = Scholar("alice", institution)
            turned_away(someone, someone.come_unasked())


def stale_list(rig):
    """A list that counts for very long could be played back when members have long been shut out."""
    try:
        with step("a list of members that would count for two months is not believed"):
            identity.publish(TWO_MONTHS)
            restart(rig)
            someone = Scholar("alice", identity.ENTITY)
            turned_away(someone, someone.ask_to_come_in("/hub/home"))
    finally:
        with step("the next good one is"):
            identity.publish()
            restart(rig)
            Scholar("alice", identity.ENTITY, "alice@ubc.ca").log_in()


def restart(rig):
    """Let the service provider fetch the list as if it never had."""
    rig.shell(f"systemctl stop shibd.service && rm --force {LIST_KEPT} && systemctl start shibd.service")


def turned_away(person, answer):
    """Hold that the service provider itself, which does not know the institution, let nobody in."""
    hold(answer.url.startswith(f"{person.hub}/") and answer.status_code >= 400, f"{person.name} was shown {shown(answer)}")
    hold(not person.known_to_the_hub(), f"{person.name} was turned away and is known to the hub")
