"""What the Python clients share: the service asked without any client, and a line a check."""

import json
import sys
import urllib.parse
import urllib.request

BASE = sys.argv[1]
ITEMS = f"{BASE}/collections/stations/items"
#: West, south, east and north of Kowloon and the north of Hong Kong Island.
BOX = (114.1, 22.2, 114.2, 22.4)


def check(what, expected, found):
    """Prints a check for `run` to judge."""
    print(what, expected, found, sep="\t", flush=True)


def document(url):
    """A JSON document."""
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def matched(**filters):
    """How many stations pass, as the service itself says."""
    return document(f"{ITEMS}?{urllib.parse.urlencode({'limit': 1, **filters})}")["numberMatched"]
