import { expect, test } from 'vitest'
import { EMPTY_VIEW } from '../../shared/session/view.ts'
import { JoinOutcome } from './join-outcome.ts'

test('the end of the input waits for a message that is in no view yet', async () => {
  const outcome = new JoinOutcome()
  const client = { view: EMPTY_VIEW, isCaughtUp: true, waitingCount: 0 }
  let isSettled = false
  const settled = outcome.settled(60_000).then(() => {
    isSettled = true
  })

  outcome.endInput({ ...client, hasWaiting: true })
  await new Promise(setImmediate)
  const before = isSettled
  outcome.observe({ ...client, hasWaiting: false })
  await settled

  expect([before, isSettled]).toEqual([false, true])
})
