"""Which addresses are of the internet, and which are of this machine."""

import pytest

from commissioning.domain.networks import is_loopback, is_public


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),  # noqa: S104
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "fd00:ec2::254"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "no address", ""),
        *("::127.0.0.1", "fec0::1", "64:ff9b:1::7f00:1", "2001:0:7f00:1::", "100::1", "5f00::1"),
    ],
)
def test_private_addresses_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "::1", "[::1]"]
)
def test_this_machine_is_known_under_its_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "mail.example.org", "localhost.example", "10.0.0.1", "93.184.216.34"]
)
def test_another_machine_is_not(host: str) -> None:
    assert not is_loopback(host)
