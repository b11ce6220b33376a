// A process of the load generator: does what bench.mjs tells it, one command at a time.
import { textField } from '../runtime/json.mjs'
import { Crowd } from './crowd.mjs'

/**
 * @typedef {object} Command
 * @property {'join' | 'see-everybody' | 'talk' | 'finish'} type
 * @property {number} [port] `join`.
 * @property {number} [total] `join`: members in all processes.
 * @property {readonly number[]} [indices] `join`: the members of this process.
 * @property {import('./crowd.mjs').Talk} [talk] `talk`.
 * @property {number} [sequence] `finish`: of the last message.
 * @property {number} [timeoutMs] `finish`.
 */
/**
 * @typedef {object} Reply
 * @property {readonly string[]} violations
 * @property {number} cpuSeconds Of this process since it began.
 * @property {number} [at] Milliseconds of the shared clock at which it came about.
 * @property {number} [sent] Messages.
 * @property {number} [deliveries]
 * @property {import('./latency-histogram.mjs').HistogramParts} [latency]
 * @property {import('./latency-histogram.mjs').HistogramParts} [acknowledgement] Of own messages.
 * @property {string} [digest] Of all that the members of this process received.
 */

let crowd = new Crowd(0)

/**
 * @param {Command} command
 * @returns {Promise<Partial<Reply>>}
 */
async function perform(command) {
  switch (command.type) {
    case 'join':
      crowd = new Crowd(command.total ?? 0)
      await crowd.join(command.port ?? 0, command.indices ?? [])
      return { at: crowd.joinedAt }
    case 'see-everybody':
      await crowd.seeEverybody()
      return { at: crowd.countedAt }
    case 'talk':
      if (!command.talk) throw new Error('talk without a talk')
      return { sent: await crowd.talk(command.talk) }
    case 'finish':
      return crowd.finish(command.sequence ?? 0, command.timeoutMs ?? 0)
    default:
      throw new Error('no such command')
  }
}

/**
 * @param {unknown} message
 * @returns {message is Command}
 */
function isCommand(message) {
  // Only bench.mjs, which is of the same version, can send any: the type tells it from other things.
  return textField(message, 'type') !== undefined
}

/** @param {Command} command */
async function answer(command) {
  const reply = await perform(command)
  const { user, system } = process.cpuUsage()
  process.send?.({ ...reply, violations: crowd.violations, cpuSeconds: (user + system) / 1e6 })
}

process.on('message', (message) => {
  if (isCommand(message)) void answer(message)
})
// The end of bench.mjs, however it came, is the end of this process.
process.on('disconnect', () => process.exit())
// Ctrl-C reaches all processes of the terminal: bench.mjs decides.
process.on('SIGINT', () => {})
