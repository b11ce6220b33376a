// Text for programs that know ASCII only: what has a plain form takes it, the rest becomes a question mark, as they
// would show it themselves, but one for each character instead of one for each byte.

const ASCII = /^[\t\x20-\x7E]*$/
const NOT_ASCII = /[^\t\x20-\x7E]/g

/** What people write often and Unicode does not take apart. */
const PLAIN: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '<<',
  '»': '>>',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '•': '*',
  '€': 'EUR',
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
}

/** A line of text without line ends in printable ASCII and tabs. */
export function toAscii(text: string): string {
  return ASCII.test(text) ? text : Array.from(text, (character) => plainForm(character)).join('')
}

function plainForm(character: string): string {
  if (ASCII.test(character)) return character
  // Marks that belong to the letter before: it has been given its plain form already.
  if (/^[\p{M}\u200D]$/u.test(character)) return ''
  const plain = PLAIN[character] ?? character.normalize('NFKD').replace(NOT_ASCII, '')
  return plain === '' ? '?' : plain
}
