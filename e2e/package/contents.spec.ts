import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { getRawHeader, listPackage } from '@electron/asar'
import { expect, test } from '@playwright/test'
import { released, resourcesOf, underTest } from '../fixtures/packages.ts'

/** Everything that may be in the archive; nothing else may. */
const ALLOWED = [
  /^package\.json$/,
  /^out\/main\/(main|server-worker|history-worker|copy-worker)\.js$/,
  /^out\/main\/chunks\/[\w-]+\.js$/,
  /^out\/main\/icon\.png$/,
  /^out\/preload\/preload\.cjs$/,
  /^out\/renderer\/renderer\/index\.html$/,
  /^out\/renderer\/assets\/[\w-]+\.(js|css|svg|png|woff2)$/,
  /^out\/(main|preload|renderer)\/licenses\.md$/,
  /^node_modules\/@photostructure\/sqlite\/(LICENSE|package\.json|dist\/[\w-]+\.(cjs|mjs))$/,
  /^node_modules\/node-gyp-build\/(LICENSE|SECURITY\.md|package\.json|(index|node-gyp-build)\.js)$/,
]

/** What the window cannot do without. */
const NEEDED = [
  'package.json',
  'out/main/main.js',
  'out/main/server-worker.js',
  'out/main/history-worker.js',
  'out/main/copy-worker.js',
  'out/main/icon.png',
  'out/preload/preload.cjs',
  'out/renderer/renderer/index.html',
  'out/renderer/licenses.md',
]

const ADD_ON = `node_modules/@photostructure/sqlite/prebuilds/${process.platform}-${process.arch}/@photostructure+sqlite.glibc.node`

/** Megabytes (10^6 bytes) of the application without the runtime. */
const MAX_MEGABYTES = 15

for (const [name, executable] of [
  ['release', released],
  ['build under test', underTest],
] as const) {
  const resources = resourcesOf(executable)
  const archive = join(resources, 'app.asar')

  test(`the archive of the ${name} holds what it needs and nothing else`, () => {
    const files = filesIn(archive)

    expect(files.filter((path) => !isAllowed(path))).toEqual([])
    expect(NEEDED.filter((path) => !files.includes(path))).toEqual([])
  })

  test(`of the ${name}, only the add-on for this platform is outside of the archive`, () => {
    const outside = filesBelow(resources).filter((path) => !isElectrons(path))

    expect(outside.toSorted()).toEqual(['app.asar', `app.asar.unpacked/${ADD_ON}`])
  })
}

test(`the application without the runtime is under ${MAX_MEGABYTES} MB`, () => {
  const resources = resourcesOf(released)
  const bytes = filesBelow(resources)
    .filter((path) => !isElectrons(path))
    .reduce((total, path) => total + statSync(join(resources, path)).size, 0)

  expect(bytes).toBeGreaterThan(1_000_000)
  expect(bytes / 1e6).toBeLessThan(MAX_MEGABYTES)
})

test('release and build under test are the same application', () => {
  const [one, other] = [released, underTest].map((path) =>
    readFileSync(join(resourcesOf(path), 'app.asar')),
  )

  expect(other?.equals(one ?? Buffer.alloc(0))).toBe(true)
})

test('no archive of a runtime is left beside the application', () => {
  const folder = dirname(released)

  const names = readdirSync(folder, { recursive: true }).map((path) => basename(String(path)))

  expect(names).not.toContain('default_app.asar')
  expect(names.filter((path) => /\.(map|ts|tsx|mts|cts)$/.test(path))).toEqual([])
})

/** Paths with slashes, without the first; what is unpacked is a file of the archive as well. */
function filesIn(archive: string): readonly string[] {
  const folders = new Set<string>()
  const { header } = getRawHeader(archive)
  collectFolders('', header as Entry, folders)
  return listPackage(archive, { isPack: false })
    .map((path) => path.replaceAll('\\', '/').slice(1))
    .filter((path) => !folders.has(path))
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>
}

function collectFolders(path: string, entry: Entry, into: Set<string>): void {
  if (!entry.files) return
  into.add(path)
  for (const [name, child] of Object.entries(entry.files)) {
    collectFolders(path === '' ? name : `${path}/${name}`, child, into)
  }
}

function isAllowed(path: string): boolean {
  return path === ADD_ON || ALLOWED.some((pattern) => pattern.test(path))
}

/** macOS and Windows keep some of Electron's own files there: translations, icons, the updater of the installer. */
function isElectrons(path: string): boolean {
  if (process.platform === 'darwin') return /^(\w+\.lproj\/|icon\.icns$)/.test(path)
  return process.platform === 'win32' && path === 'elevate.exe'
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
}
