"""The built-in styles: chosen for range, from public-domain art and from textures of our own."""

BUILT_IN = {
    "starry-night": "paintings-pd/ns_vangogh_starry_night.jpg",  # Vincent van Gogh, 1889
    "great-wave": "paintings-pd/rn_hokusai_wave.jpg",  # Katsushika Hokusai, 1831
    "udnie": "paintings-pd/rn_picabia_udnie_1913.jpg",  # Francis Picabia, 1913
    "the-scream": "paintings-pd/ns_munch_the_scream.jpg",  # Edvard Munch, 1893
    "shipwreck": "paintings-pd/ns_turner_wreck_minotaur.jpg",  # J. M. W. Turner, 1810
    "composition-viii": "paintings-pd/gc_wassily_kandinsky_composition_viii_1923.jpg",  # Wassily Kandinsky
    "bewitched-mill": "museum-posterised/artic_9021.jpg",  # Franz Marc, 1913
    "two-poplars": "museum-posterised/artic_8980.jpg",  # Wassily Kandinsky, 1912
    "pink-cloud": "museum-posterised/clevelandart_2020.106.jpg",  # Henri-Edmond Cross, 1896
    "cypresses": "museum-posterised/metmuseum_436535.jpg",  # Vincent van Gogh, 1889
    "primavesi": "museum-posterised/metmuseum_436819.jpg",  # Gustav Klimt, 1913
    "palazzo": "museum-posterised/nga_46657.jpg",  # Claude Monet, 1908
    "footbridge": "museum-posterised/nga_74796.jpg",  # Claude Monet, 1899
    "political-drama": "museum-posterised/nga_52397.jpg",  # Robert Delaunay, 1914
    "the-visit": "museum-posterised/nga_71239.jpg",  # Ernst Ludwig Kirchner, 1922
    "checkerboard": "museum-posterised/nga_166491.jpg",  # Juan Gris, 1917
    "amphora": "museum-posterised/metmuseum_248902.jpg",  # Euphiletos Painter, 530 BCE
    "serape": "museum-posterised/metmuseum_823660.jpg",  # Mexico, 1840-50
    "stained-glass": "texture:stained-glass",
    "mosaic": "texture:mosaic",
    "pointillism": "texture:pointillism",
    "engraving": "texture:engraving",
    "woodcut": "texture:woodcut",
    "charcoal": "texture:charcoal",
    "neon": "texture:neon",
    "cut-paper": "texture:cut-paper",
    "impasto": "texture:impasto",
    "marbled": "texture:marbled",
    "halftone": "texture:halftone",
    "pastel": "texture:pastel",
}
