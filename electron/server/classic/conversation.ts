// A classic protocol together with its state: what the shell of one connection holds, whichever protocol it is.

import type {
  ClassicAct,
  ClassicContext,
  ClassicEvent,
  ClassicProtocol,
  ClassicStep,
  Joining,
} from './protocol.ts'

/** One connection's side of a protocol. `start` comes first, once. */
export interface ClassicConversation {
  readonly name: string
  readonly writeGapMs: number
  readonly joining: Joining | null
  readonly start: (context: ClassicContext, now: number) => readonly ClassicAct[]
  readonly receive: (bytes: Uint8Array, now: number) => readonly ClassicAct[]
  readonly hear: (event: ClassicEvent, now: number) => readonly ClassicAct[]
  readonly wake: (now: number) => readonly ClassicAct[]
  readonly end: (now: number) => readonly ClassicAct[]
}

/** A conversation that has not started yet. Before `start` nothing is answered. */
export function converse<State>(protocol: ClassicProtocol<State>): ClassicConversation {
  let kept: { readonly state: State } | null = null
  const step = (take: (state: State) => ClassicStep<State>): readonly ClassicAct[] => {
    if (!kept) return []
    const { state, acts } = take(kept.state)
    kept = { state }
    return acts
  }
  return {
    name: protocol.name,
    writeGapMs: protocol.writeGapMs,
    joining: protocol.joining,
    start: (context, now) => {
      const { state, acts } = protocol.start(context, now)
      kept = { state }
      return acts
    },
    receive: (bytes, now) => step((state) => protocol.receive(state, bytes, now)),
    hear: (event, now) => step((state) => protocol.hear(state, event, now)),
    wake: (now) => step((state) => protocol.wake(state, now)),
    end: (now) => step((state) => protocol.end(state, now)),
  }
}
