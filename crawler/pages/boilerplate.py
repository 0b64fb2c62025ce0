"""Lines that a page puts around an article and that its author did not write."""

import re

MAX_LINE = 300
MAX_NOTICE = 1_500

_LINES = re.compile(
    r"""(?ix)\s*(?:
      this\ site\ (?:uses\ akismet|is\ intended\ for\ health).*
    | .{0,120}\bintended\ for\ health(?:care)?\ professionals\ only.*
    | learn\ how\ your\ comment\ data\ is\ processed.*
    | (?:share|print|e-?mail|save|tweet|like|rate|bookmark|recommend)
      \ (?:this|the)?\ ?(?:article|page|post|story|on.*|this|it)?(?:\ \(\d+\))?[.:!]?
    | (?:share|tweet|print|e-?mail|like|save|bookmark|reply|quote|loading|listen|pin\ it)\W{0,3}
    | (?:print(?:er)?|e-?mail|send)[\s-](?:friendly|version|to\ a\ (?:friend|colleague)
      |a\ friend).{0,30}
    | share(?:\ on)?\ (?:facebook|twitter|linkedin|x|e-?mail).*
    | (?:facebook|twitter|linkedin|whatsapp|e-?mail|print|reddit|copy\ link|digg|delicious
      |[\s|,•·/]){2,}
    | (?:\d+|no|one|leave\ a|add\ a|post\ a|add\ your|be\ the\ first\ to)
      \ (?:comments?|reply|コメント)\b.{0,60}
    | \d+\s*コメント
    | (?:comments?|reply|responses?)\s*(?:\(\d+\))?:?
    | (?:leave\ a\ (?:reply|comment)|cancel\ reply|post\ comment).*
    | your\ e-?mail\ address\ will\ not\ be\ published.*
    | required\ fields\ are\ marked.*
    | (?:comment|log\ in|sign\ in|register|subscribe)
      \ (?:below|now|here|to\ (?:comment|read|continue|post)).*
    | .{0,120}\bcomment\ below\ and\ tell\ us\b.*
    | (?:we|this\ (?:web)?site|our\ site)\ uses?\ cookies.*
    | by\ (?:continuing|using)\ .{0,60}\bcookies\b.*
    | (?:accept|manage)\ (?:all\ )?cookies.*
    | (?:related|read\ (?:more|next|also)|more\ on\ this|see\ also|most\ (?:read|popular))
      \b.{0,30}:?
    | (?:previous|next|older|newer)\ (?:post|article|page|story|entries)?.{0,3}
    | (?:filed\ under|posted\ in|posted\ by)\b.{0,80}
    | (?:tags?|labels?|categor(?:y|ies)|topics?|permalink|keywords)\s*(?::.{0,200})?
    | this\ entry\ was\ posted\b.*
    | you\ can\ (?:follow\ any|leave\ a\ response|skip\ to\ the\ end).*
    | (?:both\ )?(?:comments|responses)\ (?:and\ pings\ )?are\ (?:currently\ )?closed.*
    | (?:back\ to\ top|skip\ to\ (?:main\ )?content|home|\W*advertisements?\W*
      |sponsored(?:\ content)?)
    | (?:reading\ time\W{0,3})?\d{1,3}\ ?-?min(?:ute)?s?\ read(?:\W{1,4}.{0,30})?
    | \d{1,2}[.:]\d\d\ ?[ap]\.?m\.?
    | \d{1,2}:\d\d(?::\d\d)?(?:\ ?/\ ?\d{1,2}:\d\d(?::\d\d)?)?
    | (?:article|story)\ continues\ below.{0,40}
    | continue\ reading\ (?:the\ main\ story|below).{0,20}
    | (?:photo(?:graph)?|picture|image|pic)s?(?:\ (?:credit|by|courtesy\ of))?\s*[:/]\s*.{2,60}
    | (?:follow|like|find)\ us\ on\ .{0,40}
    | (?:sign\ up|subscribe)\ (?:to|for|here)\b.{0,120}\b(?:newsletter|e-?mails?|alerts?
      |bulletin|updates|digest|briefing)\b.*
    | (?:join|follow)\ our\ .{0,40}\b(?:whatsapp|telegram|facebook)\b.*
    | \W{0,3}this\ (?:article|story|page|piece)\ was\ (?:amended|corrected)\ on\b.*
    | back(?:\ to\ (?:the\ )?(?:news|index|contents?|list|home|results|top)(?:\ \w+)?)?
    | promoted\ (?:stories|content|links|articles)
    | \d{1,2}\ [A-Z][a-z]{2,8}\ \d{4}\ ?:\ column\ \d{1,5}[a-z]{0,3}
    | report\ (?:abuse|this\ comment|comment|as\ inappropriate).{0,20}
    | (?:your|readers?['’]?s?)\ (?:comments?|responses?)\ \(\d+\)
    | (?:share|bookmark|print|e-?mail)\b[^.!?]{0,30}:\s(?:(?:twitter|facebook|linkedin|e-?mail
      |print|whatsapp
      |x|reddit|digg|delicious|stumbleupon|google\+?|pinterest|copy\ link)\W{0,3}){1,9}
    | (?:©|\(c\)|copyright\b)(?=.{0,60}\d{4}).*
    | (?:e-?mail|send|print|share)\ this\ \w+(?:\ to\ a\ (?:friend|colleague))?
    | rate\ this\ (?:page|article|post)
    | (?:have\ you\ been\ affected|do\ you\ have\ a\ story|got\ a\ story)\b.{0,60}\?.*
    | (?:contact|ring|call|e-?mail|message|text)\ (?:us|our|the)\ (?:\w+\ ){0,3}news\ ?desk\b.*
    | (?:if\ you\ )?(?:liked|enjoyed|like|enjoy)\ (?:this|what\ you).{0,40}[,?].*
    | the\ editor\ (?:welcomes|reserves)\b.*|letters\ (?:may|should|must)\ be\b.*
    | .{0,120}\b(?:join|support\ us|subscribe|donate|become\ a\ member)\b.{0,30}
      \b(?:for|from)\ (?:just\ |only\ )?£\d.*
    | (?:cite|citation)\ (?:this\ )?(?:article\ )?(?:as|this)\b.{0,10}:.*
    | (?:conflicts?\ of\ interests?|competing\ interests?|provenance\ and\ peer\ review)\s*:.*
    | more\ (?:from|on|in)\ (?:[\w'’]+\ ?){1,4}:?
    | (?:this\ page\ was\ )?(?:page\ )?last\ (?:updated|reviewed|modified|edited)\b.{0,60}
    | ©.*
    | all\ rights\ reserved.*
    )\s*"""
)
# these are looked for only where the line has one of the words: most lines are sentences
_SIZES = ("KB", "MB", "kB", "kb", "KB)", "MB)", "kB)", "kb)")
_WITH_WORDS_BEFORE = re.compile(
    r"""(?ix)\s*(?:
      [^“"'‘]{0,120}\bdownload\ our\ (?:\w+\ ){0,4}app\b.{0,60}
    | (?:[^“"]{0,200}[.?!]\ )?(?:send|tell|e-?mail|give|let)\ us\b.{0,60}\bform\ below\W{0,3}
    | .{2,160}\b(?:pdf|docx?|xlsx?|pptx?|csv)\b\W{0,4}\d[\d.,]{0,6}\ ?[km]b\W{0,3}
    )\s*"""
)
_ASKS_FOR = ("cookie", "personal data", "tracking tech")
_COOKIES = re.compile(r"(?i)\bcookies?\b|\bpersonal data\b|\btracking technologies\b")
_CONSENT = re.compile(
    r"""(?ix)\b(?:we\ and\ our\ (?:\w+\ ){0,2}partners|our\ (?:\w+\ ){0,2}partners
    |store\ (?:and|or|and/or)\ access
    |(?:on|to)\ (?:your|a)\ device|accept|reject|consent|preferences|choices|legitimate\ interests?
    |personali[sz]ed?\ (?:ads|advertising|content)|privacy\ (?:policy|notice|centre)
    |cookie\ (?:policy|settings|notice)
    |we\ (?:would\ like\ to\ )?use\ (?:\w+\ ){0,2}cookies
    |this\ (?:web)?site\ uses\ (?:\w+\ )?cookies
    |unique\ identifiers|ad\ and\ content\ measurement|continu(?:e|ing)\ to\ (?:use|browse)
    |if\ you\ go\ on
    |opt(?:ing)?\ out|essential\ cookies|improve\ your\ experience|you\ agree)\b"""
)
_LEAD_IN = re.compile(
    r"""(?ix)\s*\W{0,3}(?:
      read\ (?:more|next|also|the\ full\ (?:story|article|report))|related(?:\ \w+)?|see\ also
    | (?:also|more)\ (?:on|from|in|read|by)\b|further\ reading|recommended|don['’]t\ miss
    | (?:from|in)\ (?:the|our)\ archives?|you\ (?:may|might)\ also\ like|more\ like\ this
    )\b"""
)


def is_furniture(line: str) -> bool:
    """Whether the line is a site's and not the author's: a counter, a notice, a share button."""
    if len(line) > MAX_LINE:
        return False
    told = "form below" in line or "download our" in line or line.endswith(_SIZES)
    if told and _WITH_WORDS_BEFORE.fullmatch(line):
        return True
    parts = [part for part in line.split("|") if part.strip()]
    return bool(_LINES.fullmatch(line)) or (
        len(parts) > 1 and all(_LINES.fullmatch(part) for part in parts)
    )


def is_consent(text: str) -> bool:
    """Whether it asks for consent to cookies: by three signs of such a notice in few words."""
    small = text.lower() if len(text) <= MAX_NOTICE else ""
    if not any(map(small.__contains__, _ASKS_FOR)) or not _COOKIES.search(text):
        return False
    signs = {hit[0].casefold()[:6] for hit in _CONSENT.finditer(text)}
    return len(signs) >= (2 if len(text) < MAX_LINE else 3)


def is_lead_in(line: str, linked: int) -> bool:
    """Whether the line leads to another page: 'Read more: ...' with `linked` letters of a link."""
    return len(line) <= MAX_LINE and linked > len(line) * 0.4 and bool(_LEAD_IN.match(line))
