/**
 * What people choose most, after published leaks (the list of zxcvbn, MIT): whoever guesses begins with these. In lower
 * case, without digits behind a word.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
000000 111111 11111111 112233 123123 123321 1234 12344321 12345 123456 1234567 12345678 123456789
1234567890 123456a 123456q 12345a 1234qwer 123654 123abc 123qwe 131313 159357 159753 1q2w3e4r
1q2w3e4r5t 1qaz2wsx 1qazxsw 2112 5150 666666 7777777 789456 8675309 abc123 abcd access adidas albert
alex alexis amanda america andrea andrew angel angela angels anthony apollo apples arsenal arthur
asdf asdfasdf asdfgh asdfghjk asdfghjkl ashley austin azerty badboy bailey banana bandit barney
batman benjamin bigdog black blue bond bonnie boomer boston brandon brandy
bubba bulldog buster calvin camaro cameron canada captain carlos casper charles charlie cheese
chelsea chester chicago chicken chris cocacola coffee compaq computer cookie cooper corvette cowboy
cowboys creative crystal dakota dallas daniel danielle david debbie dennis dexter diablo diamond
doctor dolphin dolphins dragon driver eagles edward elephant eminem enter falcon fender ferrari
fishing florida flower forever freddy freedom gandalf garfield gateway gators gemini george gfhjkm
ghbdtn giants ginger golden golf golfer gordon guitar gunner hammer hannah happy hardcore harley
heather hello helpme hockey hotdog hunter iceman iloveyou internet iwantu jack jackie jackson jaguar
james jasmine jason jasper jennifer jeremy jessica jessie john johnny johnson jonathan jordan joseph
joshua junior justin killer klaster knight lakers lauren letmein liverpoo liverpool london love
lucky maddog madison maggie marina marine marlboro martin master matrix matthew maverick maxwell
melissa mercedes merlin metallic michael michelle mickey midnight mike miller money monica monkey
monster morgan mother mountain muffin murphy mustang nascar natasha nathan ncc1701 newyork nicholas
nicole nikita nirvana nissan oliver orange packers panther parker passw0rd password patrick
peaches peanut pepper phoenix player please pokemon pookie porsche prince princess purple q1w2e
q1w2e3r q1w2e3r4t qazwsx qazwsxedc qazxsw qwaszx qwer qwerty qwertyui qwertyuiop rabbit rachel
raiders rainbow ranger rangers razz rebecca red123 redskins redsox richard robert rocket rosebud
rush samantha samson samsung sandra scooby scooter scorpio scorpion secret shadow shannon sierra
silver slayer slipknot smokey snoopy soccer sophie spanky sparky spider startrek starwars steelers
stella steven stupid success summer sunshine superman sydney taylor tennis test theman thomas
thunder thx1138 tiffany tiger tigers tigger toyota trouble trustno tucker turtle united victor
victoria viking voodoo warrior welcome whatever william willie wilson winner winston winter wizard
yamaha yankees yellow zxcvbn zxcvbnm`
    .trim()
    .split(/\s/),
)
