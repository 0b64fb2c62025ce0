"""Pages that a server gives for an article and that are none: not found, challenges, consent."""

import re

MAX_NOTICE = 1_500
MAX_TITLE = 80

_BARS = re.compile(r"\s+[|»«–—·•:-]{1,2}\s+|\s*[|»«]\s*")
_TITLES = re.compile(
    r"""(?ix)\W{0,3}(?:error\W{0,2})?(?:
      (?:http\ )?(?:error\ )?(?:401|403|404|410|429|500|502|503)\b.{0,40}
    | (?:oops|sorry|whoops|uh\ oh)\b(?:.{0,50}\b(?:page|find|found|wrong|lost|error)\b.{0,30})?
    | (?:(?:the|this|that|your)\ )?(?:requested\ )?(?:page|file|article|story|content
          |document|url|site)
        \ (?:was\ |is\ |has\ |could\ |can\ ?|cannot\ )?(?:not\ |no\ longer\ |been\ |n['’]t\ |be\ )*
        (?:found|exist|available|moved|removed|deleted|missing|unavailable)
    | page\ (?:doesn['’]t|does\ not)\ exist | not\ found | nothing\ found | no\ results?(?:\ found)?
    | page\ (?:cannot|can['’]t)\ be\ (?:found|displayed)
    | (?:we\ )?(?:can['’]t|cannot|couldn['’]t|could\ not)\ find\ (?:that|this|the|your)\ page
    | just\ a\ moment | one\ moment,?\ please | please\ (?:wait|stand\ by)
    | checking\ (?:your|the)\ (?:browser|site|connection)\b.{0,40}
    | attention\ required | access\ (?:to\ this\ page\ has\ been\ )?denied
    | forbidden | unauthori[sz]ed
    | (?:are\ you\ (?:a\ )?(?:human|robot)|verify(?:ing)?\ (?:that\ )?you\ are\ (?:a\ )?human
        |robot\ check)\b.{0,40}
    | (?:security|human)\ (?:check|verification)(?:\ required)? | ddos\ protection\b.{0,40}
    | pardon\ our\ interruption | request\ (?:blocked|rejected|unsuccessful)
    | you\ have\ been\ blocked | captcha
    | (?:site|service|website)\ (?:(?:is\ )?(?:temporarily\ )?unavailable|maintenance)
    | (?:down\ for|under)\ maintenance | (?:session|link)\ (?:has\ )?expired
    | before\ you\ continue\b.{0,40} | (?:your|we\ value\ your)\ privacy(?:\ choices)?
    | (?:cookie|cookies)\ (?:consent|preferences|settings|notice)
    )\W{0,4}"""
)
_WORDS = re.compile(
    r"""(?ix)\b(?:
      could\ not\ be\ found|(?:can['’]t|cannot|couldn['’]t|could\ not)\ (?:be\ found|find)
    | (?:no\ longer|does\ not|doesn['’]t)\ exists?|may\ have\ (?:been\ )?(?:moved|removed|deleted)
    | (?:has|have)\ been\ (?:moved|removed|deleted)|no\ longer\ (?:available|here)
    | page\ (?:that\ )?you(?:['’]re|\ are|\ have)?\ (?:looking|trying|request(?:ed)?|were)
    | (?:search|home\ ?page)\b.{0,40}\b(?:instead|above|below|again)
    | check\ the\ (?:address|url|spelling)
    | (?:your|the)\ browser|enable\ (?:javascript|cookies)|javascript\ (?:and|is)|ray\ id
    | (?:you\ are|you['’]re)\ (?:not\ )?(?:a\ )?(?:human|robot|bot)|security\ (?:service|check)
    | automatically\ redirected|performance\ (?:&|and)\ security|unusual\ (?:traffic|activity)
    | (?:try|come)\ (?:again|back)\ (?:later|soon|in\ a)|scheduled\ maintenance
    | your\ (?:ip|request)\b|requested\ content|cookies?\b|permission\ to\ (?:access|view)
    )"""
)


def refusal_in(title: str | None, headline: str, text: str) -> str | None:
    """The words that say that here is no article, where title or headline and a short text do.

    An article that is about such a page has another headline or goes on for longer.
    """
    if len(text) > MAX_NOTICE or not _WORDS.search(text):
        return None
    for told in (headline, *_BARS.split((title or "")[:300])):
        if told and len(told) <= MAX_TITLE and _TITLES.fullmatch(told.strip()):
            return told.strip()
    return None
