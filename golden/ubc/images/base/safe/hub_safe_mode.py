# Written by syzc. Edit the site, not this file, and build again.
"""The first page of a server that could not start with what is in its owner's home.

It says so, why as far as is known, and what to do. Loaded by Jupyter Server, in safe
mode only (see `serve`).
"""

import html
import locale
import os
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

SAID = Path("/tmp/hub-server.log")
# How much of what the server said is shown, in lines, and where that ends (see `serve`).
LINES = 40
END = "Starting without what is in the home."

# What in a home can keep a server from starting.
SUSPECTS = [".jupyter", ".local/etc/jupyter", ".local/share/jupyter", ".ipython"]

WORDS = {
    "en": {
        "title": "Your server runs in safe mode",
        "what": "Something in your home kept your server from starting. It now runs without your own settings, "
        "extensions and packages. Your files are all there.",
        "do": "Undo what you changed last, or rename the folder that is to blame. Then stop your server and start "
        "it again.",
        "there": "These can be to blame:",
        "said": "What the server said:",
        "on": "Go on to your files",
        "stop": "Stop the server",
    },
    "fr": {
        "title": "Votre serveur fonctionne en mode sans échec",
        "what": "Quelque chose dans votre dossier personnel a empêché votre serveur de démarrer. Il fonctionne "
        "maintenant sans vos réglages, extensions et modules. Tous vos fichiers sont là.",
        "do": "Annulez votre dernier changement, ou renommez le dossier en cause. Arrêtez ensuite votre serveur et "
        "démarrez-le de nouveau.",
        "there": "Ces dossiers peuvent être en cause :",
        "said": "Ce que le serveur a dit :",
        "on": "Continuer vers vos fichiers",
        "stop": "Arrêter le serveur",
    },
}

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 3rem auto; max-width: 44rem; padding: 0 1rem; font: 1rem/1.5 sans-serif; }}
pre {{ overflow-x: auto; padding: 1rem; background: #f2f2f2; color: #1a1a1a; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{what}</p>
<p>{do}</p>
{there}
{said}
<p><a href="{lab}">{on}</a></p>
<p><a href="{home}">{stop}</a></p>
</main>
</body>
</html>
"""


def words():
    language = (os.environ.get("LANG") or locale.getlocale()[0] or "")[:2]
    return (language, WORDS[language]) if language in WORDS else ("en", WORDS["en"])


def page(base_url, home, said):
    """Return the page; `said` is what the server that did not start has written."""
    language, own = words()
    suspects = [name for name in SUSPECTS if os.path.lexists(home / name)]
    there = "".join(f"<li><code>~/{name}</code></li>" for name in suspects)
    last = "\n".join(said.partition(END)[0].splitlines()[-LINES:])
    return PAGE.format(
        language=language,
        title=own["title"],
        what=own["what"],
        do=own["do"],
        there=f"<p>{own['there']}</p>\n<ul>{there}</ul>" if there else "",
        said=f"<p>{own['said']}</p>\n<pre tabindex=\"0\">{html.escape(last)}</pre>" if last else "",
        lab=html.escape(url_path_join(base_url, "lab")),
        on=own["on"],
        home=html.escape(os.environ.get("JUPYTERHUB_PUBLIC_HUB_URL") or "/hub/home"),
        stop=own["stop"],
    )


class SafeMode(JupyterHandler):
    @web.authenticated
    def get(self):
        try:
            said = SAID.read_text(encoding="utf-8", errors="replace")
        except OSError:
            said = ""
        self.finish(page(self.base_url, Path.home(), said))


def _jupyter_server_extension_points():
    return [{"module": "hub_safe_mode"}]


def _load_jupyter_server_extension(server):
    path = url_path_join(server.web_app.settings["base_url"], "hub-safe-mode")
    server.web_app.add_handlers(".*$", [(path, SafeMode)])
