import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openForWriting } from '../sqlite.ts'
import { factIn, openRoom, ROOM, saySome, valueOf } from './history.fixture.ts'
import { databasePath, placeOf } from './schema.ts'

/** Changes the last byte of a fact's hash, behind the back of whoever has the history open. */
function damageHash(folder: string, sequence: number): void {
  const database = openForWriting(databasePath(folder))
  onTestFinished(() => database.close())
  const place = placeOf(1, sequence)
  const read = database.prepare<{ sealed: Uint8Array }>('SELECT sealed FROM fact WHERE place = ?')
  const sealed = Uint8Array.from(read.get(place)?.sealed ?? [])
  sealed.set([(sealed.at(-1) ?? 0) ^ 1], sealed.length - 1)
  database.prepare('UPDATE fact SET sealed = ? WHERE place = ?').run(sealed, place)
}

it('a fact after one whose hash is damaged is intact, wherever a page begins', async () => {
  const folder = temporaryFolder()
  const { history } = await openRoom(folder)
  valueOf(await history.commit(ROOM, saySome(9), 0))
  damageHash(folder, 5)

  const pages = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((from) =>
      history.page(ROOM, { before: 8, from, facts: 100, bytes: 100_000 }),
    ),
  )
  const alone = valueOf(await history.factAt(ROOM, 6))

  for (const page of pages) {
    const types = valueOf(page).facts.map(({ sequence, frame }) => [
      sequence,
      factIn(frame)['type'],
    ])
    expect(types.slice(-2)).toEqual([
      [6, 'message'],
      [7, 'message'],
    ])
  }
  expect(alone && factIn(alone.frame)).toMatchObject({ type: 'message', sequence: 6 })
})
