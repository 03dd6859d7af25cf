"""The campus's own certificate authority: for servers around the hub, never for the hub itself."""

from checks.command import run
from rig.places import WORK

PLACE = WORK / "authority"
CERTIFICATE = PLACE / "ca.pem"
KEY = PLACE / "ca.key"


def up():
    if CERTIFICATE.exists():
        return
    PLACE.mkdir(parents=True, exist_ok=True)
    run(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "3650",
        "-subj", "/CN=Campus authority of the rig", "-addext", "basicConstraints=critical,CA:TRUE",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-keyout", KEY, "-out", CERTIFICATE,
    )


def issue(name):
    """Return certificate and key of a server, made when there are none."""
    up()
    certificate, key = PLACE / f"{name}.pem", PLACE / f"{name}.key"
    if not certificate.exists():
        request = PLACE / f"{name}.csr"
        run(
            "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc",
            "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", key, "-out", request,
        )
        run(
            "openssl", "x509", "-req", "-in", request, "-CA", CERTIFICATE, "-CAkey", KEY, "-days", "3650",
            "-copy_extensions", "copy", "-out", certificate,
        )
    return certificate, key
