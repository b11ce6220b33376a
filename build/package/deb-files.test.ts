import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { controlFile, setModes, writeControlFiles } from './deb-files.mjs'

const control = {
  name: 'x',
  version: '1.0',
  architecture: 'amd64',
  maintainer: 'A <a@b.example>',
  section: 'net',
  priority: 'optional',
  homepage: 'https://b.example/',
  description: `A synopsis\n A long ${'description '.repeat(12)}\n\nand its end.`,
  depends: ['libb1 | libb2', 'libc6'],
  recommends: [],
}

test('the control file has a line for each field that says something, and folds the description', () => {
  const text = controlFile(control, 2_049)

  expect(text).toBe(
    [
      'Package: x',
      'Version: 1.0',
      'Architecture: amd64',
      'Maintainer: A <a@b.example>',
      'Installed-Size: 3',
      'Depends: libb1 | libb2, libc6',
      'Section: net',
      'Priority: optional',
      'Homepage: https://b.example/',
      'Description: A synopsis',
      ` A long ${'description '.repeat(6).trim()}`,
      ` ${'description '.repeat(6).trim()}`,
      ' .',
      ' and its end.',
      '',
    ].join('\n'),
  )
})

test('a field of two lines would be a field of somebody else, and is refused', () => {
  expect(() => controlFile({ ...control, version: '1.0\nEssential: yes' }, 1)).toThrow(
    'more than one line',
  )
})

test('modes do not depend on who builds, one program is set-uid, and every file has its checksum', () => {
  const root = mkdtempSync(join(tmpdir(), 'parley-deb-files-'))
  try {
    mkdirSync(join(root, 'opt', 'x'), { recursive: true, mode: 0o700 })
    for (const [name, mode] of [
      ['program', 0o700],
      ['helper', 0o700],
      ['text', 0o666],
    ] as const) {
      writeFileSync(join(root, 'opt/x', name), name)
      chmodSync(join(root, 'opt/x', name), mode)
    }

    setModes(root, '/opt/x/helper')
    writeControlFiles(root, control)

    const mode = (name: string) => statSync(join(root, name)).mode & 0o7777
    expect(['opt', 'opt/x', 'opt/x/program', 'opt/x/helper', 'opt/x/text'].map(mode)).toEqual([
      0o755, 0o755, 0o755, 0o4755, 0o644,
    ])
    expect(readFileSync(join(root, 'DEBIAN/md5sums'), 'utf8')).toBe(
      [
        'fde5d67bfb6dc4b598291cc2ce35ee4a  opt/x/helper',
        'a9c449d4fa44e9e5a41c574ae55ce4d9  opt/x/program',
        '1cb251ec0d568de6a929b520c4aed8d1  opt/x/text',
        '',
      ].join('\n'),
    )
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
