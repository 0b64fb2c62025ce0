"""Keeps the crawler to public addresses: what a feed names must not reach this machine's network.

Checked where a name becomes an address, at the connection itself, so that neither a redirect nor a
name server can lead around it. A host that the workspace allows may lie anywhere.
"""

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlsplit

from twisted.internet.interfaces import IAddress, IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from commissioning.domain.networks import is_public

ALLOWED = "DIGEST_ALLOWED_HOSTS"


def allowed_hosts(allow: Collection[str], proxy: str | None) -> frozenset[str]:
    """The hosts that may lie anywhere: the workspace's own, and its proxy's."""
    through = urlsplit(proxy).hostname if proxy else None
    return frozenset(host.lower().strip("[]") for host in (*allow, through or "") if host)


@implementer(IHostnameResolver)
class GuardedResolver:
    """Twisted's resolver, without the addresses that are not public; a crawl installs its own."""

    _original: Any = None

    def __init__(self, reactor: Any, allowed: frozenset[str]) -> None:
        self._reactor = reactor
        self._allowed = allowed

    def install_on_reactor(self) -> None:
        """Take the place of the last crawl's guard, not stand before it."""
        if GuardedResolver._original is None:
            GuardedResolver._original = self._reactor.nameResolver
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's word
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve a name, or a number written as one, and let the public addresses through."""
        original = GuardedResolver._original
        if original is None:
            raise RuntimeError("the guard was not installed")
        receiver = resolutionReceiver
        if hostName.lower().strip("[]") not in self._allowed:
            receiver = _PublicOnly(resolutionReceiver)
        return original.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )


@implementer(IResolutionReceiver)
class _PublicOnly:
    def __init__(self, receiver: Any) -> None:
        self._receiver = receiver

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if is_public(str(getattr(address, "host", ""))):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()
