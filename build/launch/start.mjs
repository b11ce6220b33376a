// `npm start`: the application in a window; without a display the same job in the terminal.
import { runInForeground } from '../runtime/run-program.mjs'
import { ensureBuilt } from './ensure-built.mjs'
import { prepareWindow, sandboxOptions } from './prepare-window.mjs'
import { hasDisplay, log, repositoryRoot, runScript } from './repository.mjs'
import { runTerminal } from './run-terminal.mjs'

const WITHOUT_DISPLAY = `There is no display, so this hosts a room in the terminal, for this machine only.
  Join it from another terminal (PORT is in the line below):
    npm run -s join -- 127.0.0.1:PORT --name YOU --trust-new
  Open it to the network instead:
    npm run -s serve -- --bind 0.0.0.0
  Run the window on a display that nobody sees:
    xvfb-run -a npm start
  Ctrl+C ends it.`

/** @param {readonly string[]} args For the application. */
async function startWindow(args) {
  const runtime = await prepareWindow('window')
  await ensureBuilt()
  const options = await sandboxOptions(runtime.distPath)
  log(`Starting Parley on Electron ${runtime.version} …`)
  return runInForeground(runtime.executable, [...options, repositoryRoot, ...args])
}

/** @param {readonly string[]} args For `serve`. */
async function startTerminal(args) {
  log(WITHOUT_DISPLAY)
  await runTerminal(['serve', '--bind', '127.0.0.1', ...args])
}

const args = process.argv.slice(2)
await runScript(() => (hasDisplay() ? startWindow(args) : startTerminal(args)))
