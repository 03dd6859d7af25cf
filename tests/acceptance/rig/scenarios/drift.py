"""Nothing changes by itself, and what somebody changed on the host is seen and put right."""

from dataclasses import dataclass

from rig import machines, operator
from rig.steps import hold, step

# What `terraform plan -detailed-exitcode` says when there is nothing to do.
NO_CHANGE = 0


@dataclass(frozen=True)
class Damage:
    """Something done to the host by hand, and how to see it and its repair."""

    what: str
    deed: str
    # A command that succeeds on a whole host, and fails on this damage.
    whole: str
    # A part of the name of a task that has to report it.
    task: str


DAMAGES = [
    # Not the proxy: the hub, once it is restarted for another damage, starts that by itself.
    Damage(
        "a stopped watch over the name servers", "systemctl stop hub-firewall-resolvers.path",
        "systemctl is-active --quiet hub-firewall-resolvers.path", "The firewall of users' containers is loaded",
    ),
    Damage(
        "a timer that starts no more", "systemctl disable --now hub-snapshots.timer",
        "systemctl is-enabled --quiet hub-snapshots.timer && systemctl is-active --quiet hub-snapshots.timer", "The timers run",
    ),
    Damage(
        "an edited configuration", "echo 'c.JupyterHub.active_server_limit = 1' >>/etc/jupyterhub/jupyterhub_config.py",
        "! grep -q 'active_server_limit = 1$' /etc/jupyterhub/jupyterhub_config.py", "The hub's configuration",
    ),
    Damage(
        "secrets that everybody may read", "chmod 755 /srv/hub/state/secrets",
        "test \"$(stat --format=%a /srv/hub/state/secrets)\" = 700", "Directories of the hub",
    ),
    Damage(
        "a key that its service cannot read", "chown root /srv/hub/state/shibboleth/sp-signing-key.pem",
        "test \"$(stat --format=%U:%a /srv/hub/state/shibboleth/sp-signing-key.pem)\" = _shibd:600",
        "The keys belong to the service provider",
    ),
    Damage(
        "a missing package", "dpkg --remove unattended-upgrades >/dev/null 2>&1",
        "dpkg-query --show --showformat='${db:Status-Status}' unattended-upgrades | grep -qx installed", "Packages that every hub's host needs",
    ),
    Damage(
        "an opened port", "nft add rule inet hub_host input tcp dport 8000 accept",
        "! nft list table inet hub_host | grep -q 'dport 8000'", "Load the rules, because they differ",
    ),
    Damage(
        "users' containers let into the inside", "nft insert rule inet hub_users forward accept",
        "! nft --stateless list chain inet hub_users forward | sed -n '4p' | grep -qx '[[:space:]]*accept'",
        "Load the rules, because they differ",
    ),
    Damage(
        "a key that opens the team's account", "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEzUtnSiT4bDFSOwfTGYRzSwa0hPYgA0avxjBzh1xgg2 guest' >>/home/hubadmin/.ssh/authorized_keys",
        "! grep -q guest /home/hubadmin/.ssh/authorized_keys", "The team's SSH keys",
    ),
    Damage(
        "a web server that serves another site", "a2ensite --quiet 000-default && systemctl reload apache2",
        "! test -e /etc/apache2/sites-enabled/000-default.conf", "Serve nothing else",
    ),
    Damage(
        "a helper that does something else", "sed -i 's/^DEFAULT_QUOTA = .*/DEFAULT_QUOTA = 1/' /usr/local/sbin/hub-home",
        "! grep -q '^DEFAULT_QUOTA = 1$' /usr/local/sbin/hub-home", "The helper that makes homes",
    ),
    Damage(
        "homes without quotas", "btrfs quota disable /srv/hub",
        "btrfs qgroup show /srv/hub >/dev/null 2>&1", "See whether quotas are counted",
    ),
]


def run(rig):
    rig.up()
    with step("a second plan is empty"):
        operator.terraform("plan", "-no-color", "-detailed-exitcode", accept=(NO_CHANGE,))
    with step("so it is for a second user of the project"):
        operator.terraform("plan", "-no-color", "-detailed-exitcode", user="colleague", accept=(NO_CHANGE,))
    with step("a second run of the playbook changes nothing"):
        operator.unchanged(operator.play())
    with step("nor would a run that only looks"):
        operator.unchanged(operator.play("--check", "--diff"))
    for damage in DAMAGES:
        rig.shell(damage.whole)
    with step(f"{len(DAMAGES)} things are broken by hand"):
        for damage in DAMAGES:
            rig.shell(damage.deed)
            hold(not machines.answers(rig.machine(), "sh", "-c", damage.whole), f"{damage.what} was done and is not to be seen")
    with step("a run that only looks reports each of them and repairs none"):
        said = operator.play("--check", "--diff")
        reported(operator.changed_tasks(said))
        for damage in DAMAGES:
            hold(not machines.answers(rig.machine(), "sh", "-c", damage.whole), f"a trial run repaired {damage.what}")
    with step("a run reports each of them and repairs all"):
        said = operator.play()
        reported(operator.changed_tasks(said))
        for damage in DAMAGES:
            hold(machines.answers(rig.machine(), "sh", "-c", damage.whole), f"a run of the playbook left {damage.what}")
    with step("the hub answers, and the next run changes nothing"):
        rig.healthy(60)
        operator.unchanged(operator.play())


def reported(tasks):
    silent = [damage.what for damage in DAMAGES if not any(damage.task in task for task in tasks)]
    hold(not silent, f"no task reported {', '.join(silent)}; changed: {', '.join(tasks)}")
