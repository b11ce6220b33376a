import { expect, test } from 'vitest'
import { planPackages } from './plan.mjs'

const wish = {
  os: undefined,
  isDevelopment: false,
  isUnpackedOnly: false,
  isUnderTest: false,
  isSnapOnly: false,
  version: '1.2.3',
}

function machine(
  kind: 'official' | 'fallback',
  platform = 'linux',
  { hasDpkg = true, hasSnapcraft = false } = {},
) {
  const runtime = { distPath: '/runtime', executable: '/runtime/electron', version: '33.0.0', kind }
  return { runtime, platform, arch: 'x64', hasDpkg, hasSnapcraft }
}

test('with the pinned Electron every package of the configuration is made, for both processors', () => {
  const { runs, notBuilt, isDevelopment } = planPackages(wish, machine('official'))

  expect(isDevelopment).toBe(false)
  expect(notBuilt.join(' ')).toContain('npm run package -- --snap')
  expect(runs).toEqual([
    ['--linux', 'AppImage', 'tar.gz', '--x64', '--arm64', '-c.directories.output=dist'],
    ['--linux', 'deb', '--x64', '--prepackaged=dist/linux-unpacked', '-c.directories.output=dist'],
    [
      '--linux',
      'deb',
      '--arm64',
      '--prepackaged=dist/linux-arm64-unpacked',
      '-c.directories.output=dist',
    ],
  ])
  expect(planPackages(wish, machine('official', 'win32')).runs[0]?.[0]).toBe('--win')
  expect(planPackages(wish, machine('official', 'darwin')).prebuilds).toBe('darwin')
})

test('with another runtime the builds have the word in their version, and say what is left out', () => {
  const { runs, notBuilt } = planPackages(wish, machine('fallback'))

  for (const args of runs) expect(args).toContain('-c.extraMetadata.version=1.2.3-development')
  expect(runs.flat()).not.toContain('AppImage')
  expect(notBuilt.join(' ')).toContain('AppImage')
})

test('a development build is one with the pinned Electron too, and is made of that one', () => {
  const { isDevelopment, runs } = planPackages(
    { ...wish, isDevelopment: true },
    machine('official'),
  )

  expect(isDevelopment).toBe(true)
  for (const args of runs) {
    expect(args).toContain('-c.extraMetadata.version=1.2.3-development')
    expect(args).toContain('-c.electronDist=/runtime')
    expect(args).not.toContain('--arm64')
  }
})

test('the build under test has one fuse more, and a release has none', () => {
  const fuse = /electronFuses/

  const underTest = planPackages({ ...wish, isUnderTest: true }, machine('official'))

  expect(underTest.output).toBe('dist/under-test')
  expect(underTest.runs.flat().filter((argument) => fuse.test(argument))).toEqual([
    '-c.electronFuses.enableNodeCliInspectArguments=true',
  ])
  for (const kind of ['official', 'fallback'] as const) {
    expect(
      planPackages(wish, machine(kind))
        .runs.flat()
        .filter((argument) => fuse.test(argument)),
    ).toEqual([])
  }
})

test.each([
  ['mac', 'official', 'on macOS only'],
  ['win', 'fallback', 'cannot be downloaded here'],
  ['amiga', 'official', 'no packages for amiga'],
] as const)(
  'a package for %s that cannot be made here is refused in a sentence',
  (os, kind, says) => {
    expect(() => planPackages({ ...wish, os }, machine(kind))).toThrow(says)
  },
)

test('without dpkg-deb there is no deb, and it is said', () => {
  const { runs, notBuilt } = planPackages(wish, machine('fallback', 'linux', { hasDpkg: false }))

  expect(runs.flat()).not.toContain('deb')
  expect(notBuilt.join(' ')).toContain('dpkg-deb')
})

const machineOfSnaps = machine('fallback', 'linux', { hasSnapcraft: true })

test('a snap is made by itself, for the processor of this machine', () => {
  const { runs } = planPackages(
    { ...wish, isSnapOnly: true },
    machine('official', 'linux', { hasSnapcraft: true }),
  )

  expect(runs).toEqual([['--linux', 'snap', '--x64', '-c.directories.output=dist']])
  expect(planPackages({ ...wish, isSnapOnly: true }, machineOfSnaps).runs.flat()).toContain(
    '-c.snapcraft.core24.grade=devel',
  )
})

test.each(['linux', 'win32', 'darwin'])('without snapcraft on %s it is said how', (platform) => {
  const wanted = () => planPackages({ ...wish, isSnapOnly: true }, machine('official', platform))

  expect(wanted).toThrow('snap install snapcraft')
})
