// A client's copy of a long history: opening a room, scrolling back in it, searching it.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { field, listField, numberField, textField } from '../runtime/json.mjs'
import { CopyThread } from './copy-thread.mjs'
import { briefRows } from './figures.mjs'
import { LatencyHistogram } from './latency-histogram.mjs'
import { ROOM } from './line.mjs'
import { textOf } from './message-text.mjs'
import { OthersWatch } from './process-usage.mjs'
import { SEARCHES } from './searches.mjs'

const KEY = { host: 'b'.repeat(52), room: ROOM }
const EPOCH = randomId()
const AUTHOR = { id: randomId(), name: 'Ada' }

/** Facts kept at a time. */
const KEPT_AT_ONCE = 500

/** Facts of a page, and messages that a search finds at most. */
const PAGE_FACTS = 50
const FOUND = 50

/** How often each is asked. The copy is opened anew by a fresh thread each time. */
const OPENS = 20
const ASKED = 1_000
const QUICK_ASKED = 100

/**
 * @param {import('./server-process.mjs').ServerProgram} program
 * @param {number} messages
 * @param {boolean} isQuick
 * @returns {Promise<import('./figures.mjs').Row[]>}
 */
export async function measureLongCopy(program, messages, isQuick) {
  const worker = join(dirname(program.file), 'copy-worker.js')
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const others = new OthersWatch()
  const count = isQuick ? QUICK_ASKED : ASKED
  try {
    const seconds = await fill(new CopyThread(worker, folder), messages)
    const bytes = bytesOf(folder)
    const opened = await measureOpening(worker, folder, messages)
    const thread = new CopyThread(worker, folder)
    const rows = await measureReading(thread, messages, count)
    await thread.end()
    return [
      ['filled', messages / seconds, 'messages/s'],
      ['on the disk', bytes / messages, 'bytes/message'],
      ...briefRows('open, by a fresh thread', opened),
      ...rows,
      ['other programs', others.cores(0), 'cores'],
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {CopyThread} thread
 * @param {number} messages
 */
async function fill(thread, messages) {
  const start = performance.now()
  await thread.call('begin', [])
  const you = { ...AUTHOR, role: 'member' }
  await thread.call('describe', [KEY, { id: ROOM, name: 'Front room' }, you])
  for (let from = 1; from <= messages; from += KEPT_AT_ONCE) {
    const to = Math.min(messages, from + KEPT_AT_ONCE - 1)
    const facts = Array.from({ length: to - from + 1 }, (_, index) => copiedFact(from + index))
    // oxlint-disable-next-line no-await-in-loop
    await thread.call('keep', [KEY, facts, [{ from: 1, to }]])
  }
  const seconds = (performance.now() - start) / 1e3
  await thread.end()
  return seconds
}

/**
 * @param {string} worker
 * @param {string} folder
 * @param {number} messages
 */
async function measureOpening(worker, folder, messages) {
  const latency = new LatencyHistogram()
  /* oxlint-disable no-await-in-loop -- one opening after the other is the point */
  for (let number = 0; number < OPENS; number++) {
    const start = performance.now()
    const thread = new CopyThread(worker, folder)
    await thread.call('begin', [])
    const room = await thread.call('open', [KEY, PAGE_FACTS])
    latency.add(performance.now() - start)
    await thread.end()
    checkPage(listField(room, 'newest'), messages + 1)
  }
  /* oxlint-enable no-await-in-loop */
  return latency
}

/**
 * @param {CopyThread} thread
 * @param {number} messages
 * @param {number} count
 */
async function measureReading(thread, messages, count) {
  const pages = await measurePages(thread, messages, count)
  const rows = briefRows('page', pages)
  for (const search of SEARCHES) {
    // oxlint-disable-next-line no-await-in-loop
    rows.push(...briefRows(search.title, await measureSearch(thread, search, messages, count)))
  }
  return rows
}

/**
 * @param {CopyThread} thread
 * @param {number} messages
 * @param {number} count
 */
async function measurePages(thread, messages, count) {
  const latency = new LatencyHistogram()
  for (let number = 0; number < count; number++) {
    const before = PAGE_FACTS + 1 + Math.floor(Math.random() * (messages - PAGE_FACTS))
    const start = performance.now()
    // oxlint-disable-next-line no-await-in-loop
    const page = await thread.call('page', [KEY, { before, from: 1, facts: PAGE_FACTS }])
    latency.add(performance.now() - start)
    checkPage(Array.isArray(page) ? page : [], before)
  }
  return latency
}

/**
 * @param {CopyThread} thread
 * @param {import('./searches.mjs').Search} search
 * @param {number} messages
 * @param {number} count
 */
async function measureSearch(thread, { toQuery }, messages, count) {
  const latency = new LatencyHistogram()
  for (let number = 0; number < count; number++) {
    const { words, isRight } = toQuery(messages)
    const start = performance.now()
    // oxlint-disable-next-line no-await-in-loop
    const found = await thread.call('search', [KEY, words, FOUND])
    latency.add(performance.now() - start)
    const numbers = (Array.isArray(found) ? found : []).map(readFound)
    const isOrdered = numbers.every((one, index) => index === 0 || one < (numbers[index - 1] ?? 0))
    if (!isOrdered || !isRight(numbers)) {
      throw new Error(`searching ${words} found ${numbers.join(' ')}`)
    }
  }
  return latency
}

/**
 * @param {unknown} message
 * @returns {number} NaN when it is not what was said under this number.
 */
function readFound(message) {
  const sequence = numberField(message, 'sequence') ?? 0
  return textField(message, 'text') === textOf(sequence) ? sequence : NaN
}

/**
 * @param {readonly unknown[]} page
 * @param {number} before
 */
function checkPage(page, before) {
  const isWhole = page.every((copied, index) => {
    const sequence = before - PAGE_FACTS + index
    const fact = field(copied, 'fact')
    return (
      numberField(fact, 'sequence') === sequence && textField(fact, 'text') === textOf(sequence)
    )
  })
  if (page.length !== PAGE_FACTS || !isWhole) {
    throw new Error(`the page of the copy before ${before} holds something else`)
  }
}

/** @param {number} sequence */
function copiedFact(sequence) {
  const fact = {
    type: 'message',
    room: ROOM,
    sequence,
    epoch: EPOCH,
    id: randomId(),
    author: AUTHOR,
    at: 1_700_000_000_000 + sequence,
    text: textOf(sequence),
  }
  return { epoch: EPOCH, hash: randomId(), fact }
}

/** @param {string} folder */
function bytesOf(folder) {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

function randomId() {
  return randomBytes(16).toString('base64url')
}
