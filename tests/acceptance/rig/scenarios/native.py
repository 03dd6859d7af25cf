"""A hub without an identity provider: its administrator makes and authorises accounts, and nobody else comes in."""

import re

from rig import operator
from rig.pages import Page, shown
from rig.person import Person
from rig.scenarios.rights import server
from rig.steps import hold, step, until

ACCOUNTS = """
[login]
shibboleth = false

[login.native]
sign_up = {sign_up}

[hub.admin]
"boss.admin" = true
"""
BOSS = "boss.admin"
BOSS_PASSWORD = "seven quiet tractors"
NORA = "nora"
NORA_PASSWORD = "violet umbrella 61"
WRONG_PASSWORDS = 5


class Member(Person):
    """Somebody with an account of the hub's own."""

    def try_to_log_in(self, start="/hub/home"):
        return self.send(start, username=self.name, password=self.password)

    def send(self, page, **fields):
        """Fill in the form of a page that has these fields, and send it."""
        answer = self.session.get(self.hub + page)
        form = Page(answer).form_with(*fields)
        hold(form, f"{self.name} found no form with {', '.join(fields)}: {shown(answer)}")
        return self.session.post(form.action, data={**form.fields, **fields})

    def change_password(self, new):
        answer = self.send("/hub/native/password", username=self.name, password=self.password, new=new, again=new)
        if answer.status_code == 200:
            self.password = new
        return answer

    def ask_for_account(self):
        return self.send("/hub/native/ask", username=self.name, new=self.password, again=self.password)

    def does(self, deed, name):
        """As an administrator: press a button beside an account, or the one that makes one."""
        answer = self.session.get(f"{self.hub}/hub/native/accounts")
        forms = {form.fields["username"]: form for form in Page(answer).forms if "username" in form.fields}
        form = forms.get(name) or forms.get("")
        hold(form, f"{self.name} found no accounts: {shown(answer)}")
        return self.session.post(form.action, data={**form.fields, "username": name, "does": deed})


def run(rig):
    rig.up()
    with step("another login is refused until it is said to be meant"):
        operator.change_login(ACCOUNTS.format(sign_up="true"))
    try:
        with step("ansible-playbook site.yml"):
            operator.play()
            rig.healthy(60)
        boss = administrator(rig)
        nora = joined(boss)
        refusals(rig, nora)
        reset(rig, boss, nora)
        ended(rig, boss, nora)
        nothing_is_told(rig)
        with step("where people cannot ask for accounts, there is no page for it"):
            operator.change(ACCOUNTS.format(sign_up="false"))
            operator.play()
            rig.healthy(60)
            answer = person("paul").session.get(f"{boss.hub}/hub/native/ask")
            hold(answer.status_code == 404, f"the page is there: {shown(answer)}")
    finally:
        rig.put_back()


def person(name, password="a password to try"):
    found = Member(name)
    found.password = password
    return found


def administrator(rig):
    with step("on the host, the first administrator is given a password for one use"):
        temporary = rig.on_host("hub-account", BOSS).strip()
        hold(re.fullmatch(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}", temporary), f"hub-account printed {temporary!r}")
    boss = person(BOSS, temporary)
    with step("it only serves to choose another"):
        refused(boss.try_to_log_in(), "for one use", 200)
        hold(not boss.known_to_the_hub(), "the password for one use let its owner in")
        refused(boss.change_password("short one"), "12 characters")
        refused(boss.change_password("password1234"), "guessed first")
        refused(boss.change_password(f"{BOSS} 2026"), "contain the name")
        boss.change_password(BOSS_PASSWORD)
        hold(boss.known_to_the_hub() and boss.known_to_the_hub()["admin"], "the administrator is not in, or is none")
        refused(person(BOSS, temporary).try_to_log_in(), "wrong")
    return boss


def joined(boss):
    nora = person(NORA, NORA_PASSWORD)
    with step("somebody asks for an account, and cannot use it yet"):
        hold("Thank you" in nora.ask_for_account().text, "nora could not ask for an account")
        refused(nora.try_to_log_in(), "not authorised")
    with step("nobody becomes an administrator by asking for an administrator's name"):
        thief = person("ada.admin", "violet umbrella 62")
        hold("Thank you" in thief.ask_for_account().text, "the page tells that the name is an administrator's")
        refused(thief.try_to_log_in(), "wrong")
    with step("the administrator authorises: log in, start, compute 6*7"):
        answer = boss.does("authorise", NORA)
        hold(answer.status_code == 200, f"boss could not authorise nora: {shown(answer)}")
        nora.log_in()
        nora.spawn("minimal")
        said = nora.run("6*7").strip()
        hold(said == "42", f"6*7 gave {said!r}")
        nora.stop_server()
    return nora


def refusals(rig, nora):
    with step("the list of accounts is the administrator's"):
        answer = nora.session.get(f"{nora.hub}/hub/native/accounts")
        hold(answer.status_code == 403, f"nora was shown {shown(answer)}")
    with step("a wrong name and a wrong password are refused in the same words"):
        said = [Page(person(name).try_to_log_in()).words for name in ("nobody-at-all", NORA)]
        hold(all("Name or password is wrong" in words for words in said), f"the hub said: {' / '.join(said)}")
    with step(f"after {WRONG_PASSWORDS} wrong passwords, even the right one is refused for a while"):
        for _ in range(WRONG_PASSWORDS - 1):
            refused(person(NORA).try_to_log_in(), "wrong")
        refused(person(NORA, NORA_PASSWORD).try_to_log_in(), "Too many wrong passwords")
    with step("what is logged of it names the address that it came from, and not the proxy's"):
        said = rig.shell("journalctl --no-pager --unit jupyterhub.service | grep 'an account was locked' | tail -n 1")
        hold(re.search(r"from [0-9a-f.:]+$", said.strip()) and "127.0.0.1" not in said, f"the hub logged: {said}")


def reset(rig, boss, nora):
    with step("an administrator gives somebody another password, which ends what went on with the old one"):
        token = working(nora)
        answer = boss.does("password", NORA)
        found = re.search(r'id="password">([^<]+)<', answer.text)
        hold(found, f"no password was shown: {shown(answer)}")
        out(rig, nora, token)
        nora.password = found[1]
        refused(nora.try_to_log_in(), "for one use", 200)
        nora.change_password("green umbrella 74")
        hold(nora.known_to_the_hub(), "nora chose a password and is not in")


def ended(rig, boss, nora):
    with step("another password from the host ends it too, after half a minute"):
        token = working(nora)
        nora.password = rig.on_host("hub-account", NORA).strip()
        until(lambda: not nora.known_to_the_hub(), 60, "whoever was in by the old password still is")
        until(lambda: not server(rig, nora), 60, "nora's server still runs")
        out(rig, nora, token)
        nora.change_password("yellow umbrella 29")
        hold(nora.known_to_the_hub(), "nora chose a password and is not in")
    with step("so does a password that its owner changes, everywhere else"):
        token = working(nora)
        elsewhere = person(NORA, nora.password)
        elsewhere.log_in()
        nora.change_password("purple umbrella 30")
        hold(nora.known_to_the_hub(), "nora changed the password and is not in")
        out(rig, elsewhere, token)
    with step("an account that is removed takes session, token and server with it"):
        token = working(nora)
        answer = boss.does("remove", NORA)
        hold(answer.status_code == 200, f"boss could not remove nora: {shown(answer)}")
        out(rig, nora, token)
        refused(nora.try_to_log_in(), "wrong")


def working(somebody):
    """Start a server and make a token; return it."""
    somebody.spawn("minimal")
    hold(somebody.run("6*7").strip() == "42", "the server does not compute")
    answer = somebody.hub_api("POST", f"users/{somebody.user}/tokens", json={"note": "kept"})
    somebody.expect(answer, 201, "make a token")
    return answer.json()["token"]


def out(rig, somebody, token):
    hold(not somebody.known_to_the_hub(), "whoever was in by the old password still is")
    answer = person("nobody").session.get(f"{somebody.hub}/hub/api/user", headers={"Authorization": f"token {token}"})
    hold(answer.status_code in (401, 403), f"the token still counts: {answer.status_code}")
    hold(not server(rig, somebody), f"the server of {somebody.user} still runs")
    somebody.kernels = []


def nothing_is_told(rig):
    with step("no password is in the hub's database or in a log"):
        for password in (BOSS_PASSWORD, NORA_PASSWORD):
            found = rig.shell(
                f"journalctl --no-pager | grep --count --fixed-strings '{password}' || true; "
                f"grep --recursive --files-with-matches --text --fixed-strings '{password}' /srv/hub/state /var/log || true"
            )
            hold(found.strip() == "0", f"a password is found: {found}")


def refused(answer, reason, status=403):
    hold(answer.status_code == status and reason in Page(answer).words, f"not refused with `{reason}`: {shown(answer)}")
