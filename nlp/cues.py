"""The words that report speech: which verbs, and who their subject is."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

REPORTING = frozenset(
    "say tell warn argue claim believe insist add admit suggest fear think note reply announce"
    " reveal find hope predict stress maintain explain reckon concede deny complain declare"
    " respond report observe remark acknowledge assert contend caution conclude confirm emphasise"
    " estimate expect feel joke point promise propose recall state testify understand urge write"
    " agree accept doubt protest continue ask brief hear wonder decide calculate indicate hint"
    " recommend vow pledge guess hold boast claim swear counter retort accuse plead sigh laugh"
    " grumble muse offer mutter repeat quip comment begin conclude advise consider".split()
)
CALLING = frozenset(
    "call describe dismiss welcome condemn criticise attack praise brand label dub denounce hail"
    " reject back oppose favour promise want see sound put give speak demand make cite mock defend"
    " disagree regard accuse blame liken term support challenge express raise issue quote like love"
    " dislike promise pronounce refer charge".split()
)
THAT_ONLY = frozenset("find decide hold understand point ask hear put begin".split())


def cues(doc: Doc, verbs: frozenset[str]) -> Iterator[Token]:
    """The reporting verbs of the Doc that are said of somebody: not 'to say', not 'declined'."""
    for token in doc:
        if token.lemma_.lower() not in verbs or token.tag_[:2] != "VB":
            continue
        if token.tag_ == "VB" and any(child.lower_ == "to" for child in token.children):
            continue
        if any(child.dep_ == "neg" for child in token.children):
            continue
        yield token


def subject(cue: Token) -> Token | None:
    """The head word of whoever says it; None where the sentence names nobody."""
    token: Token = cue
    for _ in range(4):
        for child in token.children:
            if child.dep_ == "nsubj" and any(map(str.isalpha, child.text)):
                return _who(child)
            if child.dep_ == "agent":
                return next((under for under in child.children if under.dep_ == "pobj"), None)
        if token.dep_ in {"conj", "xcomp", "advcl", "aux", "ccomp"} and token.dep_ != "ROOT":
            if token.dep_ == "ccomp" and token.tag_ not in {"VBG", "VB"}:
                return None
            token = token.head
        elif token.dep_ in {"acl", "relcl"} and token.dep_ != "ROOT":
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
