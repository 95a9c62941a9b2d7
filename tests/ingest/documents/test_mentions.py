"""Names in text: what is a mention, what is not, and of what."""

from pathlib import Path

import pytest

from bench.mentions import marked, measure
from graph.release import Releases
from ingest.lexicon import Form, Lexicon
from ingest.mentions import SURE, Finder, Mention, Page
from ontology.namespaces import COUNTRY, ID, NUTS

PRT, ITA, BGR = (str(COUNTRY[code]) for code in ("PRT", "ITA", "BGR"))


def form(thing: str, kind: str, text: str, lang: str = "en", how: str = "label") -> Form:
    return Form(thing if thing.startswith("http") else str(ID[thing]), kind, text, lang, how)


FORMS = [
    form("organisation/adr", "organisation", "Agenția pentru Dezvoltare Regională Nord-Est", "ro"),
    form("organisation/iapmei", "organisation", "IAPMEI", "", "acronym"),
    form("organisation/ani", "organisation", "ANI", "", "acronym"),
    form("organisation/ani", "organisation", "Agência Nacional de Inovação", "pt"),
    form("organisation/altri", "organisation", "Altri", ""),
    form("organisation/bosch", "organisation", "Bosch", ""),
    form("organisation/critical", "organisation", "Critical Software", ""),
    form("organisation/ministry-pt", "organisation", "Ministry of Economy", "en", "part"),
    form("organisation/ministry-bg", "organisation", "Ministry of Economy", "en", "part"),
    form("cluster/auto", "cluster", "Automotive Cluster"),
    form("cluster/mar", "cluster", "Cluster do Mar Português", "pt"),
    form("cluster/orafo", "cluster", "Orafo Vicentino", "it"),
    form("cluster/green", "cluster", "Cluster Green Energy", "en", "turned"),
    form("policy/compete", "policy", "COMPETE", "", "acronym"),
    form(PRT, "country", "Portugal", "en"),
    form(ITA, "country", "Italia", "ro"),
    form(ITA, "country", "Italia", "it"),
    form(BGR, "country", "Bulgaria", "en"),
    form(str(NUTS.ITI3), "region", "Marche", "it"),
    form(str(NUTS.PT11), "region", "Norte", "pt"),
    form(str(NUTS.RO113), "region", "Cluj", "ro"),
    form("industrial-ecosystem/health", "industrial-ecosystem", "Health", "en"),
    form("thematic-area/ta6", "thematic-area", "New skills and jobs creation", "en"),
]
COUNTRIES = {
    str(NUTS.PT): PRT,
    str(NUTS.IT): ITA,
    str(ID["organisation/ministry-pt"]): PRT,
    str(ID["organisation/ministry-bg"]): BGR,
}
FINDER = Finder(Lexicon(FORMS, COUNTRIES, {}))


def find(text: str, lang: str) -> list[Mention]:
    return FINDER.find([Page(1, text, lang)])


def short(thing: str) -> str:
    return thing.rsplit("/", 1)[-1]


@pytest.mark.parametrize(
    ("lang", "text", "thing", "words"),
    [
        ("ro", "Rolul Agenției pentru Dezvoltare Regională Nord-Est este mare.", "adr", None),
        ("ro", "Agentia pentru Dezvoltare Regionala Nord-Est", "adr", None),
        ("ro", "Agenția pentru Dezvoltare\nRegională Nord-Est", "adr", None),
        ("ro", "deciziile IAPMEI-ului", "iapmei", "IAPMEI"),
        ("ro", "politica Italiei este alta", "ITA", "Italiei"),
        ("pt", "o cluster do mar portugues cresce", "mar", "cluster do mar portugues"),
        ("pt", "o Cluster de Mar Português cresce", "mar", None),
        ("en", "the Automotive Clusters grow", "auto", "Automotive Clusters"),
        ("en", "IAPMEI's office", "iapmei", "IAPMEI"),
        ("en", "the firms of the cluster Green Energy", "green", "cluster Green Energy"),
        ("it", "Nelle Marche si produce", "ITI3", "Marche"),
        ("pt", "as empresas da Região do Norte", "PT11", "Norte"),
        ("en", "the Health ecosystem is strong", "health", "Health"),
        ("en", "in the area New skills and jobs creation", "ta6", None),
        ("it", "Altri gruppi e, in Portogallo, Altri è una cartiera", "altri", "Altri"),
    ],
)
def test_a_name_is_found_in_the_forms_of_the_language(lang: str, text: str, thing: str, words: str | None) -> None:
    (found,) = find(text, lang)
    assert short(found.thing) == thing
    assert words in {None, found.words}
    assert SURE <= found.confidence < 1


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "firms compete abroad, and good health matters"),
        ("en", "Health is a priority"),
        ("en", "the first automotive cluster of the country"),
        ("en", "the Northern Automotive Cluster joined"),
        ("en", "critical software for aircraft"),
        ("ro", "membri din Cluj-Napoca"),
        ("ro", "ani de zile"),
        ("it", "vendono con marche proprie"),
        ("it", "Marche proprie e altri marchi"),
        ("it", "gli Orafi Vicentini chiedono un marchio"),
        ("it", "Altri distretti seguono altri esempi"),
        ("pt", "a norte do rio, o Banco Norte Novo"),
        ("pt", "anos de inovação nacional da agência"),
        ("en", "the Ministry of Economy said so"),
    ],
)
def test_common_words_and_parts_of_unknown_names_are_no_mentions(lang: str, text: str) -> None:
    assert [(each.words, each.thing) for each in find(text, lang)] == []


def test_of_two_things_with_one_name_the_neighbours_tell_which_is_meant() -> None:
    near = find("In Portugal much is said. The firms of Bulgaria asked, and the Ministry of Economy answered.", "en")
    ministry = near[-1]
    assert short(ministry.thing) == "ministry-bg"
    assert [short(each) for each in ministry.others] == ["ministry-pt"]
    assert ministry.confidence < min(each.confidence for each in near[:-1])


def test_an_acronym_is_surer_where_its_long_form_stands_in_the_text() -> None:
    (alone,) = find("A ANI apoia os clusters", "pt")
    long, explained = find("A Agência Nacional de Inovação (ANI) apoia", "pt")
    assert short(long.thing) == short(explained.thing) == "ani"
    assert alone.confidence < explained.confidence


def test_the_longest_name_wins() -> None:
    (found,) = find("Agência Nacional de Inovação", "pt")
    assert found.words == "Agência Nacional de Inovação"


def test_a_name_does_not_go_over_a_sentence_or_a_column() -> None:
    assert find("the Automotive. Cluster", "en") == []
    assert find("Automotive     Cluster", "en") == []


def test_the_marked_set_is_found_with_the_precision_and_recall_that_are_asked_for(demo: Path) -> None:
    release = Releases(demo).current()
    assert release
    lexicon = Lexicon.of(release.open())
    assert (len(marked("dev")), len(marked("test"))) == (12, 12)
    ours, plain, _ = measure(Finder(lexicon), lexicon, "test")
    for key, each in ours.items():
        assert each.precision >= 0.95, key
        assert each.recall >= 0.85, key
    assert ours["all"].marked > 200
    assert ours["all"].recall > plain["all"].recall
    assert ours["all"].precision > plain["all"].precision
