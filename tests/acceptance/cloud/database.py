"""The databases: made once by OpenStack's own programs, then kept in the cache and copied back for a new cloud."""

import hashlib
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from checks.command import Failed, run
from cloud import identity, services
from cloud.places import (
    ADDRESS, CLOUD, CONFIGURATION, DATABASE_PORT, GIVEN, HERE, IDENTITY, NAMES, PASSWORD, REGION, TEMPLATES,
)  # fmt: skip

DATABASES = ["keystone", "placement", "glance", "neutron", "nova_api", "nova", "nova_cell0", "cinder"]
# A whole cloud at rest: the keys that keystone made, the image, and what people had downloaded belong to the databases.
KEPT = ["mysql", "keystone", "images", "clouds.yaml", "complete"]
COMPLETE = CLOUD / "complete"


def up():
    """Start the database server: on what is there, on what is in the cache, or on empty databases with their schemas."""
    if complete():
        return serve()
    # The zones' server would go on with zones that no database knows.
    shutil.rmtree(NAMES, ignore_errors=True)
    for name in ("mysql", "keystone", "images"):
        shutil.rmtree(CLOUD / name, ignore_errors=True)
        (CLOUD / name).mkdir()
    if template().exists():
        run("tar", "-C", CLOUD, "-xzf", template())
        return serve()
    return make()


def complete():
    """Tell whether the databases hold all that the cloud offers."""
    return COMPLETE.exists()


def serve():
    services.start("database")
    services.wait("database", lambda: services.listens(DATABASE_PORT))


def make():
    shutil.chown(CLOUD / "mysql", "mysql", "mysql")
    run(
        "mariadb-install-db", f"--defaults-file={CONFIGURATION}/mariadb.cnf", "--user=mysql", "--skip-test-db",
        "--auth-root-authentication-method=socket",
    )  # fmt: skip
    serve()
    account = f"root@'{ADDRESS}'"
    ask(
        *(f"CREATE DATABASE {name}" for name in DATABASES),
        f"CREATE USER {account} IDENTIFIED BY '{PASSWORD}'",
        f"GRANT ALL ON *.* TO {account} WITH GRANT OPTION",
    )
    with ThreadPoolExecutor() as pool:
        # Two at a time fill two processors.
        for made in [pool.submit(make_identity_and_storage), pool.submit(make_network_and_compute)]:
            made.result()
    services.start("keystone")
    services.wait("keystone")
    identity.make()


def make_identity_and_storage():
    keystone = ["keystone-manage", f"--config-file={CONFIGURATION}/keystone.conf"]
    manage(*keystone, "db_sync")
    for keys in ("fernet_setup", "credential_setup"):
        manage(*keystone, keys, "--keystone-user=root", "--keystone-group=root")
    urls = [f"--bootstrap-{kind}-url={IDENTITY}" for kind in ("public", "internal", "admin")]
    manage(*keystone, "bootstrap", f"--bootstrap-password={PASSWORD}", f"--bootstrap-region-id={REGION}", *urls)
    manage("placement-manage", f"--config-dir={CONFIGURATION}/placement", "db", "sync")
    manage("glance-manage", *services.settings("glance"), "db_sync")
    manage("cinder-manage", *services.settings("cinder"), "db", "sync")


def make_network_and_compute():
    manage("neutron-db-manage", *services.settings("neutron"), "upgrade", "heads")
    nova = ["nova-manage", *services.settings("nova", "nova-database")]
    manage(*nova, "api_db", "sync")
    cell0 = f"mysql+pymysql://root:{PASSWORD}@{ADDRESS}:{DATABASE_PORT}/nova_cell0?charset=utf8"
    manage(*nova, "cell_v2", "map_cell0", f"--database_connection={cell0}")
    manage(*nova, "db", "sync")
    manage(*nova, "cell_v2", "create_cell", "--name=cell1")


def manage(program, *words):
    run(f"/usr/bin/{program}", *words, environment=services.ENVIRONMENT)


def ask(*statements):
    run("mariadb", f"--defaults-file={CONFIGURATION}/mariadb.cnf", "--execute", "; ".join(statements))


def keep():
    """Call the databases complete, and put them into the cache as a server leaves them that was ended in order."""
    COMPLETE.touch()
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    new = template().with_suffix(".new")
    # The services go on meanwhile, and connect again.
    services.stop("database")
    run("tar", "-C", CLOUD, "--use-compress-program=gzip -1", "-cf", new, *KEPT)
    serve()
    for old in TEMPLATES.glob("*.tar.gz"):
        old.unlink()
    new.rename(template())


def template():
    return TEMPLATES / f"{digest()}.tar.gz"


def digest():
    """Return a name that changes with whatever makes the databases."""
    packages = subprocess.run(
        ["dpkg-query", "--show", "mariadb-server-core", *(f"python3-{name}" for name in services.PACKAGES)],
        capture_output=True,
        check=False,
    )
    if packages.returncode:
        raise Failed(f"OpenStack is not installed:\n{packages.stderr.decode().strip()}")
    made_by = [*sorted(HERE.glob("*.py")), *sorted((HERE / "etc").iterdir()), *GIVEN]
    # Glance keeps whole paths.
    parts = [packages.stdout, str(CLOUD).encode(), *(path.read_bytes() for path in made_by)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
