"""A body's page: where it stood and by what words, its kin, its offices, its years."""

from datetime import date, timedelta

from commissioning.domain.dates import PartialDate
from commissioning.domain.facts import AliasKind
from commissioning.domain.tags import Position
from commissioning.register import Register, load_register
from site_builder import kinds
from site_builder.pages.bodies import BodiesPage, KindPage
from site_builder.pages.body import BodyPage
from site_builder.pages.person import PersonPage
from site_builder.pages.said import SaidPage
from tests.site_builder.atlased import Store, made, planned, rendered, text

ICB = "nhs-kent-and-medway-integrated-care-board"
CCG = "nhs-kent-and-medway-ccg"
PCT = "medway-pct"


def body_page(store: Store, slug: str, *, as_of: date | None = None) -> BodyPage:
    page = made(store.database, f"bodies/{slug}.html", as_of=as_of)
    assert isinstance(page, BodyPage)
    return page


def key(store: Store, slug: str) -> str:
    with planned(store.database) as plans:
        return plans[f"bodies/{slug}.html"].key


def test_each_mark_leads_to_the_words_on_the_page_of_the_article(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 16))
    page = body_page(store, "bma")
    (strip,) = page.said.strips
    (mark,) = strip.marks
    (line,) = page.said.lines
    assert mark.url == line.evidence
    assert "#gp-budgets-" in line.evidence
    tree = rendered(page)
    (link,) = tree.xpath("//*[local-name()='svg']//*[local-name()='a']")
    assert link.get("href") == f"../{line.evidence}"
    assert tree.xpath(f"//details//td/a[@href='../{line.evidence}']")


def test_a_current_position_is_told_in_a_sentence(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 16))
    store.says("bma", Position.SUPPORT, date(2011, 3, 17), question="patient-involvement")
    page = body_page(store, "bma")
    assert page.said.current
    assert page.said.stand.startswith("Supports ")
    assert "; opposes GP-held budgets." in page.said.stand
    assert "Where it stands" in text(rendered(page))


def test_what_lapsed_is_last_heard_on_a_day_and_nothing_is_called_current(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 16))
    store.says("rcn", Position.OPPOSE, date(2014, 3, 16))
    page = body_page(store, "bma")
    assert not page.said.current
    assert page.said.stand == "Opposed GP-held budgets. Last took a side on 16\xa0March\xa02011."
    tree = rendered(page)
    (now,) = tree.xpath("//span[@class='now']")
    assert text(now) == "opposed last heard on 16 Mar 2011"
    assert "Where it stood" in text(tree)
    assert page.said.lines[0].verb == "opposed"


def test_nothing_is_current_of_a_body_that_has_ended(store: Store) -> None:
    store.says("nhs-alliance", Position.SUPPORT, date(2015, 11, 1))
    store.says("bma", Position.SUPPORT, date(2016, 3, 1))
    page = body_page(store, "nhs-alliance")
    assert page.ended
    assert page.said.strips[0].old
    assert page.said.lines[0].verb == "supported"


def test_unsure_words_are_shown_hollow_and_counted_apart(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 16), confidence=0.4)
    page = body_page(store, "bma")
    assert (page.said.counted, page.said.unsure, page.said.stand) == (0, 1, "")
    assert rendered(page).xpath("//*[local-name()='use'][contains(@class, ' h')]")


def test_what_does_not_count_is_folded_away_below_what_does(store: Store) -> None:
    unsure = store.says("bma", Position.OPPOSE, date(2011, 3, 1), confidence=0.4)
    told = rendered(body_page(store, "bma")).get_element_by_id("words")
    assert "sure enough to count" in text(told)
    assert told.xpath("details/@open")
    sure = store.says("bma", Position.OPPOSE, date(2011, 2, 1))
    told = rendered(body_page(store, "bma")).get_element_by_id("words")
    assert [text(one) for one in told.xpath("ul//blockquote")] == [f"“{sure}”"]
    assert not told.xpath("details/@open")
    assert "1 unsure, not counted" in text(told)
    assert "unsure (0.40), not counted, test · Wrong?" in text(told)
    assert [text(one) for one in told.xpath("details//blockquote")] == [f"“{unsure}”"]


def test_the_table_has_its_coverage_beside_it(store: Store) -> None:
    for number in range(4):
        store.says("bma", Position.OPPOSE, date(2010 + number, 3, 16))
    page = body_page(store, "bma")
    assert page.said.coverage == "From 4\xa0articles of 3\xa0sources, 2010 to 2013."
    (table,) = rendered(page).xpath("//table[caption]")
    assert len(table.xpath("tbody/tr")) == 4
    assert "From 4 articles of 3 sources" in text(table.xpath("caption")[0])
    assert table.xpath("thead/tr/th/@scope") == ["col"] * 7


def test_a_move_stands_with_both_pieces_of_evidence(store: Store) -> None:
    for day in (date(2010, 7, 1), date(2010, 8, 1)):
        store.says("bma", Position.SUPPORT, day)
    for day in (date(2011, 3, 15), date(2011, 4, 15)):
        store.says("bma", Position.OPPOSE, day)
    page = body_page(store, "bma")
    (move,) = page.said.moves
    assert (move.was, move.now) == ("supported", "and now opposes")
    (change,) = rendered(page).xpath("//article[@class='change']")
    assert len(change.xpath(".//blockquote")) == 2


def test_milestones_are_marked_on_the_line_and_named_with_the_table(store: Store) -> None:
    store.says("bma", Position.SUPPORT, date(2010, 7, 20))
    store.says("bma", Position.SUPPORT, date(2012, 3, 28))
    page = body_page(store, "bma")
    assert page.said.axis is not None
    labels = [mile.label for mile in page.said.axis.miles]
    assert "White Paper" in labels
    tree = rendered(page)
    assert tree.xpath("//*[local-name()='line'][@class='mile']")
    assert "White Paper, 12 Jul 2010" in text(tree)


def test_a_board_shows_what_its_groups_and_trusts_said_apart_from_its_own(store: Store) -> None:
    store.says(ICB, Position.SUPPORT, date(2023, 3, 1))
    its = store.says(CCG, Position.OPPOSE, date(2021, 3, 1))
    theirs = store.says(PCT, Position.OPPOSE, date(2008, 3, 1), question="patient-involvement")
    page = body_page(store, ICB)
    assert [line.holder for line in page.said.lines] == ["NHS Kent and Medway ICB"]
    lines = [line for group in page.kin.inherited for line in group.lines]
    assert {(years, line.words) for years, line in lines} == {
        ("2020 to 2022", its),
        ("2002 to 2013", theirs),
    }
    assert all(line.verb == "opposed" for _, line in lines)
    (section,) = rendered(page).xpath("//section[@id='before']")
    assert "Not its own words" in text(section)
    assert its in text(section)


def test_a_group_shows_its_trusts_and_leads_to_its_board(store: Store) -> None:
    store.says(ICB, Position.SUPPORT, date(2023, 3, 1))
    store.says(CCG, Position.OPPOSE, date(2021, 3, 1))
    page = body_page(store, CCG)
    assert [(one.url, one.positions) for one in page.kin.after] == [(f"bodies/{ICB}.html", 1)]
    assert page.chart is not None
    names = [row.name for row in page.chart.rows]
    assert "Medway PCT" in names
    assert rendered(page).xpath(f"//section[@id='lives']//table//a[@href='../bodies/{PCT}.html']")


def test_a_chain_can_be_walked_through_bodies_that_nobody_names(store: Store) -> None:
    store.says(ICB, Position.SUPPORT, date(2023, 3, 1))
    page = body_page(store, PCT)
    assert page.articles == 0
    assert page.feed is None
    tree = rendered(page)
    assert "No article of the digest names it." in text(tree)
    assert tree.xpath("//section[@id='lives']//a[@href='../bodies/nhs-medway-ccg.html']")


def test_another_body_of_the_name_is_hatched_and_set_apart(store: Store) -> None:
    store.says("nhs-alliance", Position.SUPPORT, date(2010, 7, 20))
    store.says("bma", Position.SUPPORT, date(2026, 7, 20))
    tree = rendered(body_page(store, "nhs-alliance"))
    (row,) = tree.xpath("//li[.//*[contains(@class, 'alien')]]")
    assert "not this body" in text(row)
    assert "Another body of the same name" in text(tree)


def test_offices_stand_with_their_years_and_with_doubt_where_there_is_any(store: Store) -> None:
    store.says("napc", Position.SUPPORT, date(2010, 7, 20), by="Minesh Patel")
    store.says("bma", Position.SUPPORT, date(2026, 7, 20))
    page = body_page(store, "napc")
    held = {office.name: office for office in page.offices.all}
    assert held["Minesh Patel"].low
    assert held["Minesh Patel"].url == "people/minesh-patel.html"
    assert held["Minesh Patel"].years == "2018 to 2020"
    assert "the register is not sure of this" in text(rendered(page))


def test_who_spoke_for_it_is_counted(store: Store) -> None:
    for day in (1, 2, 3):
        store.says("bma", Position.OPPOSE, date(2011, 3, day), by="Dr Ann Sample")
    page = body_page(store, "bma")
    assert [(v.name, v.positions, v.url) for v in page.voices] == [
        ("Dr Ann Sample", 3, "people/ann-sample.html")
    ]


def test_parts_and_parents_are_linked(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 1))
    store.says("bma-council", Position.OPPOSE, date(2011, 3, 2))
    assert [part.url for part in body_page(store, "bma").parts] == ["bodies/bma-council.html"]
    parent = body_page(store, "bma-council").parent
    assert parent is not None
    assert parent.url == "bodies/bma.html"


def test_the_newest_words_are_on_the_page_and_all_of_them_on_those_of_the_years(
    store: Store,
) -> None:
    store.says_often("bma", 50, first=date(2008, 1, 1))
    with planned(store.database) as plans:
        page = plans["bodies/bma.html"].make()
        assert isinstance(page, BodyPage)
        assert (len(page.said.lines), page.said.older) == (40, 10)
        assert page.said.lines[0].date == "11\xa0September\xa02012"
        assert [label for label, _ in page.chapters] == ["2012", "2011", "2010", "2009", "2008"]
        told = 0
        for _, path in page.chapters:
            year = plans[path].make()
            assert isinstance(year, SaidPage)
            told += len(year.lines)
            assert rendered(year).xpath("//nav//a[@aria-current='page']")
        assert told == 50


def test_undated_words_come_last_and_have_a_page_of_their_own(store: Store) -> None:
    store.says_often("bma", 41, first=date(2008, 1, 1))
    words = store.says("bma", Position.OPPOSE, None)
    with planned(store.database) as plans:
        page = plans["bodies/bma.html"].make()
        assert isinstance(page, BodyPage)
        assert words not in [line.words for line in page.said.lines]
        undated = plans["bodies/bma/undated.html"].make()
        assert isinstance(undated, SaidPage)
        assert [line.words for line in undated.lines] == [words]


def test_a_body_with_a_few_words_has_no_pages_of_years(store: Store) -> None:
    store.says_often("bma", 3, first=date(2008, 1, 1))
    with planned(store.database) as plans:
        assert not [path for path in plans if path.startswith("bodies/bma/")]


def test_a_site_as_of_a_day_does_not_know_how_it_ended(store: Store) -> None:
    store.says("nhs-alliance", Position.SUPPORT, date(2010, 7, 20))
    page = body_page(store, "nhs-alliance", as_of=date(2011, 3, 16))
    assert page.years == "since 1998"
    assert not page.ended
    assert page.chart is not None
    assert [row.place for row in page.chart.rows] == ["before", "this body"]
    assert page.chart.apart == ()


def test_the_page_tells_machines_what_it_tells_people(store: Store) -> None:
    store.says("nhs-alliance", Position.SUPPORT, date(2010, 7, 20))
    page = body_page(store, "nhs-alliance")
    told = page.data()
    assert told["slug"] == "nhs-alliance"
    assert (told["began"], told["ended"]) == ("1998", "2015")
    assert told["predecessors"] == [
        {
            "slug": "national-association-of-commissioning-gps",
            "name": "National Association of Commissioning GPs",
            "page": "bodies/national-association-of-commissioning-gps.html",
        }
    ]
    assert len(page.said.data) == 1
    linked = page.linked_data()
    assert linked["@type"] == "Organization"
    assert linked["foundingDate"] == "1998"


def test_a_page_is_made_again_only_where_something_on_it_changed(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 1))
    store.says("rcn", Position.OPPOSE, date(2011, 3, 2))
    with planned(store.database) as plans:
        before = {path: plan.key for path, plan in plans.items()}
    store.says("rcn", Position.OPPOSE, date(2011, 3, 4))
    with planned(store.database) as plans:
        after = {path: plan.key for path, plan in plans.items()}
    changed = {path for path in after if after[path] != before.get(path)}
    assert "bodies/rcn.html" in changed
    assert "bodies/bma.html" not in changed


def test_a_lapse_makes_the_page_again(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 1))
    with planned(store.database) as plans:
        before = plans["bodies/bma.html"].key
    store.says("rcn", Position.OPPOSE, date(2013, 3, 2))
    with planned(store.database) as plans:
        assert plans["bodies/bma.html"].key != before


def test_the_index_has_every_named_body_by_type(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 1))
    store.says(ICB, Position.OPPOSE, date(2023, 3, 2))
    page = made(store.database, "bodies/index.html")
    assert isinstance(page, BodiesPage)
    assert [group.name for group in page.national] == ["Unions"]
    assert [group.name for group in page.local] == ["Integrated care boards"]
    assert page.total == 2  # kin that nobody names is left to the chain


def test_an_empty_store_has_its_indexes(store: Store) -> None:
    with planned(store.database) as plans:
        assert set(plans) == {"bodies/index.html", "people/index.html"}
        for plan in plans.values():
            assert rendered(plan.make()).xpath("//h1")


def test_a_long_type_has_a_page_of_its_own(store: Store, register: Register) -> None:
    slugs = [slug for slug in register.organisations if slug.endswith("-ccg")][:12]
    for at, slug in enumerate(slugs):
        store.says(slug, Position.OPPOSE, date(2014, 3, 1) + timedelta(days=at))
    with planned(store.database) as plans:
        index = plans["bodies/index.html"].make()
        assert isinstance(index, BodiesPage)
        (group,) = index.local
        assert (group.count, len(group.rows)) == (12, 8)
        assert group.url == "bodies/kinds/commissioner-ccg.html"
        kind = plans[group.url].make()
        assert isinstance(kind, KindPage)
        assert sorted(row.slug for _, rows in kind.letters for row in rows) == sorted(slugs)
        assert len(rendered(kind).xpath("//ul[@class='index']/li")) == 12


def test_a_position_of_a_year_claims_no_day_and_no_month(store: Store) -> None:
    store.says("bma", Position.SUPPORT, PartialDate(year=2009), by="Dr Ann Sample")
    store.says("bma", Position.OPPOSE, date(2010, 10, 5))
    page = made(store.database, "bodies/bma.html")
    assert isinstance(page, BodyPage)
    assert [voice.last for voice in page.voices] == ["2009"]
    (strip,) = page.said.strips
    assert strip.label.replace("\xa0", " ") == "supports, 2009; opposes, 5 Oct 2010"


def test_when_it_last_took_a_side_is_told_apart_from_when_it_was_last_quoted(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 16))
    store.says("bma", Position.OPPOSE, PartialDate(year=2015), confidence=0.4)
    store.says("rcn", Position.OPPOSE, date(2016, 3, 1))
    before = key(store, "bma")
    assert (
        body_page(store, "bma").said.stand.replace("\xa0", " ")
        == "Opposed GP-held budgets. Last took a side on 16 March 2011; last quoted in 2015."
    )
    store.says("bma", Position.OPPOSE, date(2016, 3, 1), confidence=0.4)
    assert key(store, "bma") != before
    assert body_page(store, "bma").said.stand.endswith("last quoted on 1\xa0March\xa02016.")


def test_how_it_is_written_wrongly_is_not_how_it_is_also_written(store: Store) -> None:
    store.says("bma", Position.OPPOSE, date(2011, 3, 16))
    page = body_page(store, "bma")
    assert "BMA" in page.surfaces
    wrong = {one.surface for one in load_register().aliases if one.kind is AliasKind.MISSPELLING}
    assert "British Medical Assocation" in wrong
    assert not wrong & {*page.surfaces}
    assert "British Medical Assocation" not in str(page.data()["also"])


def test_who_are_many_take_a_side_in_the_plural(store: Store) -> None:
    store.says("lmcs", Position.SUPPORT, date(2011, 3, 16), by="Dr Ann Sample")
    store.says("lmcs", Position.SUPPORT, date(2011, 3, 15), by="Dr Ann Sample")
    store.says("lmcs", Position.MIXED, date(2011, 3, 17), question="pace")
    page = body_page(store, "lmcs")
    assert {line.verb for line in page.said.lines} == {"support", "are divided on"}
    assert page.said.stand.startswith("Support GP-held budgets; are divided on ")
    person = made(store.database, "people/ann-sample.html")
    assert isinstance(person, PersonPage)
    assert {line.verb for line in person.said.lines} == {"supports"}
    store.says("the-government", Position.SUPPORT, date(2011, 3, 18))
    assert [line.verb for line in body_page(store, "the-government").said.lines] == ["supports"]


def test_one_group_is_counted_as_one() -> None:
    assert kinds.counted(["collective"]).replace("\xa0", " ") == "1 group of bodies or people"
    assert kinds.counted(["collective"] * 2).endswith("groups of bodies or people")


def test_the_search_knows_all_its_names(store: Store) -> None:
    store.says("bma", Position.SUPPORT, date(2011, 3, 16), by="Dr Ann Sample")
    facets = body_page(store, "bma").facets
    assert facets is not None
    assert {("called", "bma"), ("called", "british medical association")} <= set(facets.filters)
    assert ("called", "doctors' union") in facets.filters
