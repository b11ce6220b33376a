// A fact's body, as shared/protocol/schema.ts has it. Written by hand: this is on the path of every message,
// and a general encoder takes three times as long.

import { assertNever } from '../assert-never.ts'
import { isRuling } from '../protocol/ruling.ts'
import type { Author } from '../protocol/schema.ts'
import type { Draft } from './history.ts'
import type { Ruling } from './standing.ts'

/** What can be stored: what the host is given, and what the store itself has to say. */
export type StorableDraft =
  | Draft
  | { readonly type: 'history-damaged'; readonly missing: number }
  | { readonly type: 'damaged-fact' }

/** Where a fact belongs. */
export interface Place {
  readonly room: string
  readonly sequence: number
  readonly epoch: string
  readonly at: number
}

/** The fact as JSON: `type`, `room`, `sequence`, `epoch`, `at`, then what is its own. */
export function factText(draft: StorableDraft, { room, sequence, epoch, at }: Place): string {
  const place = `{"type":"${draft.type}","room":"${room}","sequence":${sequence},"epoch":"${epoch}","at":${at}`
  if (isRuling(draft)) return place + rulingText(draft)
  switch (draft.type) {
    case 'message':
      return (
        `${place},"id":${JSON.stringify(draft.id)}${authorText('author', draft.author)},` +
        `"text":${JSON.stringify(draft.text)}}`
      )
    case 'member-renamed':
      return (
        `${place},"member":${JSON.stringify(draft.member)},"name":${JSON.stringify(draft.name)},` +
        `"previous":${JSON.stringify(draft.previous)}${markText(draft)}}`
      )
    case 'history-damaged':
      return `${place},"missing":${draft.missing}}`
    case 'damaged-fact':
      return `${place}}`
    default:
      return draft satisfies never
  }
}

function rulingText(draft: Ruling): string {
  switch (draft.type) {
    case 'role-changed':
      return `${authorText('member', draft.member)},"role":"${draft.role}"${byText(draft)}`
    case 'member-banned':
    case 'member-muted':
      return `${authorText('member', draft.member)},"until":${draft.until}${byText(draft)}`
    case 'member-kicked':
    case 'member-unbanned':
    case 'member-unmuted':
      return authorText('member', draft.member) + byText(draft)
    case 'room-locked':
    case 'room-unlocked':
      return byText(draft)
    default:
      return assertNever(draft)
  }
}

function authorText(key: string, author: Author): string {
  const { id, name } = author
  return `,"${key}":{"id":${JSON.stringify(id)},"name":${JSON.stringify(name)}${markText(author)}}`
}

function markText({ unverified }: Pick<Author, 'unverified'>): string {
  return unverified ? ',"unverified":true' : ''
}

function byText({ by }: { readonly by: Author }): string {
  return `${authorText('by', by)}}`
}

/** Bytes of a JSON text in UTF-8. It holds no lone surrogates: JSON escapes them. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    // Each half of a surrogate pair stands for two of its four bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2
  }
  return bytes
}

/** What the store reads back from a body. Only for bodies whose hash was checked. */
export interface StoredText {
  readonly room: string
  readonly sequence: number
  readonly epoch: string
  readonly at: number
  /** Of a message: its id, author and text; otherwise null. */
  readonly said: { readonly id: string; readonly author: string; readonly text: string } | null
}

const decoder = new TextDecoder()

/** The parts of a body that the store needs; null when it is no fact of ours. */
export function readFactText(body: Uint8Array): StoredText | null {
  try {
    const fact: unknown = JSON.parse(decoder.decode(body))
    return isFact(fact)
      ? {
          room: fact.room,
          sequence: fact.sequence,
          epoch: fact.epoch,
          at: fact.at,
          said: isMessage(fact) ? { id: fact.id, author: fact.author.id, text: fact.text } : null,
        }
      : null
  } catch {
    return null // No JSON: whoever asks treats it as damaged.
  }
}

interface Fact {
  readonly type: string
  readonly room: string
  readonly sequence: number
  readonly epoch: string
  readonly at: number
}

interface MessageFact extends Fact {
  readonly id: string
  readonly author: { readonly id: string }
  readonly text: string
}

function isFact(value: unknown): value is Fact {
  return (
    has(value, 'type', 'string') &&
    has(value, 'room', 'string') &&
    has(value, 'sequence', 'number') &&
    has(value, 'epoch', 'string') &&
    has(value, 'at', 'number')
  )
}

function isMessage(fact: Fact): fact is MessageFact {
  return (
    fact.type === 'message' &&
    has(fact, 'id', 'string') &&
    has(fact, 'text', 'string') &&
    'author' in fact &&
    has(fact.author, 'id', 'string')
  )
}

function has(value: unknown, key: string, type: 'string' | 'number'): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, key) &&
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is an object that has the key.
    typeof (value as Record<string, unknown>)[key] === type
  )
}
