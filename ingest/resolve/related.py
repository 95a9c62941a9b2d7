"""Words that stand for one another: kinds that people take one for the other, and what translations make of a word."""

from collections.abc import Mapping
from functools import cache

# Kinds so close that languages and people take one for the other.
CLOSE = (
    {"institute", "centre", "laboratory", "observatory"},
    {"society", "association", "federation", "network", "cluster", "alliance"},
    {"university", "applied", "school"},
    {"college", "school"},
    {"polytechnic", "applied"},
    {"polytechnic", "technical_university"},
    {"technical_university", "university"},
    {"technical_university", "institute"},
    {"technical_university", "applied"},
    {"academy", "university"},
    {"academy", "college"},
    {"university", "college"},
    {"applied", "college"},
    {"teacher_college", "university"},
    {"teacher_college", "college"},
    {"academy", "applied"},
    {"chamber", "chamber_of_commerce"},
    {"agency", "office", "authority"},
    {"council", "region_body", "municipality", "government"},
    {"fund", "foundation"},
)
# Words that stand for one another in translations.
_SYNONYMS = (
    {"technical", "technology"},
    {"economy", "business"},
    {"economy", "development", "promotion"},
    {"regional", "region_body", "county"},
    {"municipality", "city"},
    {"computing", "information"},
    {"research", "studies", "science"},
    {"health", "medicine"},
    {"hospital", "clinical"},
    {"development", "planning"},
    {"industry", "business"},
    {"national", "state", "federal"},
    {"education", "academy_training"},
    {"agriculture", "life"},
    {"art", "artistic"},
    {"spatial_dev", "region_body", "regional"},
    {"academy_training", "education", "vocational"},
    {"sales", "business"},
    {"administration", "management"},
    {"administration", "holding"},
    {"nursing", "care"},
    {"labour", "job"},
    {"space", "spatial_dev"},
    {"technical", "engineering"},
    {"rural", "agriculture"},
    {"nature", "environment"},
    {"protection", "safety"},
    {"security", "safety"},
    {"care", "health"},
    {"automotive", "vehicle"},
    {"organisation", "council", "institute"},
    {"competitiveness", "business"},
    {"higher", "advanced"},
    {"language", "letters", "literature"},
    {"law", "justice"},
    {"organisation", "office"},
    {"aerospace", "space", "air"},
    {"genetics", "biology"},
    {"support", "promotion"},
    {"action", "protection"},
    {"conservation", "protection"},
    {"electric", "power"},
    {"state", "regional"},
    {"fine_arts", "art"},
    {"action", "aid"},
    {"survey", "institute"},
    {"survey", "observatory"},
    {"public_health", "health"},
    {"sales", "market"},
    {"against", "control"},
    {"labour", "job", "occupational"},
    {"wood", "wood_industry", "forest"},
    {"mechanics", "machine"},
    {"electric", "electrical_engineering", "electronics"},
    {"eco_w", "environment"},
)


@cache
def related() -> Mapping[str, frozenset[str]]:
    """By the key of a meaning, those that a translation may have in its place."""
    found: dict[str, set[str]] = {}
    for group in CLOSE + _SYNONYMS:
        for key in group:
            found.setdefault(key, set()).update(group - {key})
    return {key: frozenset(keys) for key, keys in found.items()}
