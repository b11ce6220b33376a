import { expect, test } from 'vitest'
import type { Message } from '../../../shared/protocol/schema.ts'
import type { TimelineEntry } from '../../../shared/session/timeline.ts'
import { announcementOf, messagesSince } from './news.ts'

const joined = {
  room: { id: 'front', name: 'Workshop' },
  you: { id: 'you', name: 'Maria', role: 'member' as const },
  sequence: 0,
}

function message(author: string, text = 'hi'): Message {
  return {
    type: 'message',
    room: 'front',
    sequence: 1,
    epoch: 'epoch',
    id: author,
    author: { id: author, name: author },
    at: 0,
    text,
  }
}

const entry = (author: string, key: string): TimelineEntry => ({
  kind: 'message',
  key,
  message: message(author),
})

test('only the messages of others that were added since count', () => {
  const timeline = [entry('ann', 'e0'), entry('bob', 'e1'), entry('you', 'e2'), entry('cid', 'e3')]
  const since = messagesSince({ timeline, entriesAdded: 4, joined }, 1)
  expect(since.map(({ author }) => author.name)).toEqual(['bob', 'cid'])
  expect(messagesSince({ timeline, entriesAdded: 4, joined }, 4)).toEqual([])
})

test('entries that have left the view are not counted', () => {
  const timeline = [entry('ann', 'e8'), entry('bob', 'e9')]
  expect(messagesSince({ timeline, entriesAdded: 10, joined }, 0)).toHaveLength(2)
})

test('older messages that are read at the top are not counted', () => {
  const page = [entry('ann', 'f1'), entry('bob', 'f2')]
  const timeline = [...page, entry('cid', 'f3'), entry('dan', 'f4')]
  const since = messagesSince({ timeline, entriesAdded: 2, joined }, 1)
  expect(since.map(({ author }) => author.name)).toEqual(['dan'])
  expect(messagesSince({ timeline, entriesAdded: 2, joined }, 2)).toEqual([])
})

test('few messages are read out, many are told by their number', () => {
  expect(announcementOf([message('ann', 'hello')])).toEqual({
    kind: 'texts',
    messages: [{ name: 'ann', text: 'hello' }],
  })
  const many = Array.from({ length: 4 }, () => message('ann'))
  expect(announcementOf(many)).toEqual({ kind: 'count', count: 4 })
})

test('of a long message only the beginning is read out', () => {
  const announcement = announcementOf([message('ann', 'x'.repeat(4_000))])
  expect(announcement.kind === 'texts' && announcement.messages[0]?.text.length).toBeLessThan(300)
})
