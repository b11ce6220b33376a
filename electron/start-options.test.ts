import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { MAX_ARGUMENT_BYTES, parseStartOptions } from './start-options.ts'

const here = resolve('/somewhere')

function profileOf(...argv: readonly string[]) {
  const options = parseStartOptions(argv, here)
  return options.ok ? options.value.profile : options.error.code
}

test('a profile is a folder, seen from where it was typed', () => {
  expect(profileOf()).toBeNull()
  expect(profileOf('--profile', 'second')).toBe(resolve(here, 'second'))
  expect(profileOf('--profile=../second')).toBe(resolve('/second'))
  expect(profileOf(`--profile=${resolve('/third place/ü')}`)).toBe(resolve('/third place/ü'))
})

test('a profile without a folder is refused, and never the usual one instead', () => {
  expect(profileOf('--profile')).toBe('bad-profile')
  expect(profileOf('--profile=')).toBe('bad-profile')
  expect(profileOf('--profile', '--limit=text-bytes=100')).toBe('bad-profile')
})

test('what stands behind a bare -- is no option', () => {
  expect(profileOf('--', '--profile=x', 'parley://x')).toBeNull()
})

test('limits are set by name', () => {
  expect(parseStartOptions(['--limit=text-bytes=100'], here)).toMatchObject({
    value: { limits: { 'text-bytes': 100 } },
  })
  expect(parseStartOptions(['--limit=none=1'], here)).toMatchObject({
    error: { code: 'unknown-limit' },
  })
})

test('arguments of more bytes than a second start can hand over are refused', () => {
  const longest = 'ü'.repeat((MAX_ARGUMENT_BYTES - 2) / 2)
  expect(profileOf(longest)).toBeNull()
  expect(profileOf(`${longest}ü`)).toBe('arguments-too-long')
  expect(profileOf(...Array.from({ length: 9_000 }, () => 'a'))).toBe('arguments-too-long')
  expect(profileOf(...Array.from({ length: 500 }, (_, index) => `--x${index}=y`))).toBeNull()
})
