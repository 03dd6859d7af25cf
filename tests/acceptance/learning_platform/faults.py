"""Tokens that a platform should not send, or that somebody else makes: each from a good one, and wrong in one thing."""

import base64
import hashlib
import hmac
import json
import time

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
HOUR = 3600


def claims(platform, token):
    return platform.key_handler.validate_and_decode(token, exp=False)


def changed(**changes):
    """Other claims, signed with the platform's own key."""

    def fault(platform, token):
        now = int(time.time())
        words = claims(platform, token)
        for name, value in changes.items():
            words[name] = now + value if name in ("iat", "exp") else value
        return platform.key_handler.encode_and_sign(words)

    return fault


def without(*names):
    def fault(platform, token):
        words = claims(platform, token)
        for name in names:
            del words[name]
        return platform.key_handler.encode_and_sign(words)

    return fault


def another_key(key_id=None):
    """The same claims, signed with a key that is not the platform's, under its id or another."""

    def fault(platform, token):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = key_id or platform.key_handler.key.key_id
        return jwt.encode(claims(platform, token), key, algorithm="RS256", headers={"kid": name})

    return fault


def unsigned(platform, token):
    return jwt.encode(claims(platform, token), None, algorithm="none", headers={"kid": platform.key_handler.key.key_id})


def public_key_as_secret(platform, token):
    """Signed with what everybody knows: the text of the public key, taken for a shared secret."""
    public = platform.key_handler.key.key.public_key()
    secret = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head = {"alg": "HS256", "typ": "JWT", "kid": platform.key_handler.key.key_id}
    signed = b".".join(text(json.dumps(part).encode()) for part in (head, claims(platform, token)))
    return b".".join([signed, text(hmac.digest(secret, signed, hashlib.sha256))]).decode()


def altered(platform, token):
    """Another person's id in a token that is signed, under the signature of the first."""
    head, body, signature = token.split(".")
    words = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    words["sub"] = "somebody-else"
    return ".".join([head, text(json.dumps(words).encode()).decode(), signature])


def text(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=")


FAULTS = {
    "expired": changed(iat=-2 * HOUR, exp=-HOUR),
    "issued-long-ago": changed(iat=-2 * HOUR, exp=HOUR),
    "from-the-future": changed(iat=HOUR, exp=2 * HOUR),
    "another-audience": changed(aud="somebody-elses-tool", azp="somebody-elses-tool"),
    "another-issuer": changed(iss="https://other.example"),
    "another-nonce": changed(nonce="0" * 64),
    "another-key": another_key(),
    "unknown-key": another_key("of-nobody"),
    "unsigned": unsigned,
    "public-key-as-secret": public_key_as_secret,
    "altered": altered,
    "without-a-person": without("sub"),
    "without-an-end": without("exp"),
    "capitals-in-the-id": changed(sub="ALICE"),
    "to-choose-content": changed(**{f"{CLAIM}message_type": "LtiDeepLinkingRequest"}),
}
