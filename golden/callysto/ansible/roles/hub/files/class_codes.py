# Written by syzc. Edit the site, not this file, and build again.
"""Classes that come in by a code: which are open until when, and the seats that were taken in them.

A code lets as many people in as its class has seats. Each takes one, and with it a name such as `maths-07` and two
words to come back with. Nothing is kept of who they are. A seat is never given twice: a class that is opened again
goes on counting, so nobody finds somebody else's work in their home.
"""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import timedelta

from jupyterhub.orm import Base
from sqlalchemy import Column, Integer, Unicode
from syzc_words import say

# No letters and digits that look alike. 8 of 31 have 39 bits: with the guesses that `syzc_class_login` allows, finding
# one takes a hundred thousand years.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 8


class ClassCode(Base):
    """A class, its code, and the last day on which it is good."""

    __tablename__ = "class_codes"
    name = Column(Unicode(64), primary_key=True)
    digest = Column(Unicode(64), nullable=False)
    # As 2026-12-18: dates in this form sort as they follow each other.
    ends = Column(Unicode(10), nullable=False)
    seats = Column(Integer, nullable=False)
    # The number of the first seat by this code; those before it belong to earlier ones.
    first = Column(Integer, nullable=False)


class ClassSeat(Base):
    """A seat that somebody took, and how often its words were guessed wrong since they were last right."""

    __tablename__ = "class_seats"
    name = Column(Unicode(80), primary_key=True)
    class_name = Column(Unicode(64), nullable=False)
    number = Column(Integer, nullable=False)
    digest = Column(Unicode(64), nullable=False)
    wrong = Column(Integer, nullable=False, default=0)


def make_tables(engine):
    Base.metadata.create_all(engine, tables=[ClassCode.__table__, ClassSeat.__table__])


def open_class(database, key, name, ends, seats):
    """Give a class a new code, good until the end of a day, and return it. A code that it had is good no more."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    taken = [seat.number for seat in database.query(ClassSeat).filter(ClassSeat.class_name == name)]
    first = max(taken, default=0) + 1
    database.merge(ClassCode(name=name, digest=digest(key, "code", letters), ends=ends, seats=seats, first=first))
    database.commit()
    return f"{letters[:4]}-{letters[4:]}"


def all_classes(database):
    return database.query(ClassCode).populate_existing().order_by(ClassCode.name).all()


def class_named(database, name):
    return database.query(ClassCode).populate_existing().filter(ClassCode.name == name).first()


def class_with(database, key, code):
    """Return the class that has this code, over or not, or None. People type codes in their own way."""
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    wanted = digest(key, "code", letters)
    return database.query(ClassCode).populate_existing().filter(ClassCode.digest == wanted).first()


def set_end(database, found, ends):
    found.ends = ends
    database.commit()


def close(database, found, today):
    """Let nobody in by this code any more, nor by a seat that was taken with it."""
    set_end(database, found, (today - timedelta(days=1)).isoformat())


def is_over(found, today):
    return found.ends < today.isoformat()


def taken_seats(database, found):
    """Return the seats that were taken by the code that the class has now."""
    seats = database.query(ClassSeat).filter(ClassSeat.class_name == found.name, ClassSeat.number >= found.first)
    return seats.order_by(ClassSeat.number).all()


def take_seat(database, key, found):
    """Return the name of a free seat and its two words, or None when all are taken."""
    taken = taken_seats(database, found)
    if len(taken) >= found.seats:
        return None
    number = max((seat.number for seat in taken), default=found.first - 1) + 1
    name = f"{found.name}-{number:02}"
    words = new_words()
    database.add(ClassSeat(name=name, class_name=found.name, number=number, digest=digest(key, name, words), wrong=0))
    database.commit()
    return name, words


def seat_named(database, name):
    return database.query(ClassSeat).populate_existing().filter(ClassSeat.name == name).first()


def give_new_words(database, key, seat):
    """Return new words for a seat; they unlock it too."""
    words = new_words()
    seat.digest, seat.wrong = digest(key, seat.name, words), 0
    database.commit()
    return words


def are_its_words(key, seat, typed):
    """Say whether these are the seat's words. `seat` may be None."""
    # Whoever knows how a word is spelled may type it with its accents.
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", typed.lower()) if not unicodedata.combining(letter))
    words = "-".join("".join(letter if letter.isalpha() else " " for letter in plain).split())
    name, known = (seat.name, seat.digest) if seat else ("", "")
    return hmac.compare_digest(known, digest(key, name, words))


def new_words():
    """Return two words of the page's language; of nothing else is the language of a seat."""
    choice = say("class_words").split()
    return f"{secrets.choice(choice)}-{secrets.choice(choice)}"


def digest(key, purpose, text):
    """Return what is kept of a code or of words: without the hub's key, they cannot be found out from it by trying."""
    return hmac.new(key.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
