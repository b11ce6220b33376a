// Somebody who types lines: he reads, until his first line or `/name` makes a member of him.

import { assertNever } from '../../../../shared/assert-never.ts'
import { toSaid } from '../decode.ts'
import type { ClassicAct, ClassicContext, ClassicEvent } from '../protocol.ts'
import { parseLine, type LineRequest } from './command.ts'
import type { TypedLine } from './line-buffer.ts'
import { linesFor } from './event-lines.ts'
import { writeLines, writeMessage, type Style } from './output.ts'
import {
  GOODBYE_LINE,
  guestLine,
  guestName,
  HELP_LINES,
  NAME_USAGE_LINE,
  NO_COMMAND_LINE,
  noticeLine,
  NOT_SAID_LINE,
  ownNameLine,
  WAIT_LINE,
} from './texts.ts'

/** Names that are tried for a guest before he is told to choose one. */
const MOST_TRIES = 20

/** Lines that wait for a name to be accepted, which takes milliseconds: about as many as `text-bytes` hold of what people type. */
const MOST_WAITING = 512

/** What a line is to the person who typed it. */
type Line = Pick<TypedLine, 'text' | 'isContinued'>

type Standing =
  | { readonly kind: 'reader' | 'member' | 'gone' }
  | {
      readonly kind: 'entering'
      /** The number of the name that is tried; null when the person chose the name. */
      readonly guest: number | null
      readonly tries: number
      readonly waiting: readonly Line[]
      /** Whether it was told that no more can wait. */
      readonly isWarned: boolean
      readonly isEnding: boolean
    }

export interface Person {
  readonly context: ClassicContext
  readonly standing: Standing
  /** Whether it was told that something is no command. */
  readonly isHinted: boolean
  /** The name that was made up for him, as long as he was not told how to choose another; else null. */
  readonly untoldName: string | null
  /** Whether the list was asked for and is not answered: a thousand questions in one read are one. */
  readonly isListing: boolean
}

export interface PersonStep {
  readonly person: Person
  readonly acts: readonly ClassicAct[]
}

export const BEGINNING: Pick<Person, 'standing' | 'isHinted' | 'untoldName' | 'isListing'> = {
  standing: { kind: 'reader' },
  isHinted: false,
  untoldName: null,
  isListing: false,
}

/** Does what a line asks for. Blank lines are nothing. */
export function takeLine(person: Person, line: Line, style: Style): PersonStep {
  if (person.standing.kind === 'gone') return { person, acts: [] }
  if (person.standing.kind === 'entering') return wait(person, person.standing, line, style)
  const request: LineRequest = line.isContinued
    ? { kind: 'say', text: line.text }
    : parseLine(line.text)
  switch (request.kind) {
    case 'say':
      return say(person, request.text)
    case 'unknown':
      return sayUnknown(person, request.text, style)
    case 'name':
      return takeName(person, request.name, style)
    case 'who':
      return {
        person: { ...person, isListing: true },
        acts: person.isListing ? [] : [{ type: 'list' }],
      }
    case 'help':
      return { person, acts: writeLines(style, HELP_LINES) }
    case 'quit':
      return close(person, writeLines(style, [GOODBYE_LINE]))
    default:
      return assertNever(request)
  }
}

/** Shows what happens, and answers what was asked. */
export function takeEvent(person: Person, event: ClassicEvent, style: Style): PersonStep {
  if (person.standing.kind === 'gone') return { person, acts: [] }
  switch (event.type) {
    case 'entered':
      return enter(person, event.name, style)
    case 'refused':
      return refuse(person, event, style)
    case 'ended':
      return close(person, writeLines(style, [noticeLine(event.sentence)]))
    case 'message':
      return { person, acts: writeMessage[style](event) }
    case 'members':
      return { person: { ...person, isListing: false }, acts: writeLines(style, linesFor(event)) }
    case 'renamed':
      return {
        person: event.isOwn ? { ...person, untoldName: null } : person,
        acts: writeLines(style, linesFor(event)),
      }
    case 'joined':
    case 'left':
    case 'notice':
      return { person, acts: writeLines(style, linesFor(event)) }
    default:
      return assertNever(event)
  }
}

/** Tells a guest at a terminal, once, how to choose a name. McTainsh's client is told nothing that it did not ask for. */
export function tellGuest(person: Person, style: Style): PersonStep {
  if (person.untoldName === null || style !== 'terminal') return { person, acts: [] }
  const told = writeLines(style, [guestLine(person.untoldName)])
  return { person: { ...person, untoldName: null }, acts: told }
}

/** He says no more: what waits is still said. */
export function finish(person: Person): PersonStep {
  const { standing } = person
  if (standing.kind === 'gone') return { person, acts: [] }
  return standing.kind === 'entering'
    ? { person: { ...person, standing: { ...standing, isEnding: true } }, acts: [] }
    : close(person, [])
}

function wait(
  person: Person,
  standing: Standing & { kind: 'entering' },
  line: Line,
  style: Style,
): PersonStep {
  if (standing.waiting.length >= MOST_WAITING) {
    const warned: Person = { ...person, standing: { ...standing, isWarned: true } }
    return { person: warned, acts: standing.isWarned ? [] : writeLines(style, [WAIT_LINE]) }
  }
  const waiting = [...standing.waiting, { text: line.text, isContinued: line.isContinued }]
  return { person: { ...person, standing: { ...standing, waiting } }, acts: [] }
}

function say(person: Person, typed: string): PersonStep {
  const texts = toSaid(typed, person.context.textBytes)
  if (texts.length === 0) return { person, acts: [] }
  if (person.standing.kind === 'member') {
    return { person, acts: texts.map((text) => ({ type: 'say', text })) }
  }
  // It waits as what it says, and not as what was typed: it must not be read for commands once more.
  const waiting = [{ text: typed, isContinued: true }]
  return tryGuest(person, {
    kind: 'entering',
    guest: person.context.ordinal,
    tries: 1,
    waiting,
    isWarned: false,
    isEnding: false,
  })
}

function sayUnknown(person: Person, text: string, style: Style): PersonStep {
  const isHinted = person.isHinted || style === 'terminal'
  const hint = isHinted && !person.isHinted ? writeLines(style, [NO_COMMAND_LINE]) : []
  const said = say({ ...person, isHinted }, text)
  return { ...said, acts: [...said.acts, ...hint] }
}

function takeName(person: Person, name: string, style: Style): PersonStep {
  if (name === '') return { person, acts: writeLines(style, [NAME_USAGE_LINE]) }
  if (person.standing.kind === 'member') return { person, acts: [{ type: 'rename', name }] }
  const standing: Standing = {
    kind: 'entering',
    guest: null,
    tries: 1,
    waiting: [],
    isWarned: false,
    isEnding: false,
  }
  return { person: { ...person, standing }, acts: [{ type: 'enter', name }] }
}

function tryGuest(
  person: Person,
  standing: Standing & { kind: 'entering'; guest: number },
): PersonStep {
  const acts: readonly ClassicAct[] = [{ type: 'enter', name: guestName(standing.guest) }]
  return { person: { ...person, standing }, acts }
}

function enter(person: Person, name: string, style: Style): PersonStep {
  const { standing } = person
  if (standing.kind !== 'entering') return { person, acts: [] }
  const isGuest = standing.guest !== null
  const untoldName = isGuest ? name : null
  const member: Person = { ...person, standing: { kind: 'member' }, untoldName }
  const told = isGuest
    ? tellGuest(member, style)
    : { person: member, acts: writeLines(style, [ownNameLine(name)]) }
  return takeWaiting(told, standing, style)
}

function refuse(
  person: Person,
  { request, code, sentence }: ClassicEvent & { type: 'refused' },
  style: Style,
): PersonStep {
  const told = writeLines(style, [noticeLine(sentence)])
  const { standing } = person
  if (request !== 'enter' || standing.kind !== 'entering') return { person, acts: told }
  const { guest, tries, isEnding } = standing
  if (guest !== null && code === 'name-taken' && tries < MOST_TRIES) {
    return tryGuest(person, { ...standing, guest: guest + 1, tries: tries + 1 })
  }
  const reader: Person = { ...person, standing: { kind: 'reader' } }
  if (guest === null) return takeWaiting({ person: reader, acts: told }, standing, style)
  const acts = [...told, ...writeLines(style, [NOT_SAID_LINE])]
  return isEnding ? close(person, acts) : { person: reader, acts }
}

/** Does what was asked for while the name was not clear. */
function takeWaiting(
  begun: PersonStep,
  { waiting, isEnding }: Standing & { kind: 'entering' },
  style: Style,
): PersonStep {
  let { person, acts } = begun
  for (const line of waiting) {
    const taken = takeLine(person, line, style)
    person = taken.person
    acts = [...acts, ...taken.acts]
  }
  if (!isEnding) return { person, acts }
  const finished = finish(person)
  return { person: finished.person, acts: [...acts, ...finished.acts] }
}

function close(person: Person, acts: readonly ClassicAct[]): PersonStep {
  return {
    person: { ...person, standing: { kind: 'gone' } },
    acts: [...acts, { type: 'close' }],
  }
}
