import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const folder = new URL('../../.github/workflows/', import.meta.url)
const names = readdirSync(folder)

test('there is a workflow for changes and one for releases, and nothing hides among them', () => {
  expect(names.toSorted()).toEqual(['check.yml', 'release.yml'])
})

describe.each(names)('%s', (name) => {
  const lines = readFileSync(new URL(name, folder), 'utf8').split('\n')

  test('names every action by the hash of its commit, with the version behind it', () => {
    const used = lines.filter((line) => /\buses\s*:/.test(line))
    const pinned = /^\s*(- )?uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/

    expect(used.length).toBeGreaterThan(1)
    expect(used.filter((line) => !pinned.test(line))).toEqual([])
  })

  test('names an action by one hash only', () => {
    const used = lines.flatMap(
      (line) => /uses: ([\w/-]+)@(.+)$/.exec(line)?.slice(1, 3).join('@') ?? [],
    )
    const actions = new Set(used.map((each) => each.split('@')[0]))

    expect(new Set(used).size).toBe(actions.size)
  })

  test('needs no secret', () => {
    expect(lines.filter((line) => /\bsecrets\b/.test(line))).toEqual([])
  })

  test('may read the repository and no more, but for the job that publishes', () => {
    const top = lines.indexOf('permissions:')
    const writes = lines
      .filter((line) => /^\s+[\w-]+: write$/.test(line))
      .map((line) => line.trim())

    expect(lines[top + 1]).toBe('  contents: read')
    expect(writes).toEqual(
      name === 'release.yml' ? ['contents: write', 'id-token: write', 'attestations: write'] : [],
    )
    expect(lines.filter((line) => line.includes('pull_request_target'))).toEqual([])
  })

  test('leaves no credentials behind a checkout', () => {
    const checkouts = lines.flatMap((line, index) =>
      line.includes('actions/checkout@') ? [index] : [],
    )

    expect(checkouts.length).toBeGreaterThan(0)
    for (const index of checkouts) {
      expect(lines.slice(index + 1, index + 3).join('\n')).toContain('persist-credentials: false')
    }
  })

  test('puts nothing into a command that somebody else has chosen', () => {
    const commands = lines.filter((line) => /\brun:/.test(line))
    const open = /\$\{\{\s*(github\.(event|head_ref|ref_name|actor)|inputs)/

    expect(commands.filter((line) => open.test(line))).toEqual([])
  })
})
