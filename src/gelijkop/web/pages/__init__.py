"""The pages of the site, a module each: from a shelf and the codes of a URL to an answer."""
