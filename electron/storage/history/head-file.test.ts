import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { HeadFile } from './head-file.ts'

const hash = new Uint8Array(32).fill(7)

/** What a sync costs is not of interest here. */
const noSync = (): void => undefined

/** The sequence numbers by room, as a new start reads them. */
function read(path: string): [string, number][] {
  return [...new HeadFile(path).heads].map(([room, { sequence }]) => [room, sequence])
}

describe('the head file', () => {
  it('is as large as it was after any number of commits, and knows the last of each room', () => {
    const path = join(temporaryFolder(), 'head')
    const head = new HeadFile(path, noSync)
    head.append('other', { sequence: 5, hash })
    for (let sequence = 1; sequence <= 25_000; sequence++) head.append('front', { sequence, hash })
    head.close()

    expect(statSync(path).size).toBe(1_048_576)
    expect(read(path)).toEqual([
      ['other', 5],
      ['front', 25_000],
    ])
  })

  it('begins a new file with every start, for the user alone', () => {
    const path = join(temporaryFolder(), 'head')
    writeFileSync(path, 'something else', { mode: 0o644 })

    const head = new HeadFile(path)
    head.append('front', { sequence: 1, hash })
    head.close()

    expect([statSync(path).mode & 0o777, read(path)]).toEqual([0o600, [['front', 1]]])
  })

  it('has each record on the disk when it says so', () => {
    const synced: number[] = []
    const path = join(temporaryFolder(), 'head')
    const head = new HeadFile(path, () => synced.push(read(path)[0]?.[1] ?? 0))
    for (let sequence = 1; sequence <= 3; sequence++) head.append('front', { sequence, hash })
    head.close()

    // The first makes the file, which has its name only when it is synced.
    expect(synced).toEqual([0, 2, 3])
  })

  it('says nothing of a record that could not be synced', () => {
    let isFailing = false
    const head = new HeadFile(join(temporaryFolder(), 'head'), () => {
      if (isFailing) throw new Error('no')
    })
    head.append('front', { sequence: 1, hash })
    isFailing = true

    expect(() => head.append('front', { sequence: 2, hash })).toThrow('no')
    expect(head.heads.get('front')?.sequence).toBe(1)
    head.close()
  })
})
