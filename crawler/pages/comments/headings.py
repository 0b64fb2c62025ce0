"""Lines that announce readers' words, or say that there are none."""

import re

MAX_HEADING = 120

NONE = re.compile(
    r"(?i)\b(?:comments?|responses|replies)\s*[(\[:]?\s*0\b|(?<![\d.,])(?:0|no)\s+(?:comments?|responses"
    r"|replies)\b|\bbe the first to\b"
)

READERS = re.compile(
    r"(?i)\b(?:comments?|commented|responses|replies|remarks|(?:readers|visitors|people|others|you)['’]?s?"
    r"\s+(?:said|say|wrote|write|respond(?:ed)?|repl(?:y|ied)|react(?:ed)?|views|notes|thoughts"
    r"|letters)|(?:from|by)\s+(?:our\s+)?readers"
    r"|(?:have|had|your)\s+(?:(?:your|their)\s+)?say|conversation|discussion|debate|feedback"
    r"|what (?:do )?you think|join(?:ed)? in|(?:have|has) (?:replied|responded)|talk ?back|told us"
    r"|post\s?bag|fediverse"
    r"|(?:post|leave|add) (?:a|your) )\b"
)

COUNTED = re.compile(r"(?<![\d.,/:])(\d{1,4})(?![\d.,/:])")

HEADING = re.compile(
    r"""(?ix)\s*(?:(?:\d{1,5}|one|two|three|four|five|six|seven|eight|nine|ten)\s+
      (?:(?:user|reader)s?['’]?\s+)?(?:comments?|responses?|repl(?:y|ies)|thoughts?|remarks?)\b.{0,90}
    | (?:(?:your|readers?['’]?s?|user|latest|all|view|the|visitor|posted|post)\s+){0,2}
      (?:comments?|responses|replies|letters|views|feedback|thoughts|reactions?|discussion)
      (?:\s+(?:from\s+readers|so\s+far|(?:on|of)\s+this\b.{0,60}
        |to\b(?!.{0,40}\b(?:consultation|inquiry|review|report|committee|paper|survey)\b).{0,80}|on\s+[“"'‘].{0,80}))?
    | (?:have|join|add)\s+(?:your\s+say|the\s+(?:conversation|discussion|debate))
    | what\s+(?:you|(?:our\s+)?readers)\s+(?:say|said|think)
    | discussion\s*:\s.{1,80}
    | sylwadau)\s*[:.]?\s*
      (?:\(\s*\d{1,5}\s*\)|\[\d{1,5}\]|\(comments?\s.{0,60}\)|\d{1,5})?\s*[:.]?\s*"""
)

NEWEST = re.compile(
    r"(?i)\W*(?:most\s+)?(?:recent|latest|newest|new|last|top)\s+(?:\w+\s+)?(?:comments?|replies|responses)\W*"
)
