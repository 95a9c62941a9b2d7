"""What speaks for and against one organisation, and how much each piece of it counts: all numbers stand here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    """What each piece of evidence adds to the log-odds, and where the zones begin."""

    names_agree: float = 3.2
    information: float = 1.2
    one_sided: float = 12.0
    one_sided_bare: float = 17.0
    both_sided: float = 5.0
    both_sided_share: float = 9.0
    translated: float = 0.5
    number: float = 4.5
    direction: float = 4.0
    town: float = 4.5
    town_one_sided: float = 1.6
    land: float = 4.5
    land_one_sided: float = 2.5
    part: float = 3.0
    topic: float = 2.2
    namesake: float = 2.2
    member: float = 2.6
    particle: float = 3.0
    kind: float = 2.6
    kind_one_sided: float = 1.0
    acronym: float = 4.2
    acronym_short: float = 1.8
    leads: float = 1.6
    initials: float = 2.8
    initials_short: float = 1.2
    acronyms_differ: float = 3.5
    little: float = 2.5
    form: float = 5.5
    country_same: float = 0.6
    country_other: float = 5.5
    city_same: float = 0.9
    city_near: float = 0.3
    city_far: float = 3.6
    city_far_common: float = 1.6
    city_far_national: float = 0.3
    city_unsure: float = 0.35
    site_same: float = 4.0
    site_other: float = 0.8
    known_same: float = 7.0
    known_other: float = 6.0
    identifier_same: float = 12.0
    identifier_other: float = 7.0
    same: float = 0.86
    different: float = 0.62


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: what it is about, what it adds, and how a person would say it."""

    about: str
    adds: float
    says: str
