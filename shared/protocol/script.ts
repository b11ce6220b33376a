// Of which script a name is: letters of two scripts in one name are how one name is made to look like another. [NM6]

/** The scripts of Unicode 15.0, by the names that regular expressions know them by. */
const SCRIPTS: readonly string[] = `
Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali
Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian
Chakma Cham Cherokee Chorasmian Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari
Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic
Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew
Hiragana Imperial_Aramaic Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada
Katakana Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu
Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen
Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi
Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu
Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian Old_Permic
Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong
Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada
Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac
Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan
Tifinagh Tirhuta Toto Ugaritic Unknown Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square
`
  .trim()
  .split(/\s/)

/** Scripts that are written together, as UTS 39 (5.2, Highly Restrictive) allows: Japanese, Chinese, Korean. */
const TOGETHER: readonly (readonly string[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
]

/** Signs, digits, emoji and marks that belong to no script. */
const SHARED = propertyOf('Common') + propertyOf('Inherited')

/** One for each script or group: matches a text of it alone. Likelier ones first. */
const TEXTS: readonly RegExp[] = [['Latin'], ...TOGETHER, ...SCRIPTS.map((script) => [script])].map(
  (scripts) =>
    new RegExp(`^[${scripts.map((script) => propertyOf(script)).join('')}${SHARED}]*$`, 'u'),
)

/** Scripts that are newer than the list: they count as one, so that nobody's name is refused for being new. */
const NEWER = new RegExp(
  `^(?:[^${SCRIPTS.map((script) => propertyOf(script)).join('')}]|[${SHARED}])*$`,
  'u',
)

/** Whether all of a text can be of one script, or of scripts that are written together. [NM6] */
export function isOfOneScript(text: string): boolean {
  return TEXTS.some((pattern) => pattern.test(text)) || NEWER.test(text)
}

/** By extensions: what several scripts use, such as the Japanese long vowel, is of each of them. */
function propertyOf(script: string): string {
  return `\\p{Script_Extensions=${script}}`
}
