"""Two sequences of tokens that may differ in one value only: structure is (name,), a text is a str."""

import json
import re
import shlex


def undigested(text):
    """Digests of what the value is in differ, and mean the same."""
    return re.sub(r"[0-9a-f]{12,}", "digest", text)


def difference(expected, found, word, value):
    """What differs besides the value; None where nothing does."""
    for one, other in zip(expected, found):
        if isinstance(one, tuple) or isinstance(other, tuple):
            if one != other:
                return f"{told(one)} became {told(other)}"
        elif not same(one, other, word, value):
            return f"{told(one)} became {told(other)}"
    if len(expected) != len(found):
        return f"{len(expected)} pieces became {len(found)}"
    return None


def same(harmless, found, word, value):
    """Whether a text is the expected one: exactly, as JSON, or as the words of a shell."""
    if harmless.replace(word, value) == found:
        return True
    if word not in harmless:
        return False
    try:
        # A string of JSON holds a text that may be JSON again.
        return replaced(json.loads(harmless), word, value) == json.loads(found)
    except ValueError:
        pass
    try:
        one, other = shlex.split(harmless), shlex.split(found)
    except ValueError:
        return False
    return len(one) == len(other) and all(
        part.replace(word, value) == part_found or (part != harmless and same(part, part_found, word, value))
        for part, part_found in zip(one, other)
    )


def replaced(data, word, value):
    if isinstance(data, str):
        return data.replace(word, value)
    if isinstance(data, list):
        return [replaced(item, word, value) for item in data]
    if isinstance(data, dict):
        return {key.replace(word, value): replaced(item, word, value) for key, item in data.items()}
    return data


def told(token):
    kind = "structure" if isinstance(token, tuple) else "text"
    return f"{kind} {str(token)[:100]!r}"
