"""Which addresses of the internet may be opened: public ones, and only as far as that is known.

A rule of our own, from the IANA registries of special-purpose addresses (RFC 6890 and its updates)
and what clouds answer to besides: `ipaddress.is_global` calls NAT64, 6to4, ISATAP, site-local and
multicast addresses, and some clouds' metadata services, global.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address

_CLOSED_4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # "this network"
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers; a cloud's metadata service at 100.100.100.200
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's host
        "169.254.0.0/16",  # link-local; metadata services of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; a metadata service at 192.0.0.192
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and the broadcast address
    )
)
_UNICAST_6: Final = IPv6Network("2000::/3")
_CLOSED_6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking and others
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: leads to whatever IPv4 address it holds, through anybody's relay
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
# The two ways in which an IPv4 address is written as an IPv6 one and opened as such: judged by
# the address inside. Every other way (compatible, translated, local NAT64) lies outside 2000::/3.
_HOLDS_4: Final = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})  # RFC 5214, section 6.1


def is_public(address: str) -> bool:
    """Whether the numeric address may be opened; one with a zone, or that is none, may not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return _is_public_4(found)
    return found.scope_id is None and _is_public_6(found)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in network for network in _CLOSED_4)


def _is_public_6(address: IPv6Address) -> bool:
    number = int(address)
    if any(address in network for network in _HOLDS_4):
        return _is_public_4(IPv4Address(number & 0xFFFF_FFFF))
    if (number >> 32) & 0xFFFF_FFFF in _ISATAP:
        return False
    return address in _UNICAST_6 and not any(address in network for network in _CLOSED_6)
