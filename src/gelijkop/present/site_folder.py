"""Where things lie in the folder of a web site: who writes it and who reads it go by these names."""

RELEASES, NOW, SHELF, FILES = "uitgaven", "nu", "plank.sqlite", "bestanden"
MAP = "kaart.json"
"""The map that the user gave: GeoJSON or TopoJSON with areas by code."""
BOARDS, SEAL, BOARD_KEY = "besturen", ".zegel", "sleutel-besturen"
BOARD_KEY_SETTING = "GELIJKOP_BOARD_KEY"
"""The environment variable that names another place for the key of the sealed figures of boards."""
LABEL, PURPOSE = b"gelijkop.bestuur/1", b"gelijkop site"
