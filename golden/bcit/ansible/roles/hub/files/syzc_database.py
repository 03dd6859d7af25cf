# Written by syzc. Edit the site, not this file, and build again.
"""The hub's database: each change goes through a journal that stays, so that a full volume does not stop it.

SQLite makes and removes its journal with every change unless told otherwise, and
on a full volume there is no room for a new one. `hub-database` makes it large
enough before the hub starts.
"""

from sqlalchemy import event
from sqlalchemy.engine import Engine


def keep_journal():
    """Let every connection from here on keep its journal."""
    event.listen(Engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode = PERSIST"))
