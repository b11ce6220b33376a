// How soon a message is acknowledged, which is when it is on the disk and told to everybody.
import { measureSync } from './disk.mjs'
import { briefRows, latencyRows, toFigures } from './figures.mjs'
import { Trial } from './trial.mjs'

/** Milliseconds before what is measured, so that code is compiled and buffers have their size. */
const WARM_UP_MS = 1_500

const DURATION_MS = 10_000
const QUICK_DURATION_MS = 2_000

/** Writes to the disk alone. */
const SYNCS = 2_000
const QUICK_SYNCS = 300

const ROOMS = [
  { senders: 1, situation: '1 sender' },
  { senders: 50, situation: '50 senders' },
]

/**
 * @param {import('./scenarios.mjs').Setting} setting
 * @returns {Promise<import('./figures.mjs').Figure[]>}
 */
export async function measureAcknowledgements({ program, isQuick }) {
  const disk = measureSync(isQuick ? QUICK_SYNCS : SYNCS)
  const figures = toFigures('F', 'disk alone', briefRows('4 KiB written and synced', disk))
  const durationMs = isQuick ? QUICK_DURATION_MS : DURATION_MS
  for (const { senders, situation } of ROOMS) {
    // One after the other: they would share the cores.
    // oxlint-disable-next-line no-await-in-loop
    const load = await Trial.run(program, senders, async (trial) => {
      await trial.join()
      await trial.load({ senders, outstanding: senders, durationMs: WARM_UP_MS })
      return trial.load({ senders, outstanding: senders, durationMs })
    })
    figures.push(
      ...toFigures('F', situation, [
        ['acknowledged', load.messagesPerSecond, 'messages/s'],
        ...latencyRows('until acknowledged', load.acknowledgement),
        ['server', load.serverBusy, 'cores'],
        ['other programs', load.othersBusy, 'cores'],
      ]),
    )
  }
  return figures
}
