import { expect, it } from 'vitest'
import { parseAnswer } from '../protocol/answer.ts'
import { factText, type StorableDraft } from './fact-text.ts'

const id = (text: string) => text.padEnd(22, '_')
const place = { room: 'front', sequence: 3, epoch: id('epoch'), at: 7 }
const ann = { id: id('ann'), name: 'Ann' }
const guest = { id: id('guest'), name: 'guest "1"', unverified: true } as const

const DRAFTS: readonly StorableDraft[] = [
  { type: 'message', id: id('m'), author: guest, text: 'hello' },
  {
    type: 'member-renamed',
    member: guest.id,
    name: 'visitor',
    previous: 'guest',
    unverified: true,
  },
  { type: 'member-muted', member: guest, until: 5, by: ann },
  { type: 'member-kicked', member: guest, by: ann },
]

it.each(DRAFTS)('[UV1] keeps in its bytes that somebody is not verified: $type', (draft) => {
  const body = new TextEncoder().encode(factText(draft, place))

  expect(parseAnswer(body)).toEqual({ ok: true, value: { ...draft, ...place } })
})

it('[UV1] says of everybody else nothing', () => {
  const draft = { type: 'message', id: id('m'), author: ann, text: 'hello' } as const

  expect(factText(draft, place)).not.toContain('unverified')
  const odd = factText(draft, place).replace('"Ann"', '"Ann","unverified":"no"')
  expect(parseAnswer(new TextEncoder().encode(odd))).toMatchObject({ value: { author: ann } })
})
