"""The facts of the field: bodies that live in time, people, policy questions."""

from commissioning.register.loader import load_register
from commissioning.register.register import Register, RegisterOn

__all__ = ["Register", "RegisterOn", "load_register"]
