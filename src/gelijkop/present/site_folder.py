"""Where things lie in the folder of a web site: who writes it and who reads it go by these names."""

RELEASES, NOW, SHELF, FILES = "uitgaven", "nu", "plank.sqlite", "bestanden"
BOARDS = "besturen"
