"""By what each list can be narrowed, and what its entries tell."""

from collections.abc import Mapping
from types import MappingProxyType

from rdflib import URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from ontology.namespaces import CSC

# The name of a filter, as it stands in addresses, and the property whose values it takes.
FILTERS: Mapping[str, URIRef] = MappingProxyType(
    {
        "type": RDF.type,
        "country": CSC.country,
        "region": CSC.within,  # a region also finds what is in the regions it is made of
        "place": CSC.place,
        "within": CSC.within,
        "value-chain": CSC.inValueChain,
        "ecosystem": CSC.inEcosystem,
        "economic-activity": CSC.economicActivity,
        "priority": CSC.matchesPriority,
        "recognised-under": CSC.recognisedUnder,
        "generation": CSC.generation,
        "excellence": CSC.excellenceLabel,
        "member-of": CSC.memberOf,
        "partner-in": CSC.partnerIn,
        "body-kind": CSC.bodyKind,
        "intervention-area": CSC.interventionArea,
        "supports-area": CSC.supportsArea,
        "goal": CSC.hasGoal,
        "signed-by": CSC.signedBy,
        "pact-of": CSC.pactOf,
        "pact": CSC.measureOf,
        "cluster": CSC.concernsCluster,
        "measure-kind": CSC.measureKind,
        "theme": CSC.theme,
        "output-of": CSC.outputOf,
        "policy-kind": CSC.policyKind,
        "level": CSC.level,
        "thematic-area": CSC.thematicArea,
        "owner": CSC.owner,
        "programme": CSC.fundingProgramme,
        "event-kind": CSC.eventKind,
        "event-scope": CSC.eventScope,
        "organiser": CSC.organiser,
        "quadrant": CSC.quadrant,
        "status": CSC.status,
        "document-kind": CSC.documentKind,
        "part-of": DCTERMS.isPartOf,
        "activity-kind": CSC.activityKind,
        "objective-kind": CSC.objectiveKind,
        "typology-kind": CSC.typologyKind,
        "training-block": CSC.trainingBlock,
        "area-kind": CSC.areaKind,
        "foresight-stage": CSC.foresightStage,
        "audience": CSC.audience,
        "access": CSC.access,
        "indicator": CSC.indicator,
        "figure-of": CSC.figureOf,
        "scope": CSC.figureScope,
        "unit": CSC.unit,
        "in-cluster": CSC.inCluster,
        "role": CSC.role,
        "participates-in": CSC.participatesIn,
        "recognised-by": CSC.recognisedBy,
        "under-policy": CSC.underPolicy,
        "seat-in": CSC.seatIn,
        "broader": SKOS.broader,
        "scheme": SKOS.inScheme,
        "stage-of": CSC.stageOf,
        "transfer-status": CSC.transferStatus,
    }
)

_PLACE = ("country", "region", "place")

# Kinds that are not here are found by text alone.
BY_KIND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cluster": (
            "country",
            "region",
            "value-chain",
            "ecosystem",
            "economic-activity",
            "recognised-under",
            "generation",
            "excellence",
        ),
        "organisation": ("type", "country", "region", "body-kind", "member-of", "partner-in", "supports-area"),
        "pact": ("goal", "intervention-area", "pact-of", "signed-by"),
        "agreement": ("signed-by",),
        "measure": ("pact", "cluster", "measure-kind", "theme"),
        "output": ("theme", "output-of"),
        "policy": ("type", "policy-kind", "level", "country", "region", "thematic-area", "owner"),
        "value-chain": ("ecosystem", "level"),
        "value-chain-stage": ("stage-of",),
        "good-practice": ("thematic-area", *_PLACE, "cluster", "owner"),
        "project": ("programme", "country", "status"),
        "event": ("type", "event-kind", "event-scope", "country", "cluster", "organiser"),
        "study-visit": ("thematic-area", "country", "region"),
        "figure": ("indicator", "figure-of", "scope", "unit"),
        "thematic-area": ("area-kind",),
        "body": ("type", "body-kind"),
        "swot-statement": ("quadrant", "thematic-area", *_PLACE),
        "foresight": ("foresight-stage", "level", *_PLACE),
        "training-topic": ("training-block",),
        "platform-function": ("audience", "access"),
        "work-package": ("part-of",),
        "activity": ("type", "activity-kind", "part-of", "thematic-area", "country", "region"),
        "objective": ("objective-kind", "part-of"),
        "cluster-type": ("typology-kind",),
        "document": ("document-kind", "status", "thematic-area", "part-of"),
        "economic-activity": ("broader",),
        "region": ("within", "country"),
        "place": ("country",),
        "concept": ("scheme",),
        "transfer": ("transfer-status",),
        "membership": ("in-cluster", "role"),
        "affiliation": ("in-cluster",),
        "recognition": ("recognised-by", "under-policy"),
        "participation": ("participates-in", "role", "thematic-area"),
        "seat": ("seat-in", "role"),
    }
)

# What tells most about an entry of a list.
DETAILS: Mapping[str, tuple[URIRef, ...]] = MappingProxyType(
    {
        "cluster": (CSC.region, CSC.managedBy, CSC.inValueChain),
        "organisation": (RDF.type, CSC.city),
        "pact": (CSC.pactOf, CSC.signedOn),
        "measure": (CSC.measureOf, CSC.measureKind, CSC.start),
        "output": (CSC.outputOf, CSC.theme),
        "policy": (CSC.policyKind, CSC.owner, CSC.start),
        "value-chain": (CSC.inEcosystem,),
        "good-practice": (CSC.owner, CSC.thematicArea),
        "project": (CSC.fundingProgramme, CSC.start, CSC.end),
        "event": (CSC.start, CSC.city, CSC.organiser),
        "study-visit": (CSC.start, CSC.region),
        "figure": (CSC.figureOf, CSC.value, CSC.period),
        "swot-statement": (CSC.quadrant, CSC.region, CSC.thematicArea),
        "foresight": (CSC.foresightStage, CSC.region),
        "document": (CSC.documentKind, DCTERMS.issued),
        "activity": (DCTERMS.isPartOf, CSC.ledBy),
        "work-package": (CSC.number, CSC.ledBy),
        "objective": (CSC.objectiveKind,),
        "body": (CSC.bodyKind,),
        "region": (SKOS.notation, SKOS.broader),
        "economic-activity": (SKOS.notation,),
        "indicator": (CSC.unit,),
        "membership": (CSC.role, CSC.asOf),
        "recognition": (CSC.underPolicy, CSC.start, CSC.end),
        "participation": (CSC.role,),
        "seat": (CSC.role,),
    }
)
