"""What can be told of a file before anybody has declared it."""

import csv
import io
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from rdflib import Literal
from rdflib.namespace import RDF, RDFS

from graph.embedded import EmbeddedStore
from ingest import mapping
from ingest.guess import MOST_ROWS, Drafted, NotGuessed, draft, endpoint, look
from ingest.guessing import words, written
from ingest.known import Known
from ingest.readers.table import UnreadableFile
from ingest.source import FOLDER, read
from ingest.spool import Spool
from ingest.statements import map_source
from ontology.model import model
from ontology.namespaces import CSC, ID

SHIPPED = sorted([*(FOLDER / "data" / "portugal").glob("*.csv"), *(FOLDER / "data" / "clusterpolisee").glob("*.csv")])

HEADERS = {
    "en": "Code,Name,City,Country,Founded,Website,Sector,E-mail,Contact person",
    "pt": "Código,Nome,Cidade,País,Ano de fundação,Sítio web,Setor,Correio eletrónico,Pessoa de contacto",
    "it": "Codice,Denominazione,Città,Paese,Anno di fondazione,Sito web,Settore,Posta elettronica,Persona di contatto",
    "ro": "Cod,Denumire,Oraș,Țara,Anul înființării,Pagina web,Domeniu,E-mail,Persoană de contact",
}
COUNTRY = {"en": "Portugal", "pt": "Alemanha", "it": "Germania", "ro": "Germania"}


def written_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def drafted(file: Path, answers: Mapping[str, str] | None = None) -> tuple[Drafted, dict[str, Any]]:
    """The draft, and what it says once read as TOML."""
    found = draft(look(file), file.name, answers or {}, Known.empty())
    return found, tomllib.loads(found.text)


@pytest.mark.parametrize("header", ["Since", "Desde", "Dal", "Din", "Joined"])
def test_since_is_of_the_membership_and_never_the_founding(tmp_path: Path, header: str) -> None:
    """A list of members tells since when one is a member; taken for the founding, it would be a false statement."""
    file = written_file(
        tmp_path, "members.csv", f"Name,Cluster,{header}\nAlpha Lda,alpha,2017\nBeta Lda,beta,03/2019\n"
    )
    thing = drafted(file)[1]["mapping"]["thing"]
    assert thing["membership"]["say"]["csc:start"] == {"column": header, "as": "date"}
    assert "csc:founded" not in str(thing)
    file = written_file(tmp_path, "list.csv", f"Name,{header}\nAlpha Lda,2017\nBeta Lda,03/2019\n")
    found, said = drafted(file)
    assert header in said["mapping"]["ignore"]
    assert any(doubt.startswith(f"column {header}: ") for doubt in found.doubts)


def test_sectors_that_are_codes_are_activities(tmp_path: Path) -> None:
    file = written_file(tmp_path, "members.csv", "Name,Setor\nAlpha Lda,C25;62.01\nBeta Lda,13\n")
    say = drafted(file)[1]["mapping"]["thing"]["organisation"]["say"]
    assert say["csc:economicActivity"] == {"column": "Setor", "as": "nace", "split": ";"}
    file = written_file(tmp_path, "list.csv", "Name,Setor\nAlpha Lda,C25\nBeta Lda,Moldes\n")
    assert drafted(file)[1]["mapping"]["thing"]["organisation"]["say"]["csc:sector"]["column"] == "Setor"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_what_a_mark_tells_is_no_doubt(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "members.csv"
    file.write_text("Name,Cidade\nMação Lda,Mação\n", encoding=encoding)
    found, said = drafted(file)
    assert said["source"]["encoding"] == encoding
    assert not any("letters" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        ("A,Alpha\nB,Beta\nC,Gama\n", "csc:inCluster: no cluster is known as “Gama”"),
        ("A,Alpha\nB,Delta\nC,Gama\n", "column Cluster: seems to be the cluster of each row, by its name, but cannot"),
    ],
    ids=["most are known", "most are not"],
)
def test_clusters_that_are_not_known_are_a_doubt(tmp_path: Path, rows: str, doubt: str) -> None:
    store = EmbeddedStore.memory()
    said = [(ID[f"cluster/{name.lower()}"], name) for name in ("Alpha", "Beta")]
    named = [(about, RDFS.label, Literal(name, lang="en")) for about, name in said]
    store.replace(ID["source/test"], [*named, *((about, RDF.type, CSC.Cluster) for about, _ in said)])
    file = written_file(tmp_path, "members.csv", f"Name,Cluster\n{rows}")
    found = draft(look(file), file.name, {}, Known.of(store))
    assert any(each.startswith(doubt) for each in found.doubts)
    assert ("membership" in tomllib.loads(found.text)["mapping"]["thing"]) == doubt.startswith("csc:")


@pytest.mark.parametrize("lang", HEADERS)
def test_columns_are_known_by_their_headers_in_four_languages(tmp_path: Path, lang: str) -> None:
    rows = [
        f"A1,Primeira,Porto,{COUNTRY[lang]},2019,https://www.a.pt,Cork,a@b.pt,Ana",
        f"A2,Segunda,Leiria,{COUNTRY[lang]},2020,https://www.b.pt,Moulds,c@d.pt,Rui",
    ]
    file = written_file(tmp_path, "members.csv", "\n".join([HEADERS[lang], *rows]))
    found, said = drafted(file)
    code, name, city, country, founded, website, sector, mail, person = HEADERS[lang].split(",")
    assert said["source"]["language"] == [lang]
    assert said["mapping"]["key"] == [code]
    thing = said["mapping"]["thing"]["organisation"]
    assert thing["iri"] == {"column": name, "as": "organisation", "country_column": country}
    assert thing["say"] == {
        "csc:city": {"column": city},
        "csc:country": {"column": country, "as": "country"},
        "csc:founded": {"column": founded, "as": "date"},
        "foaf:homepage": {"column": website, "as": "link"},
        "csc:sector": {"column": sector, "lang": lang},
    }
    assert set(said["mapping"]["ignore"]) == {mail, person}
    assert "private persons" in said["mapping"]["ignore"][mail]
    assert not any(mail in each or person in each for each in found.doubts)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_guessed_of_a_shipped_table_maps_without_a_fault(tmp_path: Path, file: Path) -> None:
    copy = tmp_path / f"own-{file.name}"
    copy.write_bytes(file.read_bytes())
    found, _ = drafted(copy)
    declared = written_file(tmp_path, "own.toml", found.text)
    (source,) = read(declared)
    spec = mapping.parsed(source.inline or {}, declared.name)
    with Spool(tmp_path / "said") as spool:
        mapped = map_source(source, spec, spool, Known.empty())
    assert mapped.faults == []
    assert spool.count
    used = {say.property for thing in spec.things for say in thing.say}
    ours = {each for each in used if str(each).startswith(str(CSC))}
    assert [each for each in ours if not model().declares(each)] == []


def test_the_shipped_tables_were_found() -> None:
    assert len(SHIPPED) > 40


def test_a_column_of_persons_is_left_out_whatever_it_is_called(tmp_path: Path) -> None:
    text = "id,name,info,line\n1,Alpha,ana@x.pt,+351 912 345 678\n2,Beta,see rui@y.pt,+351 913 345 678\n"
    found, said = drafted(written_file(tmp_path, "members.csv", text))
    assert set(said["mapping"]["ignore"]) == {"info", "line"}
    assert all("private persons" in reason for reason in said["mapping"]["ignore"].values())
    assert "ana@x.pt" not in found.text


@pytest.mark.parametrize(
    "text",
    [
        "ask for Ana, +351 912 345 678",
        "0040 721 234 567 (office)",
        "Tel.: 21 345 67 89",
        "tel 213456789; fax 213456780",
        "telemóvel 912 345 678",
    ],
)
def test_one_telephone_number_within_a_text_is_enough(tmp_path: Path, text: str) -> None:
    rows = "".join(f"{number},Firm {number},open on weekdays\n" for number in range(20))
    found, said = drafted(written_file(tmp_path, "members.csv", f'id,name,info\n{rows}99,Beta,"{text}"\n'))
    assert said["mapping"]["ignore"] == {"info": "holds telephone numbers: private persons do not belong in the graph"}
    assert text not in found.text


@pytest.mark.parametrize(
    "text",
    ["2019-03-26", "founded 1998/1999", "Rua 5 de Outubro 12", "https://a.example/00351912345678", "C25.11; C26.20"],
)
def test_other_numbers_are_not_taken_for_telephones(tmp_path: Path, text: str) -> None:
    _, said = drafted(written_file(tmp_path, "members.csv", f"id,name,info\n1,Alpha,{text}\n2,Beta,{text}\n"))
    assert "private persons" not in said["mapping"].get("ignore", {}).get("info", "")


@pytest.mark.parametrize(
    ("lang", "values"),
    [
        ("pt", "Indústria de Moldes,Lisboa|Saúde Portugal,Évora|Cortiça,Setúbal"),
        ("pt", "Produção de vinho,Porto|Comércio,Braga"),
        ("it", "Distretto della Moda,abbigliamento|Rete Impresa,meccanica"),
        ("it", "Produzione di vino,Asti|Macchine utensili,Bari"),
        ("ro", "Asociația Clusterul Mobilei,lemn|Universitatea Tehnică,cercetare"),
        ("ro", "Fabricarea mașinilor,Cluj|Comerț,Arad"),
        ("en", "Wine production,Porto|Trade and services,Bari"),
    ],
)
def test_the_language_is_told_by_the_values_where_no_header_tells_it(tmp_path: Path, lang: str, values: str) -> None:
    rows = "".join(f"{number},{row}\n" for number, row in enumerate(values.split("|")))
    found, said = drafted(written_file(tmp_path, "list.csv", f"ref,x,y\n{rows}"))
    assert said["source"]["language"] == [lang]
    (asked,) = [each for each in found.questions if each.key == "language"]
    assert asked.usual == lang
    assert "only single words tell the language" in found.doubts


def test_names_alone_tell_no_language(tmp_path: Path) -> None:
    found, said = drafted(written_file(tmp_path, "list.csv", "ref,x\n1,Alpha\n2,Beta SA\n"))
    assert said["source"]["language"] == ["en"]
    assert "the language could not be told" in found.doubts


def test_what_cannot_be_read_as_it_seems_is_left_out_with_the_values(tmp_path: Path) -> None:
    text = "id,name,country\n1,Alpha,Portugal\n2,Beta,Atlantis\n"
    found, said = drafted(written_file(tmp_path, "members.csv", text))
    assert "country" in said["mapping"]["ignore"]
    assert any("country" in each and "Atlantis" in each for each in found.doubts)


def test_a_day_that_can_be_a_month_is_asked_for(tmp_path: Path) -> None:
    file = written_file(tmp_path, "members.csv", "id,name,founded\n1,Alpha,03/04/2019\n2,Beta,05/06/2020\n")
    found, said = drafted(file)
    assert said["mapping"]["thing"]["organisation"]["say"]["csc:founded"]["order"] == "dmy"
    assert "order" in {each.key for each in found.questions}
    assert any("day is taken to come first" in each for each in found.doubts)
    answered = drafted(file, {"order": "mdy"})[1]
    assert answered["mapping"]["thing"]["organisation"]["say"]["csc:founded"]["order"] == "mdy"


def test_a_day_that_cannot_be_a_month_is_not_asked_for(tmp_path: Path) -> None:
    file = written_file(tmp_path, "members.csv", "id,name,founded\n1,Alpha,26/04/2019\n")
    assert "order" not in {each.key for each in drafted(file)[0].questions}


def test_lists_codes_and_addresses_without_a_scheme_are_told_by_the_values(tmp_path: Path) -> None:
    text = "id,name,nace,www,where\n1,Alpha,C25.11;C26,www.a.pt,PT\n2,Beta,J62,b.org/en,RO\n"
    _, said = drafted(written_file(tmp_path, "members.csv", text))
    says = said["mapping"]["thing"]["organisation"]["say"]
    assert says["csc:economicActivity"] == {"column": "nace", "as": "nace", "split": ";"}
    assert says["foaf:homepage"] == {"as": "link", "template": "https://{www}"}
    assert says["csc:country"] == {"column": "where", "as": "country"}


def test_numbers_are_left_to_a_person(tmp_path: Path) -> None:
    text = 'id;name;trabalhadores\n1;Alpha;1.200\n2;Beta;"12,5"\n'
    found, said = drafted(written_file(tmp_path, "membros.csv", text))
    assert said["source"]["delimiter"] == ";"
    assert "trabalhadores" in said["mapping"]["ignore"]
    assert any('locale = "pt"' in each for each in found.doubts)


def test_a_title_above_the_header_is_stepped_over(tmp_path: Path) -> None:
    found, said = drafted(written_file(tmp_path, "members.csv", "Members of 2026,,\n,,\nid,name,city\n1,A,Porto\n"))
    assert said["source"]["header"] == 3
    assert any("row 3" in each for each in found.doubts)


def test_groups_of_columns_in_a_sheet_are_seen(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "list.xlsx"))
    sheet = book.add_worksheet("Associados")
    sheet.merge_range(0, 0, 0, 3, "Lista")
    sheet.merge_range(2, 2, 2, 3, "Sede")
    sheet.write_row(3, 0, ["Código", "Nome", "Cidade", "País"])
    sheet.write_row(4, 0, ["1", "Alpha", "Porto", "Portugal"])
    book.close()
    _, said = drafted(tmp_path / "list.xlsx")
    assert {key: said["source"][key] for key in ("sheet", "header", "header_rows")} == {
        "sheet": "Associados",
        "header": 3,
        "header_rows": 2,
    }
    assert said["mapping"]["thing"]["organisation"]["say"]["csc:city"] == {"column": "Sede / Cidade"}


def test_where_the_records_of_a_json_file_are_is_written_down(tmp_path: Path) -> None:
    text = '{"total": 1, "data": {"members": [{"id": 1, "name": "Alpha", "address": {"city": "Porto"}}]}}'
    _, said = drafted(written_file(tmp_path, "members.json", text))
    assert said["source"]["records"] == "$.data.members"
    assert said["mapping"]["thing"]["organisation"]["say"]["csc:city"] == {"column": "address.city"}


def test_an_encoding_that_is_only_likely_is_a_doubt(tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_bytes("id;nome\n1;Associação de São João\n".encode("cp1252"))
    found, said = drafted(file)
    assert said["source"]["encoding"] == "cp1252"
    assert any("cp1252" in each for each in found.doubts)


def test_an_id_that_is_taken_is_not_guessed(tmp_path: Path) -> None:
    file = written_file(tmp_path, "portugal-clusters.csv", "id,name\n1,A\n")
    assert drafted(file)[0].id == "own-portugal-clusters"


@pytest.mark.parametrize("header", ['a"b', "a\\b", "a.b", "{a}", "[x]", "a=b", "#", "é ", "line\nbreak", "'=1+1"])
def test_any_header_makes_a_declaration_that_loads(tmp_path: Path, header: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["id", "name", header], ["1", "Alpha beta", "x\ty\x85z\\\"'"]])
    found, _ = drafted(written_file(tmp_path, "members.csv", text.getvalue()))
    (source,) = read(written_file(tmp_path, "members.toml", found.text))
    mapping.parsed(source.inline or {}, "members.toml")


def test_rdf_needs_no_mapping_and_tells_its_language(tmp_path: Path) -> None:
    text = '<http://a.example/x> <http://www.w3.org/2000/01/rdf-schema#label> "A"@ro, "B"@ro, "C"@en .\n'
    found, said = drafted(written_file(tmp_path, "dump.ttl", text))
    assert (said["source"]["format"], said["source"]["language"]) == ("turtle", ["ro"])
    assert "mapping" not in said
    assert {each.key for each in found.questions} == {"publisher", "license"}


def test_an_endpoint_is_not_asked_anything() -> None:
    found = draft(endpoint("https://data.example.org/sparql"), "", {"publisher": "Agency"}, Known.empty())
    said = tomllib.loads(found.text)["source"]
    assert (said["id"], said["format"], said["publisher"]) == ("data-example-org", "sparql", "Agency")
    assert "ORDER BY" in said["query"]


def test_a_file_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotGuessed, match=r"is not known by its name; known are: .*\.xlsx"):
        look(written_file(tmp_path, "members.doc", "x"))


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="rows below its header"):
        look(written_file(tmp_path, "members.csv", "id,name\n"))


def test_only_the_first_rows_of_a_long_file_are_looked_at(tmp_path: Path) -> None:
    lines = "".join(f"{number},Name {number}\n" for number in range(MOST_ROWS + 10))
    seen = look(written_file(tmp_path, "members.csv", "id,name\n" + lines))
    assert [each.rows for each in seen.columns] == [MOST_ROWS, MOST_ROWS]


def test_words_of_headers_are_unambiguous() -> None:
    assert words.role("Nome (EN)") == ("name", "en")
    assert words.role("name_pt") == ("name", "pt")
    assert words.role("Sede / Cidade") == ("city", "")
    assert words.role("shoe size") == ("", "")


@pytest.mark.parametrize("text", ['a"b', "a\\b", "tab\t", "\x7f", "é😀", "\u2028", ""])
def test_texts_are_written_as_toml_reads_them(text: str) -> None:
    line = f"{written.key(text or 'k')} = {written.value({'a': text, 'b': [text, True, 2]})}"
    assert list(tomllib.loads(line).values()) == [{"a": text, "b": [text, True, 2]}]
