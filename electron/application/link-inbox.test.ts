import { expect, test } from 'vitest'
import { LinkInbox } from './link-inbox.ts'

const FIRST = `parley://192.168.1.20:7465/#${'a'.repeat(52)}`
const SECOND = `parley://192.168.1.21:7465/#${'a'.repeat(52)}`

function openInbox() {
  const told: unknown[] = []
  const page = { isListening: false }
  const inbox = new LinkInbox({
    isPageListening: () => page.isListening,
    tell: (link) => told.push(link),
  })
  return { inbox, page, told }
}

test('a link that comes before the page is held for it, and taken once', () => {
  const { inbox, told } = openInbox()
  inbox.receive([FIRST])
  inbox.receive(['--profile=x'])

  expect(inbox.take()).toEqual({ ok: true, value: FIRST })
  expect(inbox.take()).toBeNull()
  expect(told).toEqual([])
})

test('of several that nobody has seen the last one counts', () => {
  const { inbox } = openInbox()
  inbox.receive([FIRST])
  inbox.receive([SECOND])

  expect(inbox.take()).toEqual({ ok: true, value: SECOND })
})

test('a link is told to a page that listens, and not held for the next one', () => {
  const { inbox, page, told } = openInbox()
  page.isListening = true
  inbox.receive([FIRST])
  inbox.receive(['parley://nowhere'])
  inbox.receive([])

  expect(told).toEqual([
    { ok: true, value: FIRST },
    { ok: false, error: { code: 'bad-invite' } },
  ])
  expect(inbox.take()).toBeNull()
})
