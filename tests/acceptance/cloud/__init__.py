"""OpenStack on the loopback interface: its own control plane from Debian's packages, with nothing beneath it.

Keystone, glance, placement, nova, neutron and cinder are real, and so are their database and their queue. What has no
hardware here stands in plugins/: a hypervisor that only says ACTIVE, ports that are bound at once, volumes in files.
rig/cloud.py is how the rest of the rig uses it.

From the bottom up: places; configuration and services, which say what runs; database, which is kept between runs;
identity; offer, which is what the cloud's catalogue names; project, which is what a team would have been given. names/ is
the cloud's DNS, which `up` leaves to who needs it.
"""
