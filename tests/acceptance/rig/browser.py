"""A person with a real browser: Chromium without a screen, which keeps a picture of each thing it was shown.

It has a home of its own, in which it trusts whom the rig trusts; no error of a certificate is looked away from. Names
are the rig's, and any other leads nowhere.
"""

import re
import shutil
import time
from contextlib import contextmanager

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from checks.command import Failed, run, tool
from rig import identity, network, web
from rig.person import Person
from rig.places import DOMAIN, LOGS, WORK

PICTURES = LOGS / "browser"
HOME = WORK / "browser"
SETTINGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    # It speaks to nobody but the hub and the identity provider.
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # A container's /dev/shm may be small.
    "--disable-dev-shm-usage",
    "--window-size=1400,1000",
]


class Browser:
    """A window, and the person who looks at it."""

    def __init__(self, driver, name):
        self.driver = driver
        self.name = name
        self.pictures = 0
        self.times = {}

    @contextmanager
    def stage(self, what):
        """Do one thing, measure it and keep a picture of what it came to."""
        began = time.monotonic()
        try:
            yield
        except WebDriverException as error:
            self.picture(f"failed to {what}")
            raise Failed(f"{self.name} could not {what}: the browser shows {self.shown()}\n{error.msg or ''}") from error
        self.times[what] = time.monotonic() - began
        self.picture(what)

    def picture(self, what):
        self.pictures += 1
        path = PICTURES / f"{self.pictures:02}-{what.replace(' ', '-')}.png"
        if not self.driver.save_screenshot(str(path)):
            raise Failed(f"no picture could be kept as {path}")

    def shown(self):
        try:
            words = " ".join(self.driver.find_element(By.TAG_NAME, "body").text.split())
            return f"{self.driver.title} at {self.driver.current_url.partition('?')[0]}: {words[:400]}"
        except WebDriverException as error:
            return f"nothing that could be read ({error.msg})"

    def find(self, selector, seconds=30, holds=lambda element: element.is_displayed()):
        """Wait for an element that can be seen, or one of which something else holds."""

        def look(driver):
            # Each container that comes or goes is a new network to the browser, which then drops what it was loading.
            if any(error.text == "ERR_NETWORK_CHANGED" for error in driver.find_elements(By.CSS_SELECTOR, ".error-code")):
                driver.refresh()
            return next((element for element in driver.find_elements(By.CSS_SELECTOR, selector) if holds(element)), False)

        # What was just found may be drawn anew while it is looked at.
        return WebDriverWait(self.driver, seconds, ignored_exceptions=[WebDriverException]).until(look, f"no `{selector}`")

    def wait_for_address(self, start, seconds=30):
        WebDriverWait(self.driver, seconds).until(lambda driver: driver.current_url.startswith(start), f"not at {start}")

    def type(self, text):
        ActionChains(self.driver).send_keys(text).perform()


@contextmanager
def browser(name):
    """Open a browser that knows nothing yet, and close it in the end."""
    shutil.rmtree(HOME, ignore_errors=True)
    trust(HOME / ".pki" / "nssdb")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    options = webdriver.ChromeOptions()
    options.binary_location = tool("chromium")
    for setting in SETTINGS:
        options.add_argument(setting)
    options.add_argument(f"--user-data-dir={HOME / 'profile'}")
    options.add_argument(f"--host-resolver-rules={resolver_rules()}")
    service = webdriver.ChromeService(
        executable_path=tool("chromedriver"),
        log_output=str(LOGS / "browser.log"),
        env={"HOME": str(HOME), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )
    try:
        driver = webdriver.Chrome(options=options, service=service)
    except WebDriverException as error:
        raise Failed(f"Chromium did not start: {error.msg}") from error
    driver.set_page_load_timeout(60)
    try:
        yield Browser(driver, name)
    finally:
        driver.quit()


def trust(database):
    """Make a store of certificates with those whom the rig trusts."""
    database.mkdir(parents=True)
    run("certutil", "-N", "-d", f"sql:{database}", "--empty-password")
    # The tool takes one certificate at a time.
    with open(web.trusted(), encoding="ascii") as file:
        certificates = re.findall(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n", file.read(), re.DOTALL)
    for number, certificate in enumerate(certificates):
        place = HOME / f"authority-{number}.pem"
        place.write_text(certificate, encoding="ascii")
        run("certutil", "-A", "-d", f"sql:{database}", "-n", place.stem, "-t", "C,,", "-i", place)


def resolver_rules():
    lines = network.NAMES.read_text(encoding="ascii").splitlines()
    known = [f"MAP {name} {address}" for address, *names in map(str.split, lines) for name in names]
    return ", ".join([*known, "MAP * ~NOTFOUND"])


def journey(name, image, domain=DOMAIN):
    """Log in, choose the image of that title, compute in a notebook and leave. Return what took how long."""
    hub = f"https://{domain}"
    # Whose server runs is led straight to it, and asked nothing.
    before = Person(name, domain)
    before.log_in()
    if before.has_server():
        before.stop_server()
    with browser(name) as window:
        with window.stage("be sent to the identity provider"):
            window.driver.get(hub)
            window.wait_for_address(identity.ENTITY)
            window.find("input[name=username]")
        with window.stage("log in"):
            window.find("input[name=username]").send_keys(name)
            window.find("input[name=password]").send_keys(f"{name}-password", Keys.RETURN)
            window.wait_for_address(f"{hub}/hub/")
            # Somebody without a server is asked at once what to start.
            window.find("input[name=image]")
        with window.stage("choose the image"):
            label = window.find("label.form-check-label", holds=lambda label: image in label.text)
            label.click()
            chosen = window.find(f"#{label.get_attribute('for')}")
            if not chosen.is_selected():
                raise Failed(f"{image} was clicked and is not chosen: {window.shown()}")
        with window.stage("start"):
            window.find("#spawn_form input[type=submit], #spawn_form button[type=submit]").click()
            window.find("#progress-bar, .jp-LabShell")
        with window.stage("wait for the server"):
            window.wait_for_address(f"{hub}/user/{name}/lab", seconds=180)
        with window.stage("see JupyterLab"):
            if "jp-Launcher" not in window.find(".jp-Launcher, .jp-NotebookPanel", seconds=90).get_attribute("class"):
                # What was open the last time is opened again; this is JupyterLab's own way to begin anew.
                window.driver.get(f"{hub}/user/{name}/lab?reset")
                window.find(".jp-Launcher", seconds=90)
        with window.stage("open a notebook"):
            window.find(".jp-LauncherCard[data-category=Notebook][title^='Python 3'], .jp-LauncherCard[data-category=Notebook]").click()
            window.find(".jp-Notebook .jp-Cell .cm-content", seconds=60)
            window.find("#jp-main-statusbar", seconds=60, holds=lambda bar: "Python 3" in bar.text and "| Idle" in bar.text)
        with window.stage("run a cell"):
            window.find(".jp-Notebook .jp-Cell .cm-content").click()
            window.type("6*7")
            window.driver.switch_to.active_element.send_keys(Keys.SHIFT, Keys.RETURN)
            window.find(".jp-Notebook .jp-OutputArea-output", seconds=60, holds=lambda output: output.text.strip() == "42")
        with window.stage("save it"):
            ActionChains(window.driver).key_down(Keys.CONTROL).send_keys("s").key_up(Keys.CONTROL).perform()
            # JupyterLab asks for a name once, and is given the one that it offers.
            window.find(".jp-Dialog .jp-mod-accept").click()
            window.find(".lm-TabBar-tab.jp-mod-current:not(.jp-mod-dirty)")
        with window.stage("leave"):
            window.driver.get(f"{hub}/hub/logout")
            window.wait_for_address(f"{hub}/signed-out.html")
        return window.times
