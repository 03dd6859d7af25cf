"""Neutron's network driver: every port is bound at once, and a network with DHCP has the ports of its DHCP agents.

Those ports are made as the agents would make them, since they count against the quota of the network's project.
"""

from neutron.common.utils import get_dhcp_agent_device_id
from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.plugins import directory, utils
from neutron_lib.plugins.ml2 import api
from oslo_config import cfg


class Driver(api.MechanismDriver):
    resource_provider_uuid5_namespace = None

    @property
    def connectivity(self):
        return portbindings.CONNECTIVITY_L2

    def initialize(self):
        pass

    def bind_port(self, context):
        details = {
            portbindings.CAP_PORT_FILTER: True,
            portbindings.OVS_HYBRID_PLUG: False,
            portbindings.VIF_DETAILS_CONNECTIVITY: portbindings.CONNECTIVITY_L2,
        }
        segment = context.segments_to_bind[0]
        context.set_binding(
            segment[api.ID], portbindings.VIF_TYPE_OVS, details, status=constants.PORT_STATUS_ACTIVE
        )

    def create_subnet_postcommit(self, context):
        subnet = context.current
        if not subnet["enable_dhcp"] or dhcp_ports(context, subnet["network_id"]):
            return
        for number in range(1, cfg.CONF.dhcp_agents_per_network + 1):
            make_dhcp_port(context, subnet, f"dhcp{number}")

    def delete_subnet_postcommit(self, context):
        for port in dhcp_ports(context, context.current["network_id"]):
            if not port["fixed_ips"]:
                directory.get_plugin().delete_port(admin(context), port["id"])


def make_dhcp_port(context, subnet, agent):
    port = {
        "network_id": subnet["network_id"],
        "tenant_id": subnet["tenant_id"],
        "device_owner": constants.DEVICE_OWNER_DHCP,
        "device_id": get_dhcp_agent_device_id(subnet["network_id"], agent),
        "fixed_ips": [{"subnet_id": subnet["id"]}],
        portbindings.HOST_ID: agent,
    }
    utils.create_port(directory.get_plugin(), admin(context), {"port": port})


def dhcp_ports(context, network):
    filters = {"network_id": [network], "device_owner": [constants.DEVICE_OWNER_DHCP]}
    return directory.get_plugin().get_ports(admin(context), filters)


def admin(context):
    # The driver's context wraps the request's.
    return context._plugin_context.elevated()
