"""Which addresses are of the internet: what a page names must not lead anywhere else."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_UNICAST = IPv6Network("2000::/3")  # RFC 4291: all that is given out for the internet
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is of the internet: none of loopback, private, link-local, multicast.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, NAT64) is as public as that one.
    One outside of what is given out (site-local, IPv4-compatible) leads nowhere or to our own.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(found)
    if isinstance(found, IPv6Address) and found not in _UNICAST and not inner:
        return False
    return all(one.is_global and not one.is_multicast for one in (found, *inner))


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine is reached under a name or an IP address."""
    name = host.lower().strip("[]")
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _inner(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour]
    if address in _NAT64:
        found.append(IPv4Address(address.packed[12:]))
    return [inner for inner in found if inner is not None]
