import { expect, test } from 'vitest'
import { parseFurtherPorts } from './further-ports.ts'

test.each([
  ['', []],
  ['  ', []],
  ['6000', [6000]],
  ['6000 1000,399', [6000, 1000, 399]],
  [' 6000 ; 1000 ', [6000, 1000]],
])('%j are the ports %j', (text, ports) => {
  expect(parseFurtherPorts(text)).toEqual(ports)
})

test.each(['0', '65536', 'six', '6000-6005', '1 2 3 4 5 6 7 8 9'])('%j are none', (text) => {
  expect(parseFurtherPorts(text)).toBeNull()
})
