"""Says what is done, how long it took, and what came out; keeps both for the table at the end."""

import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from checks.command import Failed


@dataclass
class Step:
    scenario: str
    name: str
    seconds: float
    failure: str = ""


@dataclass
class Figure:
    scenario: str
    name: str
    value: float
    unit: str


@dataclass
class Journal:
    scenario: str = ""
    steps: list = field(default_factory=list)
    figures: list = field(default_factory=list)


JOURNAL = Journal()


@contextmanager
def step(name):
    """Print and keep one step; a failure is kept too, and goes on up."""
    began = time.monotonic()
    failure = ""
    try:
        yield
    except BaseException as error:
        failure = str(error) or type(error).__name__
        raise
    finally:
        seconds = time.monotonic() - began
        JOURNAL.steps.append(Step(JOURNAL.scenario, name, seconds, failure))
        print(f"{'FAILED' if failure else 'ok':6} {seconds:7.1f} s  {JOURNAL.scenario}: {name}", flush=True)


def record(name, value, unit):
    """Keep a figure that was measured."""
    JOURNAL.figures.append(Figure(JOURNAL.scenario, name, value, unit))
    print(f"         {value:.4g} {unit}  {JOURNAL.scenario}: {name}", flush=True)


def hold(condition, otherwise):
    """Fail with a sentence unless the condition holds."""
    if not condition:
        raise Failed(otherwise)


def until(condition, seconds, otherwise, pause=0.5):
    """Wait for a condition; return what it gave. The sentence may be a function, which is asked at the end."""
    began = time.monotonic()
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() - began > seconds:
            raise Failed(f"{otherwise() if callable(otherwise) else otherwise} (waited {seconds} s)")
        time.sleep(pause)
