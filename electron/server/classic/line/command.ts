// What a line of a person at a prompt asks for.

export type LineRequest =
  | { readonly kind: 'say'; readonly text: string }
  /** Empty when it was left out. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'who' | 'help' | 'quit' }
  /** Begins like a command and is none: said as it was typed. */
  | { readonly kind: 'unknown'; readonly text: string }

/** Reads a line. Commands are heard in any case; `//` at the beginning stands for a slash that is said. */
export function parseLine(line: string): LineRequest {
  if (line.startsWith('//')) return { kind: 'say', text: line.slice(1) }
  if (!line.startsWith('/')) return { kind: 'say', text: line }
  const [word = '', ...rest] = line.trim().split(/\s+/u)
  switch (word.toLowerCase()) {
    case '/name':
    case '/nick':
      return { kind: 'name', name: rest.join(' ') }
    case '/who':
      return { kind: 'who' }
    case '/help':
      return { kind: 'help' }
    case '/quit':
    case '/exit':
      return { kind: 'quit' }
    default:
      return { kind: 'unknown', text: line }
  }
}
