import { expect, test } from 'vitest'
import { compareVersions, problemsOf, wrongPackages, type ReleaseFacts } from './problems.mjs'

const MINIMUMS = {
  electron: { version: '45.3.4', reason: 'E.' },
  node: { version: '24.14.1', reason: 'N.' },
  chromium: { version: '152.0.0.0', reason: 'C.' },
}

const GOOD: ReleaseFacts = {
  version: '1.2.3',
  tag: 'v1.2.3',
  pinned: '45.3.4',
  kind: 'official',
  runtime: { electron: '45.3.4', node: '24.15.0', chromium: '154.0.7600.1' },
  changelog: '# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-12-01\n\n- A change\n',
}

function problemsWith(facts: Partial<ReleaseFacts>) {
  return problemsOf({ ...GOOD, ...facts }, MINIMUMS)
}

test('nothing speaks against a release whose versions fit', () => {
  expect(problemsWith({})).toEqual([])
  expect(problemsWith({ tag: null, changelog: '## [1.2.3] - today' })).toEqual([])
})

test('a tag of another version is a problem, and so is a change that nobody wrote down', () => {
  expect(problemsWith({ tag: 'v1.2.4' })).toEqual([
    'The tag is v1.2.4, and package.json says 1.2.3: it would be v1.2.3.',
  ])
  expect(problemsWith({ tag: '1.2.3' })).toHaveLength(1)
  expect(problemsWith({ changelog: '## Unreleased\n## 1.2.30 - later\n' })).toEqual([
    'CHANGELOG.md has no section 1.2.3.',
  ])
})

test('only the official runtime of the pinned version will do', () => {
  expect(problemsWith({ kind: 'fallback' })).toHaveLength(1)
  expect(problemsWith({ pinned: '45.3.5' })).toHaveLength(1)
  expect(problemsWith({ pinned: '^45.3.4' })).toHaveLength(2)
})

test('each part of the runtime must be past its advisories', () => {
  const { runtime } = GOOD
  expect(problemsWith({ runtime: { ...runtime, node: '24.14.0' } })).toEqual([
    'node is 24.14.0, below 24.14.1. N.',
  ])
  expect(problemsWith({ runtime: { ...runtime, chromium: '151.0.9999.9' } })).toEqual([
    'chromium is 151.0.9999.9, below 152.0.0.0. C.',
  ])
  expect(problemsWith({ pinned: '45.3.3', runtime: { ...runtime, electron: '45.3.3' } })).toEqual([
    'electron is 45.3.3, below 45.3.4. E.',
  ])
  expect(problemsWith({ runtime: { ...runtime, node: 'unknown' } })).toHaveLength(1)
})

test('versions are compared number by number', () => {
  const sorted = ['unknown', '1.2', '1.2.1', '1.10.0', '9.0', '10.0.0.1']
  expect(sorted.toReversed().toSorted(compareVersions)).toEqual(sorted)
  expect(compareVersions('1.2', '1.2.0')).toBe(0)
})

test('a release has the packages of all platforms and nothing else', () => {
  const all = [
    'linux-amd64.deb',
    'linux-amd64.snap',
    'linux-arm64.AppImage',
    'linux-arm64.deb',
    'linux-arm64.snap',
    'linux-arm64.tar.gz',
    'linux-x64.tar.gz',
    'linux-x86_64.AppImage',
    'mac-arm64.dmg',
    'mac-arm64.zip',
    'mac-x64.dmg',
    'mac-x64.zip',
    'win-arm64-setup.exe',
    'win-arm64.zip',
    'win-x64-setup.exe',
    'win-x64.zip',
  ].map((name) => `Parley-1.2.3-${name}`)

  expect(wrongPackages(all, '1.2.3')).toEqual([])
  expect(wrongPackages(all.slice(1), '1.2.3')).toEqual(['Parley-1.2.3-linux-amd64.deb is missing'])
  expect(wrongPackages([...all, 'Parley-1.2.3-development-linux-x64.zip'], '1.2.3')).toEqual([
    'Parley-1.2.3-development-linux-x64.zip is no package',
  ])
})
