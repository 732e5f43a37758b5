"""The form of the Expertisepunt LOB, as a Word template and as headings: read to a draft, written from a record."""
