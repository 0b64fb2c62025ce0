"""The words in classes and identifiers by which templates of twenty years tell an element's role.

Each is a pattern, and matches between hyphens: 'nav' in 'site-nav', not in 'navy'.
"""

import re


def _words(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s-])(?:{'|'.join(names.split())})(?=$|[\s-])")


def _body_words(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\w{{1,20}}-{{1,2}}){{0,3}}(?:body|{'|'.join(names.split())})")


ASIDE = _words(
    r"""
    mast-?head colophon nav navs? nav-?bar navigation menu breadcrumbs? crumbs? bread-crumbs?
    side-?bars? side-?col(?:umn)? right-?(?:col(?:umn)?|rail|hand|bar)
    left-?(?:col(?:umn)?|rail|nav|bar) rail col-right
    (?:site|page|global)-?(?:header|footer|info|title|description|name|logo) foot branding footer
    post-?footer related\w* see-?also more-?(?:on|from|stories|posts|news|articles|like)
    read-?(?:more|next|on|also) further-?reading you-?may(?:-also)?(?:-like)? also-?(?:like|read|on)
    recommend(?:ed|ations?)? recirc(?:ulation)? similar
    most-?(?:read|popular|viewed|shared|commented|recent) popular trending top-?stories
    latest(?:-(?:news|posts|stories|articles))? recent(?:-?\w+)? other-?(?:stories|news|articles)
    onward (?:bookmark|product|signup|embed)-card kg-(?:bookmark|embed|signup)\w* teasers? trail
    promos? promotion promoted cta call-?to-?action house-?ad ad ads adv
    advert(?:s|isement|ising|orial)? ad-?(?:slot|unit|box|container|wrapper|label|space|break)
    banner(?:-ad)? mpu dfp sky(?:scraper)? leaderboard sponsor(?:ed|s|ship)? outbrain taboola
    adsbygoogle commercial cookies? cookie-?\w+ gdpr consent onetrust(?:-\w+)* ccc? share sharing
    share-?\w+ share-?daddy sharedaddy social social-?\w+ addthis(?:-\w+)* addtoany(?:-\w+)*
    a2a(?:-\w+)* jp-relatedposts jp-post-flair sociable shr-\w+ tools? tool-?(?:bar|box)
    article-?(?:tools?|actions|attributes|functions|options|links) story-?(?:tools?|actions)
    print(?:er)? actions? utility utils? text-?size news-?letters? subscribe subscription sign-?up
    mailing-?list mc4wp(?:-\w+)* mailchimp email-?(?:signup|alerts?|updates?) follow follow-?us
    donate donation donations? support-us appeal join-?us membership
    author-?(?:box|bio|info|card|profile|details?|description|about|panel) about-?(?:the-)?author
    bio biography post-?author-?(?:box|bio) profile contributors? entry-author tags?
    tag-?(?:list|links|cloud) tagged post-?tags? entry-tags? cat(?:egor(?:y|ies))?-?links topics?
    labels? taxonomy post-labels keywords? filed-?under categories terms widgets? widget-?area
    block-views module-promo carousel slider slideshow gallery lightbox pager pagination paging
    page-?links post-?nav(?:igation)? blog-pager prev(?:ious)?-?next previous nav-?links next-?prev
    nextprev older newer skip(?:-?link|-?to\w*)? screen-?reader-?(?:text|only) sr-only
    visually-?hidden assistive-text offscreen no-?print noprint poll vote fivestar(?:-\w+)* votes?
    quiz ratings? stars? login log-?in signin sign-?in search(?:-?(?:form|box|bar))? twitter-?tweet
    tweet twitter-?(?:feed|embed|widget|timeline|tweet|video)? twitterfeed embed embeds?
    instagram-?(?:media)? fb-(?:post|like|share\w*|root) facebook tiktok-embed video(?:-player)?
    audio(?:-player)? podcast fact-?(?:box|file|s) info-?box box-?out side-?box box(?:es)? rate
    at-a-glance key-?(?:facts|points) panel jobs? job-?ads? vacanc(?:y|ies) events? market weather
    forum forum-?teaser directory testimonials? disclaimer copyright licen[cs]e syndication
    reprints? rights legal terms-?\w* republish notes-?to-?editors?-?toggle modal overlay popup
    pop-?up lightbox toast notification notice dialog tooltip interstitial toc table-of-contents
    jump-?links? on-this-page anchor-?links? reading-?time read-?time jp-carousel\w* feedback
    was-this-helpful helpful report-?(?:abuse|problem) continue-?reading more-?link readers
    what-others others hit-?counter stats views view-?count listen audio back-to-?top translate
    language-?\w* blog-?roll archives? quick-?edit post-?icons? email-?post backlinks?
    post-?share\w* reactions? likes? sd-\w+ rss feeds?
    """
)
CAPTION = _words(
    r"""
    captions? img-?captions? pic-?cap(?:tion)?s? photo-?captions? image-?captions? cap cutline
    wp-caption(?:-text)?
    (?:img|image|photo|picture|pic)-?(?:credits?|source|copyright|by|desc(?:ription)?) credits?
    figure inline-?(?:picture|image|photo) photo-?(?:box|wrap) media-?(?:caption|credit)
    tr-caption(?:-container)?
    """
)
QUOTE = _words(
    r"""
    pull-?quotes? pull-?box(?:es)? pulled pull quote-?(?:box|out|pull) callout call-?out highlight
    pq quotes? blockquote-?\w*
    """
)
META = _words(
    r"""
    by-?lines? authors? author-?\w+ post-?authors? entry-?author writers? date-?\w* dates? time
    time-?stamp published pub-?date posted(?:-?\w+)?
    entry-?(?:date|header|meta|footer|utility|title|info)
    post-?(?:date|header|meta|meta-?data|info|title|time|byline|details|heading)
    article-?(?:date|header|meta|info|byline|title|head|headline|heading)
    story-?(?:date|by|header|meta|head|byline|info) meta meta-?data post-?meta-?data submitted
    headline head-?line stand-?first dek strap(?:-?line)? sub-?(?:deck|head-?line|title) deck kicker
    updated modified last-?(?:updated|modified|reviewed) dateline section-(?:name|label|title)
    publication page-?title vcard permalink
    """
)
BODY = _body_words(
    r"""
    (?:article|story|entry|post|news|press|blog|item|node|release|letter)-?(?:body|text|content|copy|main)(?:-?(?:text|copy|content))?
    article-?body-?\w* body-?(?:text|copy|content) bodytext storybody entry
    field-(?:-?name-)?(?:field-)?body field-name-body rich-?text prose wp-block-post-content
    main-?text content-?body text-?body articlecontent govspeak post-content
    """
)
NOT_BODY = _words(
    r"""
    header footer meta title image related share nav card widget modal panel comments? cm
    page-content main-content site side-?bar
    """
)
COMMENTS = _words(
    r"""
    comments? comments?-\w+ (?:post|blog|reader|readers|user|article|story|node|page)s?-?comments?
    cmn?ts?(?:-\w+)? commentlist comment-list responses? replies respond discussions?
    disqus(?:-\w+)? dsq-\w+ dsq fb-comments livefyre intensedebate idc-\w+ conversation trackbacks?
    pings? pingbacks? ping-?list reader-?(?:views|responses?|feedback) have-your-say
    your-?(?:say|views|comments) echo js-kit\w* haloscan forum-?posts? webmentions?
    """
)
WALL = _words(
    r"""
    pay-?wall\w* reg(?:istration)?-?wall reg-?wall metered? meter-?\w+
    subscriber-?(?:only|content|wall) subscribers?-?only premium-?(?:content|wall|only)
    members?-?only locked(?:-?content)? barrier gate(?:d|way)?(?:-?content)? register(?:-?\w+)?
    restricted piano-?\w* tp-(?:modal|container\w*) subscription-?(?:wall|required|prompt)
    login-?(?:wall|required|prompt) truncated teaser-?wall content-?lock\w* access-?denied
    access-?\w+wall upsell
    """
)
UNSEEN = _words(
    r"""
    screen-?reader-?(?:text|only) sr-only visually-?hidden assistive-text offscreen
    """
)
