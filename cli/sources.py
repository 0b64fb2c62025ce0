"""`digest sources`: the list of sources, how each one is, and new ones for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, AsJson, Since, Until, Workspace, open_workspace
from cli.output import progress, remark, say, say_json, say_table
from commissioning.domain.errors import FetchError, SettingsError
from commissioning.settings import Settings, load_settings
from commissioning.store.days import coverage_days
from commissioning.store.histories import source_histories
from crawler.collecting.checking import check_sources
from crawler.collecting.fetching import fetch
from crawler.indexes.discovery import Answer, Proposal, guess_kind, propose
from crawler.indexes.feeds import place_of
from crawler.indexes.index import first_address, index_kind
from crawler.indexes.opml import Outline, feed_of, read_opml, write_opml
from crawler.sources import SourceEntry, free_slug, load_sources, parse_sources, write_entry
from crawler.spiders.web import Unanswered

app = typer.Typer(help="The list of sources and its health.", no_args_is_help=True)

GUESS = {"kind": "a guess"}


@app.command("list")
def list_(as_json: AsJson = False, workspace: Workspace = HERE) -> None:
    """List the sources of this workspace.

    Example: digest sources list --json
    """
    entries = load_sources(load_settings(workspace).sources)
    if as_json:
        say_json([entry.model_dump(mode="json", by_alias=True) for entry in entries])
        return
    say_table(
        ("source", "name", "kind", "home", "by", "address"),
        ((e.slug, e.name, e.kind.value, e.home, index_kind(e), first_address(e)) for e in entries),
    )


@app.command()
def check(as_json: AsJson = False, workspace: Workspace = HERE) -> None:
    """Ask each source once, and say how it is. Exits 1 where one is in trouble.

    One that has gone silent is told from one that fails, one that has nothing, and one whose pages
    are not read any more as they were.

    Example: digest sources check
    """
    settings, database = open_workspace(workspace)
    with database.session() as session:
        histories = source_histories(session)
    with progress("Asking") as bar:
        states = check_sources(
            settings, load_sources(settings.sources), histories=histories, progress=bar
        )
    if as_json:
        say_json([asdict(state) for state in states])
    else:
        say_table(
            ("source", "state", "entries", "newest", "remark"),
            (
                (
                    state.slug,
                    state.state.value,
                    state.entries,
                    state.newest,
                    "; ".join(filter(None, (state.detail, state.reading))),
                )
                for state in states
            ),
        )
    if any(state.in_trouble for state in states):
        raise typer.Exit(1)


@app.command()
def coverage(
    source: Annotated[
        str | None, typer.Option("--source", metavar="SLUG", help="Only this source.")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Say what became of each source on each day: the last week, if not told otherwise.

    A day that is not there is one on which the source was not asked.

    Example: digest sources coverage --source pulse --since 2026-03-01
    """
    settings, database = open_workspace(workspace)
    last = until or settings.clock().date()
    first = since or last - timedelta(days=6)
    with database.session() as session:
        days = coverage_days(session, since=first, until=last, source=source)
    if as_json:
        say_json([asdict(day) for day in days])
        return
    say_table(
        ("day", "source", "polls", "answered", "304", "failed", "entries", "new", "remark"),
        (
            (
                *(day.day, day.slug, day.polls, day.answered, day.not_modified, day.failed),
                *(day.entries, day.new),
                "; ".join(f"{count} × {what}" for what, count in (*day.how, *day.rejected)),
            )
            for day in days
        ),
    )


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A home page, feed or sitemap.")],
    write: Annotated[bool, typer.Option("--write", help="Append it to sources.toml.")] = False,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Look at a site, and propose its entry for the list of sources.

    The entry is printed, and with --write appended to sources.toml. Exits 1 where nothing was
    found that lists articles.

    Example: digest sources add https://blog.example/ --write
    """
    settings = load_settings(workspace)
    listed = load_sources(settings.sources)
    address = url if "://" in url else f"https://{url}"
    found = look_at(settings, address, taken=[entry.slug for entry in listed])
    if as_json:
        entry = found.entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        say_json({**asdict(found), "entry": entry})
    else:
        say(proposed(found).rstrip())
    known = _listed_as(found.entry, listed)
    if known is not None:
        remark(f"{address} is listed already, as '{known.slug}'")
    elif found.way is None:
        remark(f"{address}: nothing was found that lists articles; write a [source.listing] for it")
        raise typer.Exit(1)
    elif write:
        _append(settings.sources, [proposed(found)])
        remark(f"added '{found.entry.slug}' to {settings.sources}")


@app.command("import")
def import_(
    opml: Annotated[Path, typer.Argument(metavar="OPML", help="A file that a feed reader wrote.")],
    workspace: Workspace = HERE,
) -> None:
    """Append the feeds of an OPML file to sources.toml; those that are listed are left alone.

    Example: digest sources import subscriptions.opml
    """
    settings = load_settings(workspace)
    try:
        outlines = read_opml(opml.read_bytes(), name=str(opml))
    except OSError as error:
        raise SettingsError(str(opml), None, f"cannot be read ({error.strerror})") from error
    listed = list(load_sources(settings.sources))
    texts: list[str] = []
    for outline in outlines:
        if outline.unused:
            remark(f"{outline.name}: {outline.unused}")
            continue
        entry = entry_of(outline, taken=[one.slug for one in listed])
        if _listed_as(entry, listed) is None:
            texts.append(write_entry(entry, {} if outline.kind else GUESS))
            listed.append(entry)
            say(entry.slug)
    _append(settings.sources, texts)
    usable = sum(outline.unused is None for outline in outlines)
    remark(f"added {len(texts)} sources; {usable - len(texts)} were listed already")


@app.command()
def export(workspace: Workspace = HERE) -> None:
    """Print the list of sources as OPML 2.0, for readers of feeds.

    Example: digest sources export > sources.opml
    """
    settings = load_settings(workspace)
    say(write_opml(load_sources(settings.sources), title=settings.site.name).rstrip())


def look_at(settings: Settings, url: str, *, taken: Sequence[str]) -> Proposal:
    """What is proposed for the site at `url`; FetchError says why it gives no page."""

    def probe(urls: Sequence[str]) -> Mapping[str, Answer]:
        return {
            asked: Answer(url=got.url, status=got.status, headers=dict(got.headers), body=got.body)
            for asked, got in fetch(settings, urls).items()
            if not isinstance(got, Unanswered)
        }

    home = fetch(settings, (url,)).get(url)
    if home is None:
        raise FetchError(url, "does not answer")
    if isinstance(home, Unanswered):
        raise FetchError(url, home.known) from home
    return propose(home.url, home.body, probe, taken=taken)


def proposed(found: Proposal) -> str:
    """The entry as text, with what was seen above it."""
    many = "1 entry" if found.entries == 1 else f"{found.entries} entries"
    newest = f", the newest of {found.newest}" if found.newest else ""
    return f"# {many} seen{newest}\n" + write_entry(found.entry, GUESS)


def entry_of(outline: Outline, *, taken: Sequence[str]) -> SourceEntry:
    """The entry of a usable outline."""
    home = outline.home or outline.feed or ""
    values = {
        "slug": free_slug(outline.name, taken),
        "name": outline.name,
        "home": home,
        "kind": outline.kind or guess_kind(home, outline.name),
    }
    if outline.feed:
        values["feed"] = outline.feed
    return SourceEntry.model_validate(values)


def _listed_as(entry: SourceEntry, listed: Iterable[SourceEntry]) -> SourceEntry | None:
    """The source that has the same address for its articles; without one, the same home page."""
    wanted = _places(entry)
    return next((one for one in listed if wanted & _places(one)), None)


def _places(entry: SourceEntry) -> set[tuple[str, str, str]]:
    given = [address for address in (first_address(entry), feed_of(entry)) if address]
    return {place_of(address) for address in given or [entry.home]}


def _append(path: Path, texts: Sequence[str]) -> None:
    """Put entries behind those of the file, unless that made it unreadable."""
    if not texts:
        return
    try:
        text = path.read_text("utf-8")
        whole = "\n".join([text if text.endswith("\n") else f"{text}\n", *texts])
        parse_sources(whole, path=str(path))
        path.write_text(whole, "utf-8")
    except OSError as error:
        raise SettingsError(str(path), None, f"cannot be written ({error.strerror})") from error
