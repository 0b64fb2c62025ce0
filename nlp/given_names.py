"""Given names that in Britain are nearly always a man's or a woman's, for whom 'he' or 'she' can mean."""

import tomllib
from importlib.resources import files

_NAMES = tomllib.loads(files("nlp").joinpath("data", "given_names.toml").read_text("utf-8"))
MEN = frozenset(_NAMES["men"].split())
WOMEN = frozenset(_NAMES["women"].split())
