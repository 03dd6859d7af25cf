"""Load a hub's configuration as JupyterHub does, make each part with it, and see what somebody could choose.

Run by the hub's own Python. Every warning is an error: traitlets only warns of
a setting that nothing knows ("not recognized"), and the hub would start with
its default instead.
"""

import asyncio
import logging
import os
import sys
from types import SimpleNamespace

SECRETS = "/srv/hub/state/secrets/hub.env"


def main(config):
    sys.path.insert(0, os.path.dirname(config))
    for line in open(SECRETS, encoding="utf-8"):
        name, _, value = line.strip().partition("=")
        os.environ.setdefault(name, value)

    from jupyterhub import __version__
    from syzc_hub import Hub
    from traitlets import TraitError

    complaints = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: complaints.append(record.getMessage())

    hub = Hub()
    hub.log.addHandler(handler)
    hub.load_config_file(config)
    known = Hub(config=hub.config, log=hub.log)
    parts = [known.authenticator_class, known.spawner_class, known.proxy_class]
    # A spawner names its container after its user.
    user = SimpleNamespace(name="someone", id=1, url="/user/someone/", settings={}, groups=[])
    kinds = [Hub, *parts]
    for part in parts:
        owner = {"user": user} if part is known.spawner_class else {}
        try:
            made = part(config=hub.config, log=hub.log, **owner)
            if part is known.spawner_class:
                complaints += choose(made)
        except TraitError as error:
            complaints.append(str(error))
        else:
            # Several logins are parts of one.
            kinds += map(type, getattr(made, "_authenticators", []))

    settings = 0
    classes = {cls.__name__ for kind in kinds for cls in kind.__mro__}
    for section, values in hub.config.items():
        settings += len(values)
        if section not in classes:
            complaints.append(f"Config option section `{section}` not recognized by the hub or its parts")
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"JupyterHub {__version__}, {settings} settings")


def choose(spawner):
    """Return what is wrong with the choice of somebody who is in no group, as sentences."""
    names = list(spawner._get_allowed_images())
    form = asyncio.run(spawner.get_options_form())
    lacking = [name for name in names if f'value="{name}"' not in form]
    sentences = [f"the form does not offer {name}" for name in lacking]
    if form.count(" checked>") != 1:
        sentences.append(f"not one image of {', '.join(names)} is chosen beforehand")
    return sentences


main(sys.argv[1])
