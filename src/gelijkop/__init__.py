"""gelijkop: where in the school career do equal pupils stop having equal chances?"""

__version__ = "0.1.0"
__all__ = ["__version__"]
