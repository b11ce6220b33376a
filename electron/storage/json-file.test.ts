import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { makePrivateFolder, readTextFile, setAside, writeTextFile } from './json-file.ts'

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

test('what is written is read, whole, and leaves nothing else behind', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'file.json')
  expect(await readTextFile(path)).toEqual({ ok: true, value: null })
  for (const text of ['first', 'second, longer', '3']) {
    expect(await writeTextFile(path, text)).toEqual({ ok: true, value: undefined })
    expect(await readTextFile(path)).toEqual({ ok: true, value: text })
  }
  expect(readdirSync(folder)).toEqual(['file.json'])
})

test('a reader sees one of the texts at any time, never a part', async () => {
  const path = join(temporaryFolder(), 'file.json')
  const texts = ['a', 'b'].map((letter) => letter.repeat(1 << 20))
  await writeTextFile(path, texts[0] ?? '')
  const state = { isWriting: true }
  const writing = Promise.all(texts.map((text) => writeTextFile(path, text))).then(() => {
    state.isWriting = false
  })
  while (state.isWriting) {
    const read = await readTextFile(path)
    expect(texts).toContain(read.ok && read.value)
  }
  await writing
})

test.skipIf(process.platform === 'win32')('only the user can read files and folders', async () => {
  const folder = join(temporaryFolder(), 'deep', 'profile')
  expect(await makePrivateFolder(folder)).toMatchObject({ ok: true })
  await writeTextFile(join(folder, 'file.json'), 'text')
  expect(modeOf(folder)).toBe('700')
  expect(modeOf(join(folder, '..'))).toBe('700')
  expect(modeOf(join(folder, 'file.json'))).toBe('600')
})

test('a file stays private when it replaces one that was not', async () => {
  const path = join(temporaryFolder(), 'file.json')
  writeFileSync(path, 'old')
  chmodSync(path, 0o644)
  await writeTextFile(path, 'new')
  expect(modeOf(path)).toBe('600')
})

test('a folder that is a file is named, and nothing is thrown', async () => {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, 'not a folder')
  const error = { code: 'folder-unwritable', detail: { path, cause: 'ENOTDIR' } }
  expect(await writeTextFile(join(path, 'inside.json'), 'text')).toEqual({ ok: false, error })
  expect(await makePrivateFolder(join(path, 'inside'))).toMatchObject({
    error: { code: 'folder-unwritable' },
  })
  expect(await setAside(join(path, 'inside.json'), new Date(0))).toEqual({ ok: false, error })
})

test('a file that cannot be read is not taken for one that is missing', async () => {
  const path = join(temporaryFolder(), 'file.json')
  mkdirSync(path)
  expect(await readTextFile(path)).toEqual({
    ok: false,
    error: { code: 'file-unreadable', detail: { path, cause: 'EISDIR' } },
  })
})

test('a file that is put aside is kept', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file.json'), 'damaged')
  await setAside(join(folder, 'file.json'), new Date(0))
  const [kept = ''] = readdirSync(folder)
  expect(kept).toBe('file.json.damaged-1970-01-01T00-00-00.000Z')
  expect(readFileSync(join(folder, kept), 'utf8')).toBe('damaged')
})
