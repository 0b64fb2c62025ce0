"""Lines that a page puts around an article and that its author did not write."""

import re

_LINES = re.compile(
    r"""(?ix)^\s*(?:
      this\ site\ (?:uses\ akismet|is\ intended\ for\ health).*
    | .*\bintended\ for\ health(?:care)?\ professionals\ only.*
    | learn\ how\ your\ comment\ data\ is\ processed.*
    | (?:share|print|e-?mail|save|tweet|like|rate)
      \ (?:this|the)?\ ?(?:article|page|post|story|on.*|this)?[.:!]?
    | share(?:\ on)?\ (?:facebook|twitter|linkedin|x|e-?mail).*
    | (?:\d+|no|one|leave\ a|add\ a|post\ a|add\ your|be\ the\ first\ to)
      \ (?:comments?|reply|コメント)\b.{0,60}
    | \d+\s*コメント
    | (?:comments?|reply|responses?)\s*(?:\(\d+\))?
    | (?:leave\ a\ (?:reply|comment)|cancel\ reply|post\ comment).*
    | your\ e-?mail\ address\ will\ not\ be\ published.*
    | required\ fields\ are\ marked.*
    | (?:comment|log\ in|sign\ in|register|subscribe)
      \ (?:below|now|here|to\ (?:comment|read|continue|post)).*
    | .*\bcomment\ below\ and\ tell\ us\b.*
    | (?:we|this\ (?:web)?site|our\ site)\ uses?\ cookies.*
    | (?:accept|manage)\ (?:all\ )?cookies.*
    | (?:related|read\ (?:more|next|also)|more\ on\ this|see\ also|most\ (?:read|popular))
      \b.{0,30}:?
    | (?:previous|next|older|newer)\ (?:post|article|page|story|entries)?.{0,3}
    | (?:filed\ under|posted\ in|posted\ by|tags?|labels?|categories|permalink)\b.{0,80}
    | (?:back\ to\ top|skip\ to\ (?:main\ )?content|home|advertisement)
    | ©.*
    | all\ rights\ reserved.*
    )\s*$"""
)


def is_furniture(line: str) -> bool:
    """Whether the line is a site's and not the author's: a counter, a notice, a share button."""
    return len(line) <= 300 and bool(_LINES.match(line))


def without_furniture(text: str) -> str:
    """The text's paragraphs, apart by an empty line, without the site's lines."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in paragraph.splitlines()]
        kept = "\n".join(line for line in lines if line and not is_furniture(line))
        if kept:
            paragraphs.append(kept)
    return "\n\n".join(paragraphs)
