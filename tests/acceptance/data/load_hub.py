"""Load a hub's configuration as JupyterHub does, and make each part with it.

Run by the hub's own Python. Every warning is an error: traitlets only warns of
a setting that nothing knows ("not recognized"), and the hub would start with
its default instead.
"""

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
    from jupyterhub.app import JupyterHub
    from traitlets import TraitError

    complaints = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: complaints.append(record.getMessage())

    hub = JupyterHub()
    hub.log.addHandler(handler)
    hub.load_config_file(config)
    known = JupyterHub(config=hub.config, log=hub.log)
    parts = [known.authenticator_class, known.spawner_class, known.proxy_class]
    # A spawner names its container after its user.
    user = SimpleNamespace(name="someone", id=1, url="/user/someone/", settings={})
    within = []
    for part in parts:
        owner = {"user": user} if part is known.spawner_class else {}
        try:
            made = part(config=hub.config, log=hub.log, **owner)
        except TraitError as error:
            complaints.append(str(error))
        else:
            # An authenticator may be made of several, each with settings of its own.
            within += [type(one) for one in getattr(made, "_authenticators", [])]

    settings = 0
    classes = {cls.__name__ for part in [JupyterHub, *parts, *within] for cls in part.__mro__}
    for section, values in hub.config.items():
        settings += len(values)
        if section not in classes:
            complaints.append(f"Config option section `{section}` not recognized by the hub or its parts")
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"JupyterHub {__version__}, {settings} settings")


main(sys.argv[1])
