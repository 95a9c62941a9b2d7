"""Words of headers and file names in four languages, and what they are usually written over."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from ontology.iri import fold

LANGUAGES = ("en", "pt", "it", "ro")

# What a column is for, by its header: English, Portuguese, Italian, Romanian, without accents.
_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "name": "name,nome,nume,denumire,designacao,denominazione,title,titulo,titolo,titlu,organisation,organization,"
        "organizacao,organizzazione,organizatie,organizatia,entidade,ente,entitate,empresa,company,azienda,impresa,"
        "companie,firma,member,membro,socio,membru,associado,associato,asociat,member name,nome do membro,"
        "nome do associado,numele membrului,partner,parceiro,partenaire,partener,institution,instituicao,istituzione,"
        "institutie,cluster name,nome do cluster,nome del cluster,numele clusterului,ragione sociale,event,evento,"
        "eveniment,project,projeto,progetto,proiect,policy,politica",
        "acronym": "acronym,sigla,acronimo,acronim,abbreviation,abreviatura,abbreviazione,abreviere",
        "description": "description,descricao,descrizione,descriere,summary,resumo,sintesi,rezumat,abstract,about",
        "website": "website,web site,web,homepage,home page,url,www,sitio,sitio web,site,sito,sito web,pagina web,"
        "pagina,link,address web,endereco web,site web,adresa web",
        "city": "city,town,cidade,localidade,concelho,municipio,municipality,citta,comune,localita,oras,orasul,"
        "localitate,municipiu",
        "country": "country,country code,pais,codigo do pais,paese,stato,nazione,tara,tara de origine,iso2,"
        "country iso2",
        "region": "region,regiao,regione,regiune,regiunea,nuts,nuts code,codigo nuts,codice nuts,cod nuts,nuts1,nuts2,"
        "nuts3,nuts 2,nuts 3,nuts2 2021,nuts3 2021,nuts2 2024,nuts3 2024",
        "nace": "nace,nace code,nace codes,cae,codigo cae,ateco,codice ateco,caen,cod caen,activity code",
        "sector": "sector,setor,settore,setor de atividade,sector of activity,settore di attivita,domeniu,"
        "domeniu de activitate,industry,industria,ramo,atividade",
        "founded": "founded,founded in,year founded,established,ano de fundacao,fundacao,"
        "fundado em,anno di fondazione,fondazione,fondato nel,anul infiintarii,an infiintare,infiintat in,infiintare",
        "start": "start,start date,date start,starts,begin,from,inicio,data de inicio,data inicio,inizio,"
        "data di inizio,data inizio,inceput,data inceperii,de la,valid from",
        "end": "end,end date,date end,ends,until,to,fim,data de fim,data fim,fine,data di fine,data fine,sfarsit,"
        "data de sfarsit,data sfarsit,pana la,ate,valid until",
        "date": "date,data,day,dia,giorno,zi",
        "venue": "venue,place,location,local,luogo,sede,loc,locatie",
        "organiser": "organiser,organizer,organizador,organizzatore,organizator",
        "owner": "owner,responsible body,entidade responsavel,ente responsabile,autoritate responsabila",
        "id": "id,code,codigo,codice,cod,identifier,identificador,identificatore,identificator,key,chave,chiave,ref,"
        "reference,referencia,no,nr",
        "note": "note,notes,nota,notas,nota bene,observacoes,osservazioni,observatii,comment,comments,comentarios,"
        "commenti,comentarii,remarks",
        "documents": "source url,source urls,sources,source,fonte,fontes,fonti,sursa,surse",
        "kind": "kind,type,tipo,tip,tipologia,category,categoria,categorie,member kind,body kind",
        "cluster": "cluster,cluster id,clusters,cluster code,codigo do cluster,codice cluster,cod cluster",
        "role": "role,relation,relacao,funcao,papel,ruolo,relazione,rol,relatie,functie",
        "since": "since,desde,dal,din,joined,joined on,member since,membro desde,data de adesao,adesao,membro dal,"
        "data di adesione,adesione,membru din,data aderarii,aderare",
        "asof": "as of,data de referencia,data di riferimento,data de referinta,reference date,date of record",
        "level": "level,nivel,livello",
        "budget": "budget,orcamento,bilancio,buget",
    }
)
# Private persons have no place in the graph, whatever stands in such a column.
_PERSONAL = (
    "email,e mail,mail,correio eletronico,correio,posta elettronica,posta electronica,phone,phone number,telephone,tel,"
    "telefone,telefono,telefon,fax,mobile,telemovel,cellulare,mobil,contact,contact person,contacts,contacto,contactos,"
    "contato,contatto,contatti,persoana de contact,pessoa de contacto,persona di contatto,first name,last name,surname,"
    "family name,apelido,cognome,prenume,nome proprio,president,presidente,presedinte,director,diretor,direttore,"
    "manager,ceo,chair,responsible person,responsavel,responsabile,responsabil,legal representative,"
    "representante legal,rappresentante legale,reprezentant legal,birth date,date of birth,data de nascimento,"
    "data di nascita,data nasterii,gender,sexo,sesso,gen,cpf,cnp,codice fiscale,author,autor,autore"
)
# What the rows are, by the words of the file's name, its sheet and its headers.
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "organisation": "member,members,membro,membros,associados,soci,socio,membri,membru,organisation,organisations,"
        "organizations,organizacoes,entidades,organizzazioni,enti,organizatii,companies,company,empresas,empresa,"
        "aziende,imprese,companii,firme,partners,parceiros,partner,parteneri,institutions",
        "event": "event,events,evento,eventos,eventi,eveniment,evenimente,agenda,calendar,conference,conferences",
        "project": "project,projects,projeto,projetos,progetto,progetti,proiect,proiecte",
        "policy": "policy,policies,politica,politicas,politiche,politici,measures,programmes,programas,programmi,"
        "programe,strategies,estrategias,strategie,strategii",
        "document": "document,documents,documento,documentos,documenti,documente,publications,publicacoes,reports,"
        "relatorios,rapporti,rapoarte",
        "cluster": "cluster,clusters,clustere,clusteri,aglomerados,poli",
    }
)
# Words of headers that only one of the languages has.
_MARKS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(
            [
                "name",
                "city",
                "country",
                "since",
                "website",
                "founded",
                "sector",
                "address",
                "member",
                "organisation",
                "date",
            ]
        ),
        "pt": frozenset(
            ["cidade", "pais", "morada", "setor", "associado", "codigo", "designacao", "concelho", "entidade", "desde"]
        ),
        "it": frozenset(
            [
                "citta",
                "paese",
                "settore",
                "denominazione",
                "azienda",
                "indirizzo",
                "comune",
                "ente",
                "dal",
                "codice",
                "sito",
            ]
        ),
        "ro": frozenset(
            ["oras", "orasul", "tara", "denumire", "localitate", "domeniu", "judet", "cod", "adresa", "membru", "firma"]
        ),
    }
)
_LANGUAGE = re.compile(r"^(.*?)[ (\[]*\b(en|pt|it|ro)\b[)\]]?$")


def plain(text: str) -> str:
    """A header as it is compared: `Nome_do Associado (PT)` is `nome do associado pt`."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def role(header: str) -> tuple[str, str]:
    """What a header says its column is for, and in which language: `("name", "pt")`; empty where it does not."""
    words = plain(header.rpartition(" / ")[2].rpartition(".")[2] or header)
    if words in _BY_WORD:
        return _BY_WORD[words], ""
    found = _LANGUAGE.match(words)
    return (_BY_WORD.get(found[1].strip(), ""), found[2]) if found else ("", "")


def language(headers: tuple[str, ...]) -> str:
    """The language that the words of headers are in; empty where they are in none, or in two."""
    found = {word for each in headers for word in plain(each).split()}
    counts = sorted(((len(found & marks), tag) for tag, marks in _MARKS.items()), reverse=True)
    return counts[0][1] if counts[0][0] > counts[1][0] else ""


def is_personal(header: str) -> bool:
    """Whether a header stands over what belongs to a private person."""
    return plain(header.rpartition(" / ")[2].rpartition(".")[2] or header) in _PERSONS


def kind(texts: tuple[str, ...]) -> str:
    """The kind of thing that names of files and sheets tell; empty where they do not."""
    words = {word for text in texts for word in plain(text).split()}
    # `members of the cluster` are members: clusters come last.
    return next((each for each, known in _KINDS.items() if words & set(known.split(","))), "")


_BY_WORD: Mapping[str, str] = MappingProxyType(
    {word: each for each, words in reversed(tuple(_HEADERS.items())) for word in words.split(",")}
)
_PERSONS = frozenset(_PERSONAL.split(","))
