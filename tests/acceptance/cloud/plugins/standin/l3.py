"""Neutron's router service: says of a floating IP itself what an L3 agent would report, ACTIVE or DOWN."""

from neutron.services.l3_router.l3_router_plugin import L3RouterPlugin
from neutron_lib import constants


class Router(L3RouterPlugin):
    def create_floatingip(self, context, floatingip):
        return self.report(context, super().create_floatingip(context, floatingip))

    def update_floatingip(self, context, id, floatingip):
        return self.report(context, super().update_floatingip(context, id, floatingip))

    def disassociate_floatingips(self, context, port_id, do_notify=True):
        lost = self.get_floatingips(context.elevated(), {"port_id": [port_id]})
        result = super().disassociate_floatingips(context, port_id, do_notify)
        for floatingip in lost:
            self.report(context.elevated(), {**floatingip, "port_id": None})
        return result

    def report(self, context, floatingip):
        status = constants.FLOATINGIP_STATUS_ACTIVE if floatingip["port_id"] else constants.FLOATINGIP_STATUS_DOWN
        if floatingip["status"] != status:
            self.update_floatingip_status(context, floatingip["id"], status)
            floatingip["status"] = status
        return floatingip
