"""What is wrong with a request before anybody looks at what it asks for, and how a problem document is known.

Apart from the table of all problems (`api.problems`), which knows every package: a light process needs none of them.
"""

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/clusterscape/problem/"


class BadRequest(Exception):
    """A request that the protocol does not know."""


class TooLarge(Exception):
    """A request whose body is larger than is taken."""


class NotThere(Exception):
    """A graph was asked for that is not here."""


class UnsupportedBody(Exception):
    """A request whose body is of a media type that is not read here."""


class ChangeRefused(Exception):
    """A change was asked of a service that only answers."""
