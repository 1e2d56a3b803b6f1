"""The one parser of web addresses: strict, so that nothing is read in two ways.

What a browser would mend is refused here: backslashes, user names, numbers in odd spellings.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import quote, urljoin

LONGEST: Final = 2_000
PORTS: Final = {"http": 80, "https": 443}

_PARTS: Final = re.compile(r"(https?)://([^/?#]+)([^?#]*)(\?[^#]*)?(?:#.*)?", re.IGNORECASE)
_AUTHORITY: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]@%]+)(?::([0-9]{1,5}))?")
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_KEPT: Final = "/?%:@!$&'()*+,;=-._~[]"


class AddressRefused(ValueError):
    """Not a web address as this parser reads them."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address taken apart: `host` is a name in lower-case ASCII or a bare numeric address."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host and, where it is not the scheme's own, the port, as in a Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    def joined(self, reference: str) -> "WebAddress":
        """The address that a redirect from here leads to. Raises AddressRefused."""
        try:
            return parse(urljoin(str(self), reference))
        except ValueError as error:
            raise AddressRefused("reference") from error


def parse(written: str) -> WebAddress:
    """`written` taken apart; other characters than ASCII are percent-encoded in the path.

    Only http and https, ports 80 and 443, no user name; a host in digits is a dotted quad in
    decimal without leading zeros. Raises AddressRefused.
    """
    written = written.strip(" \t\r\n")
    found = _PARTS.fullmatch(written)
    if found is None or len(written) > LONGEST or _UNSAFE.search(written):
        raise AddressRefused("form")
    scheme = found[1].lower()
    authority = _AUTHORITY.fullmatch(found[2])
    if authority is None:
        raise AddressRefused("authority")
    port = int(authority[2]) if authority[2] else PORTS[scheme]
    if port not in PORTS.values():
        raise AddressRefused("port")
    target = quote((found[3] or "/") + (found[4] or ""), safe=_KEPT)
    return WebAddress(scheme, _host(authority[1]), port, target)


def _host(written: str) -> str:
    if written.startswith("["):
        try:
            return str(IPv6Address(written[1:-1]))
        except ValueError as error:
            raise AddressRefused("IPv6 address") from error
    try:
        # Full-width digits and dots become plain ones here, and are then read as such below.
        name = written.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise AddressRefused("host") from error
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _dotted_quad(name)
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise AddressRefused("host")
    return name


def _dotted_quad(written: str) -> str:
    """As the URL Standard has it: a host whose last label is a number is an IPv4 address, or none.
    Of the spellings of such an address one is taken."""
    try:
        return str(IPv4Address(written))
    except ValueError as error:
        raise AddressRefused("IPv4 address") from error
