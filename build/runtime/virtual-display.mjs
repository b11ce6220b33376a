// A display that nobody sees, for windows in tests. Started directly: xvfb-run looks for a free
// display number in a way that two runs at once can trip over.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SCREEN = '1400x1000x24'
const START_MS = 20_000

/**
 * Runs `work` with a display of its own, and ends the display afterwards. Linux only.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work Gets this process's environment with it.
 * @returns {Promise<T>}
 */
export async function withVirtualDisplay(work) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-display-'))
  const authority = join(folder, 'authority')
  writeFileSync(authority, wildcardAuthority(), { mode: 0o600 })
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-auth', authority]
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  // Ctrl+C and the like end us without passing through `finally`.
  const endServer = () => void server.kill()
  process.once('exit', endServer)
  try {
    const env = {
      ...process.env,
      DISPLAY: `:${await displayNumber(server)}`,
      XAUTHORITY: authority,
    }
    // The desktop's own session would win over DISPLAY.
    return await work({ ...env, WAYLAND_DISPLAY: undefined })
  } finally {
    process.off('exit', endServer)
    endServer()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<number>} Known once the server takes connections.
 */
function displayNumber(server) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Xvfb did not start within 20 s')), START_MS)
    server.on('error', (error) => reject(new Error(`Xvfb could not be started: ${error.message}`)))
    server.on('exit', (code) => reject(new Error(`Xvfb ended with code ${code}`)))
    server.stdio[3]?.on('data', (/** @type {Buffer} */ data) => {
      clearTimeout(timer)
      resolve(Number(data.toString()))
    })
  })
}

/** One X authority record for every display: the number is not known before the server runs. */
function wildcardAuthority() {
  const protocol = Buffer.from('MIT-MAGIC-COOKIE-1')
  const cookie = randomBytes(16)
  const anyHostAnyDisplay = Buffer.from([0xff, 0xff, 0, 0, 0, 0])
  return Buffer.concat([anyHostAnyDisplay, length16(protocol), protocol, length16(cookie), cookie])
}

/** @param {Buffer} value */
function length16(value) {
  return Buffer.from([value.length >> 8, value.length & 0xff])
}
