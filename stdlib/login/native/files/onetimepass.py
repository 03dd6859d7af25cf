"""Stands in for the package of this name, which NativeAuthenticator imports for codes of a second factor.

That package is published as source only, and its installer would run as root. This hub offers no second factor, so
nothing asks for a code; should something do so all the same, it is refused here and never let through.
"""


def valid_totp(token, secret):
    raise NotImplementedError("this hub checks no codes of a second factor")
