import { describe, expect, it } from 'vitest'
import { ERROR_SENTENCES } from '../error.ts'
import { LIMITS } from './limits.ts'
import { isToldCode } from './told-code.ts'

declare global {
  interface ImportMeta {
    /** Vite reads the files when the test is built. */
    glob: (
      pattern: string | readonly string[],
      options: { readonly query: '?raw'; readonly import: 'default'; readonly eager: true },
    ) => Readonly<Record<string, string>>
  }
}

const documents = import.meta.glob('./PROTOCOL.md', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const sources = import.meta.glob('../**/*.ts', { query: '?raw', import: 'default', eager: true })
const document = documents['./PROTOCOL.md'] ?? ''

/** The cells of the table under a heading, without its head. */
function table(heading: string): string[][] {
  const section = document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function quoted(text: string): string[] {
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, code = '']) => code)
}

describe('PROTOCOL.md', () => {
  it('lists every limit with its default and unit', () => {
    const listed = table('Limits').map(([name = '', value = '', unit]) => [
      quoted(name)[0],
      Number(value.replaceAll(',', '')),
      unit,
    ])

    expect(listed).toEqual(
      Object.entries(LIMITS).map(([name, limit]) => [name, limit.default, limit.unit]),
    )
  })

  it('names only codes that exist', () => {
    const named = [
      ...table('Limits').flatMap(([, , , code = '']) => quoted(code)),
      ...table('Codes on the wire').flatMap(([, codes = '']) => quoted(codes)),
    ]

    expect(named.filter((code) => !Object.hasOwn(ERROR_SENTENCES, code))).toEqual([])
  })

  it('lists the codes that travel', () => {
    const listed = table('Codes on the wire').flatMap(([, codes = '']) => quoted(codes))

    expect(Object.keys(ERROR_SENTENCES).filter(isToldCode)).toEqual(
      Object.keys(ERROR_SENTENCES).filter((code) => listed.includes(code)),
    )
  })

  it('defines every rule that is cited, and defines it once', () => {
    const defined = Array.from(document.matchAll(/^- \*\*([A-Z]{2}\d+)\*\*/gm), ([, rule]) => rule)
    const cited = Object.values(sources).flatMap((source) =>
      Array.from(source.matchAll(/\[([A-Z]{2}\d+)\]/g), ([, rule]) => rule),
    )

    expect({
      unknown: [...new Set(cited)].filter((rule) => !defined.includes(rule)),
      twice: defined.filter((rule, index) => defined.indexOf(rule) !== index),
      some: cited.length > 100,
    }).toEqual({ unknown: [], twice: [], some: true })
  })

  it('tells of every request and answer', () => {
    const typesIn = (file: string) =>
      Array.from((sources[file] ?? '').matchAll(/z\.literal\('([a-z-]+)'\)/g), ([, type]) => type)
    const listed = [...table('Requests'), ...table('Answers')].flatMap(([type = '']) =>
      quoted(type),
    )
    const told = [...typesIn('./request.ts'), ...typesIn('./answer.ts'), ...typesIn('./schema.ts')]

    expect(told.filter((type) => !document.includes(`\`${type}\``))).toEqual([])
    expect(listed.filter((type) => !told.includes(type))).toEqual([])
  })
})
