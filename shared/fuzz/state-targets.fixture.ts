// The two cores, fed with what a peer says: they never throw, never change a value they were given, and a host's room
// stays as it was when it only said no.

import { parseAnswer } from '../protocol/answer.ts'
import { parseRequest } from '../protocol/request.ts'
import type { Effect } from '../room/effect.ts'
import { ROOM, TestHost } from '../room/host.fixture.ts'
import { receiveRequest } from '../room/receive.ts'
import { answerInput, online, testId, type TestSession } from '../session/session.fixture.ts'
import type { SessionInput } from '../session/session.ts'
import type { Target } from './fuzz.fixture.ts'
import { ANSWERS, bytesOf, REQUESTS, same } from './text-targets.fixture.ts'

/** Connections of the host under test. */
const CONNECTIONS = 4

/** What happens to a session apart from answers. */
const LOCAL_INPUTS: ReadonlyMap<string, SessionInput> = new Map(
  Object.entries<SessionInput>({
    'local-wake': { type: 'wake' },
    'local-deadline': { type: 'deadline' },
    'local-lost': { type: 'lost', reason: { code: 'connection-lost' } },
    'local-send': { type: 'send', id: testId('mine'), text: 'text mine' },
    'local-rename': { type: 'rename', name: 'Carl' },
    'local-older': { type: 'read-older', from: null },
    'local-retry': { type: 'retry', id: testId('mine') },
    'local-discard': { type: 'discard', id: testId('mine') },
  }),
)

export const STATE_TARGETS: readonly Target[] = [
  {
    name: 'session',
    seeds: [
      ...ANSWERS.map((answer) => bytesOf(answer)),
      ...Array.from(LOCAL_INPUTS.keys(), (name) => new TextEncoder().encode(name)),
    ],
    isJson: true,
    begin: beginSession,
  },
  {
    name: 'host',
    seeds: REQUESTS.flatMap((request) =>
      Array.from({ length: CONNECTIONS }, (_, id) => bytesOf({ ...request, connection: id })),
    ),
    isJson: true,
    begin: beginHost,
  },
]

function beginSession(): (input: Uint8Array) => void {
  let session = online()
  return (bytes) => {
    const input = inputOf(bytes)
    if (!input) return
    if (session.session.phase.kind === 'ended') session = online()
    if (input.type === 'answer') becomeReachable(session)
    session.now += 500
    freeze(session.session)
    session.effects(input)
  }
}

function inputOf(bytes: Uint8Array): SessionInput | null {
  const local = bytes.length < 32 ? LOCAL_INPUTS.get(new TextDecoder().decode(bytes)) : undefined
  if (local) return local
  const answer = parseAnswer(bytes)
  return answer.ok ? answerInput(answer.value) : null
}

/** The shell hands over what a host says only while a connection stands. */
function becomeReachable(session: TestSession): void {
  if (session.session.phase.kind === 'waiting') session.input({ type: 'wake' })
  if (session.session.phase.kind === 'dialing') session.to('greeting')
  if (session.session.phase.kind === 'opening') session.open(null)
}

function beginHost(): (input: Uint8Array) => void {
  const host = new TestHost()
  // The last connection stays outside until it says hello itself.
  for (let id = 0; id < CONNECTIONS - 1; id += 1) host.seat(id, nameOf(id))
  return (body) => {
    const parsed = parseRequest(body)
    if (!parsed.ok) return
    const id = connectionOf(body)
    host.now += 50
    freeze(host.host)
    freeze(host.connection(id))
    const hear = () =>
      receiveRequest(host.rules, host.host, host.connection(id), parsed.value, host.now)
    const step = hear()
    same(hear().effects, step.effects)
    if (isRefusal(step.effects) && step.host.rooms.get(ROOM) !== host.room()) {
      throw new Error('a refusal changed the room')
    }
    host.hear(id, parsed.value)
    if (step.connection.kind !== 'closed') return
    host.connections.delete(id)
    if (id < CONNECTIONS - 1) host.seat(id, nameOf(id))
  }
}

function nameOf(id: number): string {
  return `Name ${id + 2}`
}

/** Which connection a request says that it is of, by a key that the host drops. */
function connectionOf(body: Uint8Array): number {
  const [, digit = '0'] = /"connection":([0-3])/.exec(new TextDecoder().decode(body)) ?? []
  return Number(digit)
}

function isRefusal(effects: readonly Effect[]): boolean {
  const isSaid = (effect: Effect) => effect.type === 'send' && effect.answer.type === 'refusal'
  return effects.length > 0 && effects.every((effect) => isSaid(effect))
}

const frozen = new WeakSet<object>()

/** Deeply: whoever changes a value that was handed over throws. Bytes cannot be frozen. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || frozen.has(value)) return
  if (ArrayBuffer.isView(value)) return
  frozen.add(value)
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
}
