"""The facts of the field: bodies that live in time, people, policy questions."""

from commissioning.register.loader import load_register
from commissioning.register.register import Register, RegisterOn
from commissioning.register.version import register_version

__all__ = ["Register", "RegisterOn", "load_register", "register_version"]
