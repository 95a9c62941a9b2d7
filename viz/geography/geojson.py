"""What a map shows as GeoJSON (RFC 7946): points in degrees, links as lines between them."""

from collections.abc import Iterable, Mapping, Sequence

from viz.geography.laea import inverse
from viz.geography.plate import Place, Plate, Spot


def document(plate: Plate, told: Mapping[str, object]) -> Mapping[str, object]:
    """A FeatureCollection of things, places with values, and links; `told` stands beside them."""
    spots = {each.key: each for each in plate.spots}
    places = [each for each in plate.places if each.value is not None]
    features = [*map(_spot, plate.spots), *map(_place, places), *_ties(plate, spots)]
    return {"type": "FeatureCollection", **told, "features": features}


def _spot(each: Spot) -> Mapping[str, object]:
    properties: dict[str, object] = {
        "key": each.key,
        "kind": each.kind,
        "name": each.label,
        "url": each.href,
        "how": each.how,
    }
    known = {"where": each.where, "value": each.value, "told": each.told}
    properties |= {name: value for name, value in known.items() if value not in (None, "")}
    return {"type": "Feature", "id": each.key, "geometry": _point(each.point), "properties": properties}


def _place(each: Place) -> Mapping[str, object]:
    properties = {"code": each.code, "name": each.label, "url": each.href, "value": each.value, "told": each.told}
    geometry = _point(each.point) if each.point else None
    return {"type": "Feature", "id": each.code, "geometry": geometry, "properties": properties}


def _ties(plate: Plate, spots: Mapping[str, Spot]) -> Iterable[Mapping[str, object]]:
    for each in plate.ties:
        ends = [degrees(spots[key].point) for key in (each.one, each.other)]
        properties = {"source": each.one, "target": each.other, "weight": each.weight, "relation": each.told}
        yield {"type": "Feature", "geometry": {"type": "LineString", "coordinates": ends}, "properties": properties}


def _point(point: tuple[float, float]) -> Mapping[str, object]:
    return {"type": "Point", "coordinates": degrees(point)}


def degrees(point: tuple[float, float]) -> Sequence[float]:
    """Longitude and latitude of metres, to about ten metres."""
    longitude, latitude = inverse(*point)
    return [round(float(longitude), 4), round(float(latitude), 4)]
