import pytest

from ingest.inflection import stem
from ingest.language import language
from ingest.rejoin import rejoined
from tests.ingest.documents.making import MARKED, plain

PAGES = sorted(path.relative_to(MARKED).with_suffix("").as_posix() for path in MARKED.rglob("*.txt"))


@pytest.mark.parametrize("page", PAGES)
def test_the_language_of_a_page_is_told_by_its_small_words(page: str) -> None:
    assert language(plain(page)) == page.split("/")[1][:2]


@pytest.mark.parametrize(
    "text", ["", "IAPMEI 2019", "Table 3", "Das ist ein Satz über Cluster, und er ist lang genug."]
)
def test_a_page_that_is_too_short_or_in_another_language_is_undetermined(text: str) -> None:
    assert language(text) == "und"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ro", "Agenția agentia Agenției Agenții agenție"),
        ("ro", "cluster clusterul clusterului clustere clusterele clusterelor"),
        ("ro", "dezvoltare dezvoltării dezvoltarea"),
        ("ro", "Comisia Comisiei"),
        ("ro", "europeană europene"),
        ("ro", "România României Romaniei"),
        ("pt", "inovação inovações inovacao"),
        ("pt", "acção ação ações"),
        ("pt", "nacional nacionais"),
        ("it", "distretto distretti"),
        ("it", "politica politiche"),
        ("it", "Regione regioni"),
        ("en", "cluster clusters Clusters"),
        ("en", "policy policies"),
        ("en", "internationalisation internationalization"),
    ],
)
def test_forms_of_one_word_have_one_stem(lang: str, words: str) -> None:
    assert len({stem(word, lang) for word in words.split()}) == 1


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [("ro", "România", "română"), ("ro", "Italia", "italian"), ("pt", "inovação", "inovador")],
)
def test_a_name_is_not_its_adjective(lang: str, one: str, other: str) -> None:
    assert stem(one, lang) != stem(other, lang)


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("Competitivi-\ndade", "Competitividade"),
        ("Emilia-\nRomagna", "Emilia-Romagna"),
        ("e\ufb03cient \ufb01rms", "efficient firms"),
        ("co\u00adope\u00adra\u00adtion", "cooperation"),
        ("1990-\n2000", "1990-2000"),
    ],
)
def test_a_line_break_in_a_word_is_undone(cut: str, whole: str) -> None:
    assert rejoined(cut) == whole
