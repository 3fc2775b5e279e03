"""Drives libgovirt as remote-viewer does: govirt.py ADDRESS CA-FILE USER PASSWORD VM-OR-POOL ACTION."""
import sys

import gi

gi.require_version("GoVirt", "1.0")
from gi.repository import GoVirt

address, ca, user, password, name, action = sys.argv[1:]
proxy = GoVirt.Proxy.new(address)
proxy.set_properties(username=user, password=password, ssl_ca_file=ca, ssl_strict=True)

api = proxy.fetch_api()
print("api", api.props.href or "-")

if action == "allocate":
    pools = api.get_vm_pools()
    pools.fetch(proxy)
    pool = pools.lookup_resource(name)
    print("pool", pool.props.name, pool.props.size, pool.props.max_user_vms)
    print("allocated", pool.allocate_vm(proxy))
    sys.exit(0)

vms = api.get_vms()
vms.fetch(proxy)
print("vms", ",".join(sorted(vms.get_resources())))
found = api.search_vms("name=" + name)
found.fetch(proxy)
print("found", ",".join(sorted(found.get_resources())))
vm = vms.lookup_resource(name)
print("state", vm.props.state.value_nick)
if action == "start":
    print("started", vm.start(proxy))
if action == "stop":
    print("stopped", vm.stop(proxy))
if action == "ticket":
    print("ticketed", vm.get_ticket(proxy))
    display = vm.props.display
    print("display", display.props.address, display.props.secure_port, display.props.host_subject)
    print("ticket", len(display.props.ticket), display.props.expiry)
    drives = vm.get_cdroms()
    print("drives", drives.fetch(proxy))
if action == "site":
    host = vm.get_host()
    print("host", host.refresh(proxy), host.props.name)
    cluster = host.get_cluster()
    print("cluster", cluster.refresh(proxy), cluster.props.name)
    center = cluster.get_data_center()
    print("center", center.refresh(proxy), center.props.name)
    storage = center.get_storage_domains()
    print("storage", storage.fetch(proxy), len(storage.get_resources()))
