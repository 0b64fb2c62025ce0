"""The words that report speech: which verbs, what may follow them, and who their subject is."""

import tomllib
from collections.abc import Container, Iterator
from importlib.resources import files

from spacy.tokens import Doc, Token

_CLASSES = tomllib.loads(files("nlp").joinpath("data", "speech.toml").read_text("utf-8"))


def _words(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in _CLASSES[name].split())


THINKING = _words("thinking")
ASKING = _words("asking")
PLAIN = _words("telling", "thinking")
REPORTING = _words("telling", "that_only", "thinking", "asking")
SPEAKING = REPORTING | _words("uttering")
LABELLING = _words("calling")
QUOTING = SPEAKING | LABELLING | _words("wanting", "demanding")
LISTENED = _words("listened")
SURE = _words("sure")
DEMANDING = _words("demanding")
CLAIMS = _words("claims")
MANNERS = _words("manners")
HOLDING = _words("holding")
HAVING = _words("having")
TITLING = _words("titling")
_ON_THE_WAY = frozenset({"conj", "xcomp", "advcl", "aux", "ccomp", "acomp", "pcomp", "prep"})
_STEPS = 5
_ON_ONLY = frozenset({"go", "carry"})
_UNREAL = _words("unreal")


def cues(doc: Doc) -> Iterator[Token]:
    """The verbs of the Doc that can report or quote somebody: not 'to say', not 'declined'."""
    for token in doc:
        lemma = token.lemma_.lower()
        if _asks_to_know(token):
            yield token
        if lemma not in QUOTING or not _is_verb(token):
            continue
        if lemma in _ON_ONLY and not any(child.lower_ == "on" for child in token.children):
            continue
        if token.tag_ == "VB" and not _happens(token):
            continue
        denied = any(child.dep_ == "neg" for child in token.children)
        if denied and lemma not in THINKING:
            continue
        yield token


def _asks_to_know(token: Token) -> bool:
    """'wants to know'."""
    return token.lower_ == "know" and token.head.lemma_ in {"ask", "demand", "like", "want"}


def asks(cue: Token) -> bool:
    """Whether a question may follow the verb."""
    asked = cue.lemma_.lower() in ASKING and cue.tag_ in {"VBD", "VBZ"} and cue.text.islower()
    return asked or _asks_to_know(cue)


def _is_verb(token: Token) -> bool:
    """Whether the word is a verb: also 'fears' or 'doubts' where only its clause shows it."""
    if token.tag_[:2] == "VB":
        return True
    return token.tag_ == "NNS" and any(child.dep_ == "ccomp" for child in token.children)


def _happens(cue: Token) -> bool:
    """Whether a bare verb is an act: 'would say', 'went on to say', but not 'wants to say'."""
    if not any(child.lower_ == "to" for child in cue.children):
        return True
    above = cue.head
    verbal = above.pos_ in {"VERB", "AUX"} or above.lower_ == "far"
    return verbal and above is not cue and above.lemma_.lower() not in _UNREAL


def is_passive(cue: Token) -> bool:
    """'was told', 'is understood', 'asked by'."""
    if any(child.dep_ in {"auxpass", "nsubjpass", "agent"} for child in cue.children):
        return True
    return cue.tag_ == "VBN" and not any(child.dep_ in {"aux", "nsubj"} for child in cue.children)


def agent(cue: Token) -> Token | None:
    """By whom it was said."""
    for child in cue.children:
        if child.dep_ == "agent":
            return next((under for under in child.children if under.dep_ == "pobj"), None)
    return None


def subject(cue: Token, inside: Container[int] = ()) -> Token | None:
    """The head word of whoever says it; None where the sentence names nobody.

    `inside` are characters where nobody speaks: those between quotation marks.
    """
    token = cue
    for step in range(_STEPS):
        for child in token.children:
            if child.idx in inside or not any(map(str.isalpha, child.text)):
                continue
            if child.dep_ == "nsubj" or (step and child.dep_ == "nsubjpass"):
                return _who(child)
        if (by := agent(token)) is not None:
            return by
        if token.dep_ in _ON_THE_WAY:
            if token.dep_ == "ccomp" and token.tag_ not in {"VBG", "VB"}:
                return None
            token = token.head
        elif token.dep_ in {"acl", "relcl"}:
            return token.head
        else:
            return None
    return None


def _who(token: Token) -> Token | None:
    """Whom 'who' in a relative clause stands for; any other word itself."""
    if token.lower_ not in {"who", "which", "that"}:
        return token
    for above in token.ancestors:
        if above.dep_ in {"relcl", "acl"}:
            return above.head
    return None
