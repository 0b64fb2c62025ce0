"""`digest edition`: issues of the newsletter from the shell."""

from dataclasses import replace
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from cli.build import remark_address
from cli.editing import (
    At,
    Day,
    Headline,
    InSection,
    Introduction,
    Line,
    Note,
    Number,
    Title,
    Which,
    change_draft,
    find,
    given,
    item_of,
    names_of,
    report,
    show_offers,
    worded,
)
from cli.edition_told import list_editions, show_edition, told
from cli.issue_forms import Form, check, issue_form
from cli.options import HERE, AsJson, Workspace, open_workspace
from cli.output import remark, say, say_json
from commissioning.domain.editing import (
    begun,
    issue,
    with_item,
    with_item_changed,
    with_item_moved,
    with_section,
    with_section_moved,
    without_item,
    without_section,
)
from commissioning.domain.editions import USUAL, Edition
from commissioning.domain.errors import EditionError
from commissioning.register import load_register
from commissioning.store.edition_items import offered
from commissioning.store.edition_places import appearances, elsewhere
from commissioning.store.edition_templates import template
from commissioning.store.editions import (
    amend_edition,
    create_edition,
    edition,
    editions,
    next_number,
    publish_edition,
)
from desk.unseen import as_published

app = typer.Typer(
    help="Issues of the newsletter: made, published, corrected.", no_args_is_help=True
)


@app.command()
def new(
    title: Title = None,
    number: Annotated[
        int | None, typer.Option("--number", metavar="N", min=1, help="Else the next one.")
    ] = None,
    date: Day = None,
    introduction: Introduction = None,
    sections: Annotated[
        str, typer.Option("--template", metavar="NAME", help="Which sections it begins with.")
    ] = USUAL.name,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Begin an issue with the sections of a template. It is a draft until it is published.

    Example: digest edition new --title "Who minds the shop?" --date 2010-11-04
    """
    settings, database = open_workspace(workspace)
    now = settings.clock()
    with database.session() as session:
        empty = Edition(
            number=number or next_number(session),
            day=date.date() if date else now.date(),
            title=title or "",
            introduction=given(introduction) or "",
        )
        made = create_edition(session, begun(empty, template(session, sections)), at=now)
    report(made, f"Began {issue(made)}.", as_json=as_json)


@app.command("list")
def list_(as_json: AsJson = False, workspace: Workspace = HERE) -> None:
    """List all issues, the newest first.

    Example: digest edition list --json
    """
    _, database = open_workspace(workspace)
    with database.session() as session:
        found = editions(session)[::-1]
    if as_json:
        say_json([told(one) for one in found])
    else:
        list_editions(found)


@app.command()
def show(number: Number, as_json: AsJson = False, workspace: Workspace = HERE) -> None:
    """Show an issue: its sections, its items by number, and what is already in another issue.

    Example: digest edition show 42
    """
    _, database = open_workspace(workspace)
    with database.session() as session:
        found = edition(session, number)
        places = elsewhere(session, found)
    if as_json:
        say_json(told(found))
    else:
        show_edition(found, places)


@app.command("set")
def set_(
    number: Number,
    title: Title = None,
    date: Day = None,
    introduction: Introduction = None,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Change the title, date or introduction of a draft.

    Example: digest edition set 42 --introduction - < introduction.md
    """
    words = given(introduction)

    def change(_: Session, draft: Edition) -> Edition:
        return replace(
            draft,
            title=draft.title if title is None else title,
            day=date.date() if date else draft.day,
            introduction=draft.introduction if words is None else words,
        )

    change_draft(workspace, number, change, "Changed {issue}.", as_json=as_json)


@app.command()
def add(
    number: Number,
    what: Annotated[
        str | None,
        typer.Argument(metavar="STORY|URL", help="A story's slug, or an article's address."),
    ] = None,
    section: InSection = None,
    at: At = None,
    headline: Headline = None,
    line: Line = None,
    note: Note = None,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Add a story or an article to a draft; a section where only --section is given.

    With --headline, also something that the archive does not have, at an address or without.

    Example: digest edition add 42 2010-11-02-trusts-hollowed-out-3fa9c1 --section "Dates ahead"
    """
    words = given(line)

    def change(session: Session, draft: Edition) -> Edition:
        if what is None and headline is None:
            if section is None:
                raise typer.BadParameter("name a story, an article or a --section to add")
            return with_section(draft, section, at=at)
        found = find(session, what, headline)
        for one in appearances(session, **names_of(found), but=draft.id)[:1]:
            remark(f"already in issue {one.number}, item {one.item}")
        changed = worded(found, headline=headline, line=words, note=note)
        return with_item(draft, changed, section=section, at=at)

    change_draft(workspace, number, change, "Added to {issue}.", as_json=as_json)


@app.command()
def remove(
    number: Number,
    item: Which = None,
    section: InSection = None,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Take an item out of a draft, or an empty section with --section.

    Example: digest edition remove 42 3
    """

    def change(_: Session, draft: Edition) -> Edition:
        if item is not None:
            return without_item(draft, item_of(draft, item).key)
        if section is None:
            raise typer.BadParameter("name an item or a --section to remove")
        return without_section(draft, section)

    change_draft(workspace, number, change, "Removed from {issue}.", as_json=as_json)


@app.command()
def move(
    number: Number,
    item: Which = None,
    section: InSection = None,
    at: At = None,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Move an item of a draft to a place or a section; without an item, the section itself.

    Example: digest edition move 42 3 --section "Who stands where" --at 1
    """

    def change(_: Session, draft: Edition) -> Edition:
        if item is not None:
            return with_item_moved(draft, item_of(draft, item).key, section=section, at=at)
        if section is None or at is None:
            raise typer.BadParameter("name an item to move, or a --section and its place with --at")
        return with_section_moved(draft, section, at=at)

    change_draft(workspace, number, change, "Moved in {issue}.", as_json=as_json)


@app.command()
def line(
    number: Number,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The item's number, as 3.")],
    text: Annotated[
        str | None,
        typer.Argument(metavar="TEXT", help="Your line in Markdown; - reads it from stdin."),
    ] = None,
    take: Annotated[
        int | None,
        typer.Option("--take", metavar="N", min=1, help="Take the offered line of this number."),
    ] = None,
    headline: Headline = None,
    note: Note = None,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Write the line of an item. Without one, show those that its article's sentences offer.

    Example: digest edition line 42 3 "Nine firms have called; the GPC would sign *nothing*."
    """
    words = given(text)
    if words is None and take is None and headline is None and note is None:
        show_offers(workspace, number, item, as_json=as_json)
        return

    def change(session: Session, draft: Edition) -> Edition:
        held = item_of(draft, item)
        wanted = words
        if take is not None:
            offers = offered(session, held)
            if take > len(offers):
                raise EditionError(issue(draft), f"item {item} has {len(offers)} offered lines")
            wanted = offers[take - 1].line
        return with_item_changed(draft, worded(held, headline=headline, line=wanted, note=note))

    change_draft(workspace, number, change, "Wrote in {issue}.", as_json=as_json)


@app.command()
def publish(
    number: Number,
    anyway: Annotated[bool, typer.Option("--anyway", help="Though an item has no line.")] = False,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Publish an issue: it is frozen as it is, and the next 'digest build' puts it on the site.

    Example: digest edition publish 42
    """
    settings, database = open_workspace(workspace)
    register = load_register(added=settings.register)
    with database.session() as session:
        ready = as_published(session, register, edition(session, number), now=settings.clock())
        if not ready.is_published:
            check(settings, session, ready, anyway=anyway)
            remark_address(settings)
        out = publish_edition(session, ready, at=settings.clock())
    report(out, f"Published {issue(out)}; 'digest build' puts it on the site.", as_json=as_json)


@app.command()
def amend(
    number: Number,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="What was wrong and what is right; - is stdin.")
    ],
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Correct a published issue: the correction is shown beside it with its date.

    Example: digest edition amend 42 "Item 1 gave Dr Sample's words to the Department."
    """
    settings, database = open_workspace(workspace)
    with database.session() as session:
        out = amend_edition(session, number, given(text) or "", at=settings.clock())
    report(out, f"Corrected {issue(out)}; 'digest build' shows it on the site.", as_json=as_json)


@app.command()
def export(
    number: Number,
    form: Annotated[
        Form, typer.Option("--format", help="Markdown, a mail's HTML or text, or all of it as eml.")
    ] = Form.MARKDOWN,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Write an issue to standard output, in the form of a mail or as Markdown for elsewhere.

    A published issue is written as it was frozen, a draft as it would be.

    Example: digest edition export 42 --format text > issue-42.txt
    """
    settings, database = open_workspace(workspace)
    with database.session() as session:
        found = edition(session, number)
        if not found.is_published:
            register = load_register(added=settings.register)
            found = as_published(session, register, found, now=settings.clock())
        if as_json:
            say_json(told(found))
            return
        made = issue_form(settings, session, found, form)
    say(made.rstrip("\r\n"))
