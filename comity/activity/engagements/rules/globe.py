"""Places on the globe: the shortest way between two, and the cell of a grid in which one lies."""

from math import asin, atan2, cos, degrees, floor, radians, sin, sqrt

Point = tuple[float, float]
"""Latitude and longitude in degrees, north and east positive."""
EARTH = 6371.0  # km


def distance(one: Point, other: Point) -> float:
    """Along the surface, in kilometres."""
    return _angle(one, other) * EARTH


def great_circle(one: Point, other: Point, step_km: float = 250) -> list[list[float]]:
    """The shortest way as [longitude, latitude] pairs, in steps of about so many kilometres.

    Longitudes go on beyond 180 where the way crosses the date line, so that a flat map draws one line. Between two
    opposite ends of the globe every way is the shortest: one of them is given.
    """
    angle = _angle(one, other)
    steps = max(1, min(64, round(angle * EARTH / step_km)))
    if angle < 1e-9:
        return [[round(one[1], 3), round(one[0], 3)], [round(other[1], 3), round(other[0], 3)]]
    way: list[list[float]] = []
    for step in range(steps + 1):
        latitude, longitude = _between(one, other, angle, step / steps)
        if way:
            longitude += 360 * round((way[-1][0] - longitude) / 360)
        way.append([round(longitude, 3), round(latitude, 3)])
    return way


def _angle(one: Point, other: Point) -> float:
    (la, lo), (lb, mo) = ((radians(p[0]), radians(p[1])) for p in (one, other))
    chord = sin((lb - la) / 2) ** 2 + cos(la) * cos(lb) * sin((mo - lo) / 2) ** 2
    return 2 * asin(min(1.0, sqrt(chord)))


def _between(one: Point, other: Point, angle: float, share: float) -> Point:
    (la, lo), (lb, mo) = ((radians(p[0]), radians(p[1])) for p in (one, other))
    lever = sin(angle)
    a, b = (sin((1 - share) * angle) / lever, sin(share * angle) / lever) if lever > 1e-9 else (1 - share, share)
    x = a * cos(la) * cos(lo) + b * cos(lb) * cos(mo)
    y = a * cos(la) * sin(lo) + b * cos(lb) * sin(mo)
    z = a * sin(la) + b * sin(lb)
    return degrees(atan2(z, sqrt(x * x + y * y))), degrees(atan2(y, x))


def cell_of(point: Point, size: float) -> tuple[int, int]:
    """The cell of a grid of `size` degrees, counted from the south-western corner of the map."""
    return floor((point[0] + 90) / size), floor(((point[1] + 180) % 360) / size)
