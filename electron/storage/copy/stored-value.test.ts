import { expect, test } from 'vitest'
import { EPOCH } from './copy.fixture.ts'
import { DamagedValueError, readFact, readFailure } from './stored-value.ts'

test('what a newer version has kept has its place', () => {
  const place = { room: 'front', sequence: 7, epoch: EPOCH, at: 5 }
  expect(readFact(JSON.stringify({ ...place, type: 'poll-opened', question: 'Tea?' }))).toEqual({
    ...place,
    type: 'unknown-fact',
  })
})

test('what has no place was damaged', () => {
  expect(() => readFact('{"type":"poll-opened"}')).toThrow(DamagedValueError)
  expect(() => readFact('{')).toThrow(DamagedValueError)
})

test('what is known and does not fit was damaged', () => {
  const place = { room: 'front', sequence: 7, epoch: EPOCH, at: 5 }
  expect(() => readFact(JSON.stringify({ ...place, type: 'message' }))).toThrow(DamagedValueError)
})

test('a reason that cannot be read costs no message', () => {
  expect(readFailure('{"code":"text-too-long","detail":{"max":null}}')).toEqual({
    code: 'internal-error',
  })
  expect(readFailure('{"code":"read-only"}')).toEqual({ code: 'read-only' })
})
