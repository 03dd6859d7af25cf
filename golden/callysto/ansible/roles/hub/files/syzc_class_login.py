# Written by syzc. Edit the site, not this file, and build again.
"""Login for a class with a code that its teacher hands out, for people whom nobody asks who they are."""

from datetime import datetime
from zoneinfo import ZoneInfo

import class_codes as classes
from class_pages import SeatPage
from jupyterhub.app import JupyterHub
from jupyterhub.auth import Authenticator
from syzc_attempts import Attempts, minutes
from syzc_logins import OwnPages
from syzc_words import say
from traitlets import Dict, List, Unicode

# A whole school may share an address and type in a hurry. With 39 bits, a code is not found at this rate: from one
# address in 10^5 years, from everywhere together in 10^4.
WINDOW_SECONDS = 600
WRONG_CODES_OF_AN_ADDRESS = 60
WRONG_CODES_OF_ALL = 600
# Two words are guessed more easily, so a seat is locked, first for a while and then until its words are new: a guesser
# gets 20 of 72,900 pairs at least, by the shortest list of words.
WRONG_WORDS_AT_ONCE = 5
WRONG_WORDS_IN_ALL = 20

# For the log, where people are known by pseudonyms only: names of seats may stand there.
PLAIN = {"tells_of_nobody": True}


class ClassCodes(OwnPages, Authenticator):
    """Lets in whoever has the code of a class that is not over and not full, or the words of a seat in it."""

    pages = "class"
    title_sentence = "class_login"
    # Classes are closed on the host, and end by themselves.
    changes_while_running = True
    # What people are called tells nothing of them, so there is nothing to replace.
    gives_pseudonyms = True

    key = Unicode(config=True, help="What codes and words are kept with; a secret.")
    classes = List(Dict(), config=True, help="Classes of the site, each with its `name`; another one lets nobody in.")
    time_zone = Unicode("UTC", config=True, help="Where the day ends on which a code is good for the last time.")

    def __init__(self, **arguments):
        super().__init__(**arguments)
        if len(self.key) < 32:
            raise ValueError("the key of class codes is missing or too short")
        self.zone = ZoneInfo(self.time_zone)
        self.of_address = Attempts(WRONG_CODES_OF_AN_ADDRESS, WINDOW_SECONDS)
        self.of_all = Attempts(WRONG_CODES_OF_ALL, WINDOW_SECONDS)
        self.of_seat = Attempts(WRONG_WORDS_AT_ONCE, WINDOW_SECONDS)

    def get_handlers(self, app):
        classes.make_tables(app.db.bind)
        return [(f"/{self.pages}/login", SeatPage)]

    def today(self):
        return datetime.now(self.zone).date()

    async def authenticate(self, handler, data):
        """Return the name of a seat: a new one by a `code`, or one that was taken before by its `seat` and `words`.

        A refusal leaves its reason as `handler.refusal`; a seat that was taken, its words as `handler.words`.
        """
        address = handler.request.remote_ip
        wait = max(self.of_address.wait(address), self.of_all.wait("all"))
        if wait:
            handler.refusal = say("class_wait_code", minutes=minutes(wait))
            return None
        for attempts, key in ((self.of_address, address), (self.of_all, "all")):
            attempts.begin(key)
        name = self.take(handler, data["code"]) if "code" in data else self.come_back(handler, data["seat"], data["words"])
        shown = {"who": [seen_in(classes.seat_named(handler.db, name))]} if name else None
        # A code that is right is no guess, even when its class is full or over.
        if name or handler.refusal not in (say("class_wrong_code"), say("class_wrong_seat")):
            for attempts, key in ((self.of_address, address), (self.of_all, "all")):
                attempts.take_back(key)
        return {"name": name, "shown": shown} if name else None

    def rules_of_admission(self, database):
        """Return the seats of classes that go on, as `syzc_admission` compares them with what people showed."""
        going_on = [found for found in classes.all_classes(database) if self.end_of(found) is None]
        return [{"who": [seen_in(seat) for found in going_on for seat in classes.taken_seats(database, found)]}]

    def take(self, handler, code):
        found = classes.class_with(handler.db, self.key, code)
        handler.refusal = say("class_wrong_code") if found is None else self.end_of(found)
        if handler.refusal:
            return None
        seat = classes.take_seat(handler.db, self.key, found)
        if seat is None:
            handler.refusal = say("class_full")
            return None
        name, handler.words = seat
        self.log.info("a seat of the class %s was taken: %s", found.name, name, extra=PLAIN)
        return name

    def come_back(self, handler, name, words):
        # As people read it off a slip of paper, with what stands before it on the hub.
        name = name.strip().lower().removeprefix(self.before())
        seat = classes.seat_named(handler.db, name)
        wait = self.of_seat.wait(name)
        if wait:
            handler.refusal = say("class_wait_words", minutes=minutes(wait))
            return None
        if seat and seat.wrong >= WRONG_WORDS_IN_ALL:
            handler.refusal = say("class_locked_seat")
            return None
        self.of_seat.begin(name)
        if not classes.are_its_words(self.key, seat, words):
            handler.refusal = say("class_wrong_seat")
            if seat:
                seat.wrong += 1
                handler.db.commit()
                if seat.wrong >= WRONG_WORDS_IN_ALL:
                    self.log.warning("the seat %s was locked after %d wrong words", name, seat.wrong, extra=PLAIN)
            return None
        self.of_seat.forget(name)
        seat.wrong = 0
        handler.db.commit()
        handler.refusal = self.end_of_seat(handler.db, seat)
        return None if handler.refusal else name

    def before(self):
        """Return what stands before the names of this login's people, where there are several logins."""
        return getattr(self, "prefix", None) or ""

    def end_of(self, found):
        """Return the words for a class that is over, or None."""
        if found.name not in {listed["name"] for listed in self.classes}:
            return say("class_over")
        if not classes.is_over(found, self.today()):
            return None
        day = datetime.fromisoformat(found.ends)
        number = say("first_of_month") if day.day == 1 else day.day
        return say("class_ended", day=number, month=say("months").split()[day.month - 1], year=day.year)

    def end_of_seat(self, database, seat):
        found = classes.class_named(database, seat.class_name)
        if found is None or seat.number < found.first:
            return say("class_seat_over")
        return self.end_of(found)

    async def refresh_user(self, user, handler=None):
        """Whoever is in when the class ends, is out some minutes later."""
        application = self
        while application is not None and not isinstance(application, JupyterHub):
            application = application.parent
        seat = classes.seat_named(application.db, user.name.removeprefix(self.before())) if application else None
        if seat is not None and self.end_of_seat(application.db, seat) is None:
            return True
        # JupyterHub 6.1.1 reads this where somebody has to log in again, and sets it only where a token came.
        if handler is not None and not hasattr(handler, "_token_authenticated"):
            handler._token_authenticated = False
        return False


def seen_in(seat):
    """Return what tells a seat with the words that it has now."""
    return f"{seat.name} {seat.digest}"
