/** 256 short words that sound unlike each other: one for each value of a byte. Never reordered. */
export const FINGERPRINT_WORDS: readonly string[] = (
  'acorn actor album alder amber anchor angle ankle apple apron arch arrow ash atlas attic ' +
  'autumn badge bagel baker bamboo banjo barn basil basket beach beaver bell berry birch ' +
  'bishop blanket bonfire bottle branch bread brick bridge bronze broom bucket buffalo butter ' +
  'button cabin cactus camel candle canoe canyon carpet carrot castle cedar cello chalk cherry ' +
  'chess chimney cinema circus clay clover coast cobalt coffee comet copper coral cotton ' +
  'cradle crane crater cricket crown crystal curtain daisy dancer denim desert diamond dolphin ' +
  'donkey dragon drum eagle easel echo elbow ember engine falcon feather fern ferry fiddle ' +
  'flame flute forest fossil fountain fox garden garlic ginger glacier glove goat gondola ' +
  'granite grape gravel guitar hammer harbor harvest hazel hedge helmet heron hickory honey ' +
  'horizon hotel igloo indigo iris island ivory jacket jaguar jasmine jelly jewel jigsaw ' +
  'juniper kayak kettle kitten koala ladder lagoon lantern laurel lava leather lemon lentil ' +
  'lily linen lizard lobster locket lotus magnet mango maple marble meadow melon mirror mitten ' +
  'moose mosaic mountain museum mustard napkin nectar needle nickel noodle nutmeg oasis ocean ' +
  'olive onion opal orbit orchid otter oyster paddle palace panda paper parrot peach pebble ' +
  'pelican pepper piano pigeon pillow pirate planet plum pocket pony poppy potato prairie ' +
  'pumpkin puzzle quartz quilt rabbit raccoon radish raven reef ribbon river robin rocket ' +
  'saddle saffron salmon sandal satin scarf shadow shell silver snail sofa spider spruce ' +
  'squirrel statue summer swan table tango teapot temple thunder tiger timber toast tomato ' +
  'torch trumpet tulip tunnel turtle umbrella valley vanilla velvet violin voyage walnut ' +
  'whistle willow window'
).split(' ')
