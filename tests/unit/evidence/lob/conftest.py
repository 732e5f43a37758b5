"""Word files of a few lines of XML, and a form that is right, to break one thing of at a time."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from gelijkop.evidence.draft import Draft
from gelijkop.evidence.lob.word_reading import read_word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<w:styles {NAMES}><w:style w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Eigen"><w:name w:val="Mijn kop"/><w:basedOn w:val="Kop1"/></w:style></w:styles>'
)
FORM = """Sector
☒ vmbo
☐ havo / vwo
Thema
☐ Doorstromen
☒Kansengelijkheid
Jaartal
☒ > 2020
☐ 2015 - 2020
Soort publicatie
☒ Onderzoeksrapport
☐ Artikel
Titel
Een maatje in het vmbo
Auteurs
A. Auteur; B. Auteur (2021)
Hyperlink volledig onderzoek
https://example.org/maatje
SAMENVATTING
Met een maatje stapten meer leerlingen over.
TRANSFER
Probeer het op één school."""


def paragraph(text: str, style: str = "") -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{escaped}</w:t></w:r></w:p>'


def word(body: str, links: Mapping[str, str] | None = None, **parts: str) -> bytes:
    """A Word file with this body; a line that is no XML becomes a paragraph."""
    xml = "".join(line if line.startswith("<") else paragraph(line) for line in body.split("\n"))
    relations = "".join(
        f'<Relationship Id="{name}" Type="{KIND}/hyperlink" Target="{target}" TargetMode="External"/>'
        for name, target in (links or {}).items()
    )
    files = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{KIND}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMES}><w:body>{xml}</w:body></w:document>",
        "word/styles.xml": STYLES,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
        **parts,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


@pytest.fixture
def form() -> str:
    return FORM


@pytest.fixture
def packed() -> Callable[..., bytes]:
    return word


@pytest.fixture
def read() -> Callable[..., Draft]:
    """Reads a body as a Word file."""
    return lambda body, links=None, **parts: read_word(word(body, links, **parts), file="formulier.docx")


@pytest.fixture
def rules() -> Callable[[Draft], list[str]]:
    return lambda draft: [f.rule for f in draft.left]
