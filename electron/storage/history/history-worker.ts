// The entry point of the thread that a history lives on, so that no disk ever stalls the sockets.

import { parentPort, workerData } from 'node:worker_threads'
import { failed, succeeded, type Result } from '../../../shared/result.ts'
import { answerCalls } from '../thread/answer-calls.ts'
import { HandedOver } from '../thread/calls.ts'
import {
  packCommit,
  unpackDrafts,
  type HistoryCalls,
  type HistoryEvent,
  type HistoryWorkerData,
} from './history-calls.ts'
import { SqliteHistory } from './sqlite-history.ts'
import { Upkeep } from './upkeep.ts'

const port = parentPort
if (!port) throw new Error('the history thread was started as a program')

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- threadedHistory gives it.
const { folder, settings } = workerData as HistoryWorkerData

let history: SqliteHistory | null = null
let upkeep: Upkeep | null = null

function opened<T>(act: (history: SqliteHistory) => Result<T>): Result<T> {
  return history ? act(history) : failed('internal-error')
}

/** What of a frame, or of several in one buffer, can be handed over. */
function bufferOf({ buffer }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength > 0 ? [buffer] : []
}

const tell: (event: HistoryEvent) => void = answerCalls<HistoryCalls>(port, {
  start: () => {
    const started = SqliteHistory.open(folder, {
      ...settings,
      onState: (state) => tell({ type: 'state', state }),
      onDamage: (damage) => tell({ type: 'damage', damage }),
    })
    if (!started.ok) return started
    history = started.value
    upkeep = new Upkeep(history)
    return succeeded(undefined)
  },
  open: (room, recent) => {
    const remembered = opened((history) => history.open(room, recent))
    if (remembered.ok) upkeep?.roomOpened()
    return remembered
  },
  commit: (room, drafts, now) => {
    const committed = opened((history) => history.commit(room, unpackDrafts(drafts), now))
    if (!committed.ok) return committed
    const packed = packCommit(committed.value)
    return new HandedOver(succeeded(packed), bufferOf(packed.frames))
  },
  page: (room, query) => {
    const page = opened((history) => history.page(room, query))
    const frame = page.ok ? page.value.facts[0]?.frame : undefined
    return frame ? new HandedOver(page, bufferOf(frame)) : page
  },
  factAt: (room, sequence) => opened((history) => history.factAt(room, sequence)),
  admit: (room, member, since) => opened((history) => history.admit(room, member, since)),
  claimName: (...claim) => opened((history) => history.claimName(...claim)),
  forgetMember: (room, member) => opened((history) => history.forgetMember(room, member)),
  openRegister: () => opened((history) => history.openRegister()),
  keepInvite: (invite) => opened((history) => history.keepInvite(invite)),
  keepGuest: (member, invite) => opened((history) => history.keepGuest(member, invite)),
  close: async () => {
    await upkeep?.stop()
    history?.close()
    history = null
    return succeeded(undefined)
  },
})
