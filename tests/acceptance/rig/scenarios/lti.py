"""People come from a course of a learning platform, by LTI 1.3: those who may, and everybody who may not."""

from selenium.webdriver.common.keys import Keys

from rig import browser, learning_platform, operator, web
from rig.learner import Learner
from rig.pages import Page, shown
from rig.places import DOMAIN
from rig.steps import hold, step, until

HUB = f"https://{DOMAIN}"
COURSE = f"{learning_platform.ISSUER}/courses/calculus"

# Whose launch is refused: what a step says of it, who, the link, and words of the page that they read.
NOT_ALLOWED = [
    ("somebody of another course", "alice", {"course": "history"}, "does not serve the course"),
    ("somebody through another deployment", "alice", {"tool": "elsewhere"}, "does not serve the part of the platform"),
    ("somebody through another client", "alice", {"tool": "stranger"}, "not registered with your platform"),
    ("an instructor, where learners are admitted", "tessa", {}, "Your role in this course"),
    ("somebody without a role", "nora", {}, "Your role in this course"),
]
# What is wrong with a token, as `learning_platform/faults.py` calls it, and the words.
BAD_TOKENS = {
    "expired": "took too long",
    "issued-long-ago": "took too long",
    "from-the-future": "clock",
    "another-audience": "not meant for this hub",
    "another-issuer": "not meant for this hub",
    "another-nonce": "another browser",
    "another-key": "does not come from your platform",
    "unknown-key": "does not come from your platform",
    "unsigned": "does not come from your platform",
    "public-key-as-secret": "does not come from your platform",
    "altered": "does not come from your platform",
    "without-a-person": "did not tell us who you are",
    "without-an-end": "does not come from your platform",
    "capitals-in-the-id": "characters that no user name",
    "to-choose-content": "nothing that could be chosen",
}


def run(rig):
    rig.up()
    with step("a learning platform answers"):
        learning_platform.up()
    with step("the site's login becomes that platform: syzc build refuses, then is told that it is meant"):
        operator.change_login(learning_platform.LOGIN)
    try:
        with step("ansible-playbook site.yml"):
            operator.play()
            rig.healthy(120)
        platform_away()
        allowed()
        not_allowed()
        replayed(rig)
        in_a_browser()
    finally:
        rig.put_back()
        learning_platform.down()


def platform_away():
    with step("while the platform does not answer, a person reads so"):
        # The hub has not asked for its keys since it was started.
        learner = Learner("alice")
        form = learner.signed_form()
        learning_platform.down()
        refused(learner, learner.end_launch(form), "does not answer us", status=502)
        learning_platform.up()


def allowed():
    alice = Learner("alice")
    with step("somebody who comes without a launch reads where the way in is"):
        answer = web.session().get(HUB)
        hold("opened from a course" in Page(answer).words, f"the hub shows a visitor {shown(answer)}")
    with step("a launch's cookies come along when another site posts, and go to no page but the login's"):
        visitor = Learner("alice")
        visitor.signed_form()
        cookies = [cookie for cookie in visitor.session.cookies if cookie.domain == DOMAIN and cookie.name != "_xsrf"]
        hold(len(cookies) == 2, f"a launch has the cookies {', '.join(cookie.name for cookie in cookies)}")
        for cookie in cookies:
            kind = (cookie.path, cookie.secure, cookie.get_nonstandard_attr("SameSite"))
            hold(kind == ("/hub/lti/", True, "None"), f"the cookie {cookie.name} has path, secure and SameSite {kind}")
    with step("a student follows the link of her course, starts a server, computes, keeps a file"):
        alice.begin()
        answer = alice.run("6*7")
        hold(answer.strip() == "42", f"6*7 gave {answer!r}")
        alice.put("kept.txt", "written by alice")
    with step("the next day's launch leads to the same server and the same file"):
        again = Learner("alice")
        answer = again.launch()
        hold(f"/user/{again.user}/" in answer.url, f"alice's second launch led to {shown(answer)}")
        hold(again.get("kept.txt") == "written by alice", "the file is gone")
    with step("a link that names a page leads there"):
        answer = Learner("alice").launch(tool="notebook")
        hold(answer.url.endswith(f"/user/{again.user}/lab/tree/kept.txt"), f"the link led to {shown(answer)}")
        again.stop_server()


def not_allowed():
    for what, name, link, words in NOT_ALLOWED:
        with step(f"refused: {what}"):
            learner = Learner(name)
            refused(learner, learner.launch(**link), words)
    for fault, words in BAD_TOKENS.items():
        with step(f"refused: a token {fault.replace('-', ' ')}"):
            learner = Learner("bob")
            refused(learner, learner.launch(fault=fault), words)
    with step("the same person comes in with a good token"):
        Learner("bob").log_in()


def replayed(rig):
    alice, bob = Learner("alice"), Learner("bob")
    with step("refused: a launch that began in another browser"):
        form = alice.signed_form()
        bob.signed_form()
        refused(bob, bob.end_launch(form), "another browser")
    with step("refused: another person's token in one's own launch"):
        form = bob.signed_form()
        form.fields["id_token"] = alice.signed_form().fields["id_token"]
        refused(bob, bob.end_launch(form), "another browser")
    with step("refused: a launch that was used, with all that the browser had"):
        form = alice.signed_form()
        thief = robber_of(alice)
        alice.end_launch(form)
        hold(alice.known_to_the_hub(), "alice did not come in by the launch that is to be replayed")
        refused(thief, thief.end_launch(form), "used already")
        refused_again = alice.session.post(form.action, data=form.fields)
        hold("another browser" in Page(refused_again).words, f"the same launch again led to {shown(refused_again)}")
    with step("refused: a launch that was used before the hub was restarted"):
        form = alice.signed_form()
        thief = robber_of(alice)
        hold(alice.end_launch(form).status_code == 200, "alice did not come in by the launch that is to be replayed")
        rig.on_host("systemctl", "restart", "jupyterhub.service")
        rig.healthy(60)
        refused(thief, thief.end_launch(form), "before the hub was restarted")
    with step("two windows of one browser, opened at once, both come in"):
        first, second = bob.signed_form(), bob.signed_form()
        for form in (first, second):
            answer = bob.end_launch(form)
            hold(answer.status_code == 200, f"one of two windows was shown {shown(answer)}")


def in_a_browser():
    """What only a browser does: it keeps cookies back where a page of another site asks."""
    with browser.browser("alice") as window:
        with step("a browser: a student logs in to the platform"), window.stage("log in to the platform"):
            window.driver.get(COURSE)
            window.find("input[name=username]").send_keys("alice")
            window.find("input[name=password]").send_keys("alice-password", Keys.RETURN)
            window.find("#hub")
        with step("a browser: the course's link opens the hub in a window"):
            window.find("#hub").click()
            in_new_window(window, "see the hub in a window")
        with step("a browser: in a frame of the course's page, a button opens the hub in a window"):
            window.driver.get(f"{HUB}/hub/logout")
            window.driver.get(COURSE)
            with window.stage("see a button in a frame"):
                window.find("#embed").click()
                window.driver.switch_to.frame("embedded")
                window.find("button[type=submit]")
            window.find("button[type=submit]").click()
            in_new_window(window, "see the hub in a window from the frame")


def in_new_window(window, what):
    """See the hub's list of images in the window that was just opened, and close it."""
    course = window.driver.current_window_handle
    opened = until(
        lambda: set(window.driver.window_handles) - {course}, 30, lambda: f"no window was opened: {window.shown()}"
    )
    window.driver.switch_to.window(opened.pop())
    with window.stage(what):
        window.wait_for_address(f"{HUB}/hub/spawn")
        window.find("input[name=image]")
    window.driver.close()
    window.driver.switch_to.window(course)


def refused(learner, answer, words, status=None):
    """Hold that a person was turned away by the hub, with a sentence, and is nobody to it."""
    hold(answer.url.startswith(HUB), f"{learner.name} was not at the hub but shown {shown(answer)}")
    hold(answer.status_code in ([status] if status else [400, 403]), f"{learner.name} was shown {shown(answer)}")
    hold(words in Page(answer).words, f"{learner.name} does not read “{words}” but {shown(answer)}")
    hold(not learner.known_to_the_hub(), f"{learner.name} was refused and is known to the hub")


def robber_of(learner):
    """Return somebody with all that a browser keeps of launches which have begun."""
    thief = Learner("bob")
    for cookie in learner.session.cookies:
        if cookie.path == "/hub/lti/":
            thief.session.cookies.set_cookie(cookie)
    return thief
