// What happens to people and their computers, and what they do.

import type { SimulatedClient } from './client.fixture.ts'
import type { Fault } from './faults.fixture.ts'
import type { Stage } from './stage.fixture.ts'

type ClientFault = Extract<
  Fault,
  | 'client-killed'
  | 'client-crash-at-boundary'
  | 'client-clock-forwards'
  | 'client-clock-backwards'
  | 'client-sleep'
  | 'slow-copy'
  | 'copy-failing'
  | 'rename'
  | 'taken-name'
  | 'leave-and-rejoin'
  | 'discard'
  | 'retry'
  | 'bad-message'
  | 'read-older'
  | 'second-device'
  | 'flood'
  | 'random-bytes'
  | 'wrong-state'
  | 'replayed-frames'
  | 'same-id-again'
  | 'same-id-other-text'
>

const MAX_JUMP_MS = 315_000_000_000
const MAX_CALLS = 30

export const clientFaults: Readonly<Record<ClientFault, (stage: Stage) => void>> = {
  'client-killed': (stage) => {
    const client = someone(stage)
    if (client.loop) stage.faults.strike('client-killed')
    client.die(stage.chance.happens(0.5))
  },
  'client-crash-at-boundary': (stage) => {
    const client = someone(stage)
    client.crashAtBoundary(stage.chance.spread(1, MAX_CALLS), () => {
      stage.faults.strike('client-crash-at-boundary')
      client.die(stage.chance.happens(0.5))
    })
  },
  'client-clock-forwards': (stage) => jump(stage, 'client-clock-forwards', 1),
  'client-clock-backwards': (stage) => jump(stage, 'client-clock-backwards', -1),
  'client-sleep': (stage) => {
    const client = someone(stage)
    stage.faults.strike('client-sleep')
    stage.trace.note('client-sleep', client.settings.label)
    client.machine.sleep()
    stage.scheduler.after(stage.chance.spread(200, 200_000), () => {
      client.machine.wake()
      if (stage.chance.happens(0.8)) client.wake()
    })
  },
  'slow-copy': (stage) => {
    const { copyDisk } = someone(stage)
    copyDisk.isSlow = true
    stage.scheduler.after(stage.chance.spread(500, 20_000), () => {
      copyDisk.isSlow = false
    })
  },
  'copy-failing': (stage) => {
    const { copyDisk } = someone(stage)
    copyDisk.isFailing = true
    stage.scheduler.after(stage.chance.spread(50, 20_000), () => {
      copyDisk.isFailing = false
    })
  },
  rename: (stage) => {
    const client = someone(stage)
    stage.faults.strike('rename')
    client.rename(`${client.settings.label}${stage.chance.below(4)}`)
  },
  'taken-name': (stage) => {
    stage.faults.strike('taken-name')
    someone(stage).rename(someone(stage).name.toUpperCase())
  },
  'leave-and-rejoin': (stage) => {
    const client = someone(stage)
    if (client.loop) stage.faults.strike('leave-and-rejoin')
    client.leave()
  },
  discard: (stage) => {
    const client = someone(stage)
    const pending = client.loop?.view.pending ?? []
    if (pending.length === 0) return
    stage.faults.strike('discard')
    client.discard(stage.chance.pick(pending).id)
  },
  retry: (stage) => {
    const client = someone(stage)
    const failed = client.loop?.view.pending.find(({ state }) => state.kind === 'failed')
    if (!failed) return
    stage.faults.strike('retry')
    client.retry(failed.id)
  },
  'bad-message': (stage) => {
    const client = someone(stage)
    if (client.loop?.isOpen) stage.faults.strike('bad-message')
    // Too long for the host: the client knows once it has met the host.
    client.say('x'.repeat(stage.rules.limits['text-bytes'] + 1))
  },
  'read-older': (stage) => {
    const client = someone(stage)
    if (client.loop?.view.older === 'there') stage.faults.strike('read-older')
    client.readOlder()
  },
  'second-device': (stage) => {
    if (!stage.twin || stage.twin.loop) return
    stage.faults.strike('second-device')
    stage.twin.start()
  },
  flood: (stage) => {
    const peer = stage.chance.pick(stage.peers)
    if (peer.isConnected) peer.flood(stage.chance.spread(5, 40))
    else peer.connect()
  },
  'random-bytes': (stage) => stage.chance.pick(stage.peers).lie('random-bytes'),
  'wrong-state': (stage) => stage.chance.pick(stage.peers).lie('wrong-state'),
  'replayed-frames': (stage) => stage.chance.pick(stage.peers).lie('replayed-frames'),
  'same-id-again': (stage) => repeat(stage, 'same-id-again'),
  'same-id-other-text': (stage) => repeat(stage, 'same-id-other-text'),
}

function repeat(stage: Stage, kind: 'same-id-again' | 'same-id-other-text'): void {
  if (stage.peers.length > 0) stage.chance.pick(stage.peers).lie(kind)
}

function someone(stage: Stage): SimulatedClient {
  return stage.chance.pick(stage.everybody)
}

function jump(
  stage: Stage,
  fault: 'client-clock-forwards' | 'client-clock-backwards',
  direction: 1 | -1,
): void {
  const client = someone(stage)
  stage.faults.strike(fault)
  stage.trace.note(fault, client.settings.label)
  client.machine.jump(direction * stage.chance.spread(100, MAX_JUMP_MS))
}
