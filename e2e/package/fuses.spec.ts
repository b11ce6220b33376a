import { copyFileSync } from 'node:fs'
import { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from '@playwright/test'
import { released, underTest } from '../fixtures/packages.ts'

/** The fuses of a release. What is not named here is as Electron has it. */
const RELEASE = {
  RunAsNode: 'off',
  EnableCookieEncryption: 'on',
  EnableNodeOptionsEnvironmentVariable: 'off',
  EnableNodeCliInspectArguments: 'off',
  EnableEmbeddedAsarIntegrityValidation: 'on',
  OnlyLoadAppFromAsar: 'on',
  LoadBrowserProcessSpecificV8Snapshot: 'off',
  GrantFileProtocolExtraPrivileges: 'off',
}

/** In the fuse wire each fuse is a character. */
const STATES = new Map([
  ['0'.charCodeAt(0), 'off'],
  ['1'.charCodeAt(0), 'on'],
])

test('[E9] a release refuses what a person never needs', async () => {
  expect(await readFuses(released)).toEqual(RELEASE)
})

test('[E9] the build under test differs by the one fuse that its driver needs', async () => {
  expect(await readFuses(underTest)).toEqual({ ...RELEASE, EnableNodeCliInspectArguments: 'on' })
})

test('[E9] a fuse that was left on is seen', async () => {
  const copy = test.info().outputPath('with-a-fuse-on')
  copyFileSync(released, copy)

  await flipFuses(copy, { version: FuseVersion.V1, [FuseV1Options.RunAsNode]: true })

  expect(await readFuses(copy)).toEqual({ ...RELEASE, RunAsNode: 'on' })
})

/** By name, as they stand in the binary. */
async function readFuses(executable: string): Promise<Readonly<Record<string, string>>> {
  const wire = new Map(Object.entries(await getCurrentFuseWire(executable)))
  return Object.fromEntries(
    Object.keys(RELEASE).map((name) => {
      const state = wire.get(String(FuseV1Options[name as keyof typeof RELEASE]))
      return [name, STATES.get(Number(state)) ?? 'unknown']
    }),
  )
}
