// Judges a simulation at rest: everything healed, everybody has what there is, everybody sees the same.

import { nameKey } from '../protocol/name-key.ts'
import type { ClientOracle } from './client-oracle.fixture.ts'
import type { SimulatedClient } from './client.fixture.ts'
import { ROOM, type SimulatedHost } from './host.fixture.ts'
import type { LogOracle } from './log-oracle.fixture.ts'

/** What is not yet as it should be at rest; null when all is. */
export class RestOracle {
  readonly #host: SimulatedHost
  readonly #log: LogOracle
  readonly #clients: ClientOracle
  /** Above this only the count of members is told. */
  readonly #detailMembers: number

  constructor(host: SimulatedHost, log: LogOracle, clients: ClientOracle, detailMembers: number) {
    this.#host = host
    this.#log = log
    this.#clients = clients
    this.#detailMembers = detailMembers
  }

  /** @param present those who are to be there */
  findUnrest(present: readonly SimulatedClient[]): string | null {
    const room = this.#host.run?.loop.host.rooms.get(ROOM.id)
    if (!room) return 'the host is not up'
    const { seats, names, claims } = room
    const expected = present.map(({ member }) => member).toSorted()
    const seated = [...seats.keys()].toSorted()
    if (seated.join() !== expected.join()) {
      return `I9: ${seated.length} are in the room, ${expected.length} should be`
    }
    const reserved = [...seats.values()].find(({ naming }) => naming !== null)
    if (reserved)
      return `I8: ${reserved.member.name} is still about to be called ${reserved.naming}`
    if (names.size !== claims.size) return `I8: ${claims.size} members hold ${names.size} names`
    const nameless = [...seats.values()].find(({ member }) => {
      return claims.get(member.id)?.key !== nameKey(member.name)
    })
    if (nameless) return `I8: ${nameless.member.name} does not hold the name`
    const members = [...seats.values()].map(
      ({ member }) => `${member.id} ${member.name} ${member.role}`,
    )
    const wanted = members.toSorted().join()
    for (const client of present) {
      const unrest = this.#unrestOf(client, wanted, seats.size)
      if (unrest) return `${unrest} (${client.settings.label})`
    }
    return null
  }

  #unrestOf(client: SimulatedClient, members: string, count: number): string | null {
    return (
      this.#unrestOfSession(client) ??
      this.#unrestOfMembers(client, members, count) ??
      this.#unrestOfFacts(client) ??
      this.#unrestOfOutbox(client) ??
      unrestOfCopy(client)
    )
  }

  /** Online, with everything that was said, and with nothing left to say. */
  #unrestOfSession({ loop }: SimulatedClient): string | null {
    if (!loop) return 'liveness: does not run'
    const { connection, pending } = loop.view
    if (connection.kind !== 'online') return `liveness: is ${connection.kind}`
    const { length } = this.#log.entries
    const last = loop.session.resume?.sequence ?? 0
    if (last !== length && length >= loop.session.first) {
      return `liveness: holds ${last} of ${length} facts`
    }
    const waiting = pending.find(({ state }) => state.kind !== 'failed')
    return waiting ? `liveness: message ${waiting.id} is ${waiting.state.kind}` : null
  }

  /** What a fresh snapshot would show. */
  #unrestOfMembers({ loop }: SimulatedClient, members: string, count: number): string | null {
    const listed = loop?.view.members ?? []
    const shownCount = loop?.view.memberCount ?? 0
    if (shownCount !== count) return `I9: counts ${shownCount} members of ${count}`
    const shown = listed.map(({ id, name, role }) => `${id} ${name} ${role}`)
    const isSame = count > this.#detailMembers || shown.toSorted().join() === members
    return isSame ? null : `I10: sees ${shown.join()} not ${members}`
  }

  /** What waits on the disk is stored at the host already, or is shown as waiting. */
  #unrestOfOutbox({ copyDisk, loop, member }: SimulatedClient): string | null {
    const shown = new Set(loop?.view.pending.map(({ id }) => id))
    const lost = copyDisk.content?.outbox.find(({ id }) => {
      return !shown.has(id) && !this.#log.hasKnown(member, id) && !this.#clients.isDiscarded(id)
    })
    return lost ? `copy: message ${lost.id} waits on the disk and nobody knows` : null
  }

  /** Everything that is shown is what is stored, up to the end. */
  #unrestOfFacts(client: SimulatedClient): string | null {
    const facts = this.#clients.factsOf(client)
    const shown = client.loop?.view.timeline.filter(({ key }) => key.startsWith('f')).length
    if (facts.length !== shown) return `I4: shows ${shown} of ${facts.length} facts`
    const { length } = this.#log.entries
    const last = facts.at(-1)?.sequence ?? 0
    const first = client.loop?.session.first ?? 1
    if (last !== length && length >= first) return `I4: shows facts up to ${last} of ${length}`
    const other = facts.find((fact) => {
      const id = fact.type === 'message' ? fact.id : null
      return !this.#log.isStored(fact.sequence, fact.type, id)
    })
    return other ? `I4: shows a fact ${other.sequence} that is not the stored one` : null
  }
}

/** The gaps are filled, and what waits on the disk is what is shown. */
function unrestOfCopy({ loop, settings }: SimulatedClient): string | null {
  const session = loop?.session
  if (!session) return 'liveness: does not run'
  const { first, resume } = session
  // What is from before the member may not be read any more, if the host has forgotten when he joined.
  const held = session.held.filter(({ to }) => to >= first)
  if (held.length > 1) return `liveness: has gaps between ${held.length} ranges`
  const isWhole = (held[0]?.from ?? first) <= first
  if (settings.fill === 'everything' && resume && !isWhole)
    return 'liveness: has not read everything'
  return null
}
