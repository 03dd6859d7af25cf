"""The university's identity provider: SimpleSAMLphp in a container, and what its staff do with it.

The same program answers for other institutions, under their names, and for a federation of them. Its keys are made once and kept, as a university keeps them. The metadata is signed with a key of its own, whose
certificate the site gives as `login.shibboleth.metadata_certificate`.
"""

import hashlib
import os
import re
import shutil
from urllib.parse import urlsplit
from xml.etree import ElementTree

import requests

from checks.command import Failed, run
from rig import authority, network, web
from rig.places import ACCEPTANCE, IDENTITY_DOMAIN, WORK
from rig.steps import until

ENTITY = f"https://{IDENTITY_DOMAIN}"
METADATA = f"{ENTITY}/idp/shibboleth"
# Another of the federation, one that a site may leave out, one in the manner of ADFS; and the federation itself.
NEIGHBOUR = "https://idp.sfu.ca"
OUTSIDER = "https://idp.college.example"
ADFS = "https://adfs.ubc.ca"
FEDERATION = "https://metadata.federation.example/all.xml"
DISCOVERY = "https://discovery.federation.example/ds"
SERVERS = [urlsplit(url).netloc for url in (ENTITY, NEIGHBOUR, OUTSIDER, ADFS, FEDERATION, DISCOVERY)]

ADDRESS = "198.51.100.8"
CONTAINER = "syzc-rig-identity"
IMAGE = "local/rig-identity"

PLACE = WORK / "identity"
KEYS = PLACE / "keys"
# The service providers that the staff registered: their metadata, one file each.
REGISTERED = PLACE / "registered"
# What the federation publishes.
PUBLISHED = PLACE / "published"

MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
# Debian's number for www-data, as which PHP reads the keys.
WEB_SERVER = 33


def up():
    prepare()
    for name in SERVERS:
        network.name(name, ADDRESS)
    run("docker", "build", "--quiet", "--tag", IMAGE, ACCEPTANCE / "identity")
    down()
    run(
        "docker", "run", "--detach", "--name", CONTAINER, "--hostname", IDENTITY_DOMAIN,
        "--network", network.NAME, "--ip", ADDRESS,
        "--volume", f"{KEYS}:/etc/simplesamlphp/keys:ro",
        "--volume", f"{REGISTERED}:/etc/simplesamlphp/registered:ro",
        "--volume", f"{PUBLISHED}:/srv/published:ro",
        IMAGE,
    )
    answers()


def down():
    run("docker", "rm", "--force", CONTAINER)


def stop():
    """Let it fail: nobody answers at its address."""
    run("docker", "stop", "--time", "2", CONTAINER)


def start():
    run("docker", "start", CONTAINER)
    answers()


def forged_answer(fault, principal, request, service_provider, consumer):
    """Return an answer for somebody (SAMLResponse, as it is posted) that has a fault: identity/forge.php lists them."""
    return run("docker", "exec", CONTAINER, "php", "/usr/local/share/forge.php", fault, principal, request, service_provider, consumer)


def register(metadata, encrypt=None):
    """Do what the staff do with the sp-metadata.xml of a hub. Answers are encrypted if the hub has a key for that."""
    document = ElementTree.parse(metadata).getroot()
    if document.tag != f"{MD}EntityDescriptor":
        raise Failed(f"{metadata} is not the metadata of one service provider: it is a {document.tag}")
    entity = document.get("entityID")
    if not document.findall(f".//{MD}AssertionConsumerService"):
        raise Failed(f"{entity} says nowhere in its metadata where to send an answer")
    if encrypt is None:
        uses = [key.get("use") for key in document.findall(f".//{MD}SPSSODescriptor/{MD}KeyDescriptor")]
        encrypt = "encryption" in uses or None in uses
    plain = REGISTERED / "plain"
    plain.unlink(missing_ok=True) if encrypt else plain.touch()
    place = REGISTERED / f"{hashlib.sha256(entity.encode()).hexdigest()[:16]}.xml"
    draft = place.with_suffix(".new")
    shutil.copyfile(metadata, draft)
    draft.rename(place)


def publish(seconds=86400):
    """Publish what the federation's members say of themselves, as its operator does; it counts for so many seconds."""
    files = []
    for server in (ENTITY, NEIGHBOUR, OUTSIDER):
        name = f"{urlsplit(server).netloc}.xml"
        (PUBLISHED / name).write_bytes(web.session().get(f"{server}/idp/shibboleth").content)
        files.append(f"/srv/published/{name}")
    signed = run("docker", "exec", CONTAINER, "php", "/usr/local/share/federation.php", str(seconds), *files)
    draft = PUBLISHED / "all.new"
    draft.write_text(signed, encoding="utf-8")
    draft.rename(PUBLISHED / "all.xml")


def adfs_metadata(like):
    """Return metadata of the one in the manner of ADFS, with the role that only a real one has, taken from a file of one."""
    told = web.session().get(f"{ADFS}/FederationMetadata/2007-06/FederationMetadata.xml").text
    role = re.search(r"<RoleDescriptor.*?</RoleDescriptor>", like.read_text(encoding="utf-8"), re.DOTALL)[0]
    role = role.replace("<RoleDescriptor", '<RoleDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"', 1)
    unsigned = re.sub(r"<ds:Signature\b.*?</ds:Signature>", "", told, count=1, flags=re.DOTALL)
    return re.sub(r"(<md:EntityDescriptor\b[^>]*>)", lambda found: found[0] + role, unsigned, count=1)


def metadata_certificate():
    """Return the certificate, as PEM text, that the metadata's signature is checked with."""
    prepare()
    return (KEYS / "metadata.crt").read_text(encoding="ascii")


def prepare():
    KEYS.mkdir(parents=True, exist_ok=True)
    REGISTERED.mkdir(exist_ok=True)
    PUBLISHED.mkdir(exist_ok=True)
    for name, subject in (("provider", IDENTITY_DOMAIN), ("metadata", f"{IDENTITY_DOMAIN} metadata")):
        certificate, key = KEYS / f"{name}.crt", KEYS / f"{name}.key"
        if not certificate.exists():
            run(
                "openssl", "req", "-x509", "-newkey", "rsa:3072", "-noenc", "-days", "3650", "-subj", f"/CN={subject}",
                "-keyout", key, "-out", certificate,
            )
        permit(key)
    for name in SERVERS:
        certificate, key = authority.issue(name)
        shutil.copyfile(certificate, KEYS / f"{name}.crt")
        shutil.copyfile(key, KEYS / f"{name}.key")
        permit(KEYS / f"{name}.key")


def permit(key):
    os.chown(key, 0, WEB_SERVER)
    key.chmod(0o640)


def answers():
    """Wait until its metadata can be had, as a hub has it."""
    client = web.session()

    def metadata():
        try:
            return client.get(METADATA, timeout=10)
        except requests.ConnectionError:
            return None

    answer = until(metadata, 30, lambda: f"the identity provider does not answer:\n{run('docker', 'logs', '--tail', '20', CONTAINER)}")
    if answer.status_code != 200 or f'entityID="{ENTITY}"' not in answer.text:
        raise Failed(f"{METADATA} has no metadata but {answer.status_code}: {answer.text[:500]}")
