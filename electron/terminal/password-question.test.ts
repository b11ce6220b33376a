import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { askPassword } from './password-question.ts'

test.each([
  ['kitchen blue seven\n', 'kitchen blue seven'],
  ['kitchen blue seven\r', 'kitchen blue seven'],
  ['kitchem\u007Fn\n', 'kitchen'],
  ['\n', ''],
  // The input ends, or Ctrl-C is pressed: nobody has answered.
  ['', null],
  ['kitchen', null],
  ['kitchen\u0003', null],
])('what is typed as %j is read, and not shown', async (typed, password) => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const asked = askPassword(input, output)
  input.end(typed)
  expect(await asked).toBe(password)
  expect(String(output.read())).toBe('Password: \n')
})
