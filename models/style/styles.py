"""The built-in styles: chosen for range, from public-domain art and from textures of our own.

export.py writes them with their codes to styles.json, from which the instrument makes its faders.
"""

from typing import NamedTuple


class Style(NamedTuple):
    label: str  # on the fader
    picture: str  # below the art of ../shared/data, or a texture of textures.py
    maker: str


STYLES = {
    "starry-night": Style("Starry Night", "paintings-pd/ns_vangogh_starry_night.jpg", "Vincent van Gogh, 1889"),
    "great-wave": Style("Great Wave", "paintings-pd/rn_hokusai_wave.jpg", "Katsushika Hokusai, 1831"),
    "udnie": Style("Udnie", "paintings-pd/rn_picabia_udnie_1913.jpg", "Francis Picabia, 1913"),
    "the-scream": Style("The Scream", "paintings-pd/ns_munch_the_scream.jpg", "Edvard Munch, 1893"),
    "shipwreck": Style("Shipwreck", "paintings-pd/ns_turner_wreck_minotaur.jpg", "J. M. W. Turner, 1810"),
    "composition-viii": Style(
        "Composition VIII",
        "paintings-pd/gc_wassily_kandinsky_composition_viii_1923.jpg",
        "Wassily Kandinsky, 1923",
    ),
    "bewitched-mill": Style("Bewitched Mill", "museum-posterised/artic_9021.jpg", "Franz Marc, 1913"),
    "two-poplars": Style("Two Poplars", "museum-posterised/artic_8980.jpg", "Wassily Kandinsky, 1912"),
    "pink-cloud": Style("Pink Cloud", "museum-posterised/clevelandart_2020.106.jpg", "Henri-Edmond Cross, 1896"),
    "cypresses": Style("Cypresses", "museum-posterised/metmuseum_436535.jpg", "Vincent van Gogh, 1889"),
    "primavesi": Style("Mäda Primavesi", "museum-posterised/metmuseum_436819.jpg", "Gustav Klimt, 1913"),
    "palazzo": Style("Palazzo da Mula", "museum-posterised/nga_46657.jpg", "Claude Monet, 1908"),
    "footbridge": Style("Footbridge", "museum-posterised/nga_74796.jpg", "Claude Monet, 1899"),
    "political-drama": Style("Political Drama", "museum-posterised/nga_52397.jpg", "Robert Delaunay, 1914"),
    "the-visit": Style("The Visit", "museum-posterised/nga_71239.jpg", "Ernst Ludwig Kirchner, 1922"),
    "checkerboard": Style("Checkerboard", "museum-posterised/nga_166491.jpg", "Juan Gris, 1917"),
    "amphora": Style("Amphora", "museum-posterised/metmuseum_248902.jpg", "Euphiletos Painter, 530 BCE"),
    "serape": Style("Serape", "museum-posterised/metmuseum_823660.jpg", "Mexico, 1840-50"),
    "stained-glass": Style("Stained glass", "texture:stained-glass", "drawn by textures.py"),
    "mosaic": Style("Mosaic", "texture:mosaic", "drawn by textures.py"),
    "pointillism": Style("Pointillism", "texture:pointillism", "drawn by textures.py"),
    "engraving": Style("Engraving", "texture:engraving", "drawn by textures.py"),
    "woodcut": Style("Woodcut", "texture:woodcut", "drawn by textures.py"),
    "charcoal": Style("Charcoal", "texture:charcoal", "drawn by textures.py"),
    "neon": Style("Neon", "texture:neon", "drawn by textures.py"),
    "cut-paper": Style("Cut paper", "texture:cut-paper", "drawn by textures.py"),
    "impasto": Style("Impasto", "texture:impasto", "drawn by textures.py"),
    "marbled": Style("Marbled", "texture:marbled", "drawn by textures.py"),
    "halftone": Style("Halftone", "texture:halftone", "drawn by textures.py"),
    "pastel": Style("Pastel", "texture:pastel", "drawn by textures.py"),
}

BUILT_IN = {name: style.picture for name, style in STYLES.items()}

LICENCES = {"paintings-pd": "public domain", "museum-posterised": "public domain or CC0", "texture:": "our own"}


def licence(style: Style) -> str:
    return next(text for start, text in LICENCES.items() if style.picture.startswith(start))
