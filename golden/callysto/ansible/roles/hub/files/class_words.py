# Written by syzc. Edit the site, not this file, and build again.
"""Words of which two bring somebody back to their seat: short, told apart when heard, and nothing to laugh at.

274 of them, so 75076 pairs; `syzc_class_login` says how often one may be guessed at.
"""

WORDS = """
    acorn actor amber anchor apple apron arrow aspen atlas autumn badge badger bagel baker balcony bamboo banana
    banjo barley basil basket beacon beaver bicycle birch biscuit blossom bonfire border bottle boulder bread breeze
    bridge broccoli bronze bucket buffalo butter button cabin cactus camel camera candle canoe canyon caramel caravan
    carpet carrot castle cedar cello cherry chestnut circle clarinet clover cobalt coconut comet copper coral cotton
    cricket crocus crystal cushion dahlia daisy dancer denim desert diamond dolphin domino donkey dragon drummer
    eagle echo elbow ember emerald engine falcon feather fennel ferry fiddle finch fjord flannel flute forest fossil
    fountain fox galaxy garden garlic gazelle geyser ginger giraffe glacier glove goblet goose granite grape guitar
    hammer harbour harvest hazel helmet heron honey horizon iceberg igloo iris island ivory jacket jaguar jasmine
    jelly jigsaw juniper kayak kettle kiwi ladder lagoon lantern lavender lemon leopard lettuce lilac lily lizard
    llama lobster lotus magnet magpie mango maple marble marmot meadow melon mirror mitten monsoon moose mosaic
    mountain muffin mustard napkin nectar needle nickel noodle nutmeg oasis ocean olive onion opal orbit orchard
    orchid otter oyster paddle panda panther papaya paper parrot parsley peach peanut pebble pelican pencil penguin
    pepper piano pigeon pillow pine planet plum pocket pollen poppy potato prairie puffin pumpkin puzzle pyramid
    quartz quilt rabbit raccoon radish rainbow raisin raven ribbon river robin rocket rooster rosemary ruby saddle
    saffron salmon sandal sapphire satin scarlet shadow shuttle silver sparrow spinach spruce squirrel stadium
    starling summer sunset tango teapot temple thistle thunder tiger timber tomato trumpet tulip tundra tunnel turtle
    umbrella valley vanilla velvet violet violin volcano waffle walnut walrus water willow window winter wizard
    yellow zebra zephyr zigzag
""".split()
