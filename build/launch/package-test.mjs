// `npm run test:package -- …`: makes development builds of the packages of this platform, and tests what is in them and
// that they can be installed, used and removed (Linux: with apt, as root or with sudo); the arguments are Playwright's.
// With PARLEY_PACKAGES=dist it tests the packages that are there, a release's for example, and dist/under-test.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runInForeground, runProgram } from '../runtime/run-program.mjs'
import { withVirtualDisplay } from '../runtime/virtual-display.mjs'
import { prepareWindow } from './prepare-window.mjs'
import { findTool, log, repositoryRoot, runScript } from './repository.mjs'

const arch = process.arch === 'x64' ? '' : `-${process.arch}`
/** Where the program is in the folder that electron-builder leaves for this machine. */
const EXECUTABLES = new Map([
  ['linux', `linux${arch}-unpacked/parley-chat`],
  ['win32', `win${arch}-unpacked/Parley.exe`],
  ['darwin', `mac${arch}/Parley.app/Contents/MacOS/Parley`],
])

/** @param {readonly string[]} options Of package.mjs. */
async function build(options) {
  const script = join(repositoryRoot, 'build', 'package', 'package.mjs')
  const { code } = await runProgram(process.execPath, [script, ...options], { cwd: repositoryRoot })
  if (code !== 0) throw new Error('the packages could not be built')
}

async function buildAll() {
  // Elsewhere only the application itself is looked at: its installers need tools of their own.
  const targets = process.platform === 'linux' ? [] : ['--dir']
  await build(['--development', ...targets])
  await build(['--development', '--under-test', '--built'])
}

/**
 * The application as electron-builder has left it in a folder.
 * @param {string} output
 */
function executableIn(output) {
  const executable = join(output, EXECUTABLES.get(process.platform) ?? '')
  if (!existsSync(executable)) throw new Error(`there is no ${executable}`)
  return executable
}

await runScript(async () => {
  const playwright = findTool('@playwright/test/cli.js')
  if (playwright === undefined) throw new Error('Playwright is not installed: run npm ci')
  await prepareWindow('tests')
  const present = process.env['PARLEY_PACKAGES']
  if (!present) await buildAll()
  const packages = present ? resolve(present) : join(repositoryRoot, 'dist')
  const variables = {
    PARLEY_PACKAGES: packages,
    PARLEY_RELEASED: executableIn(packages),
    PARLEY_ELECTRON: executableIn(join(packages, 'under-test')),
  }
  log('Testing the packages …')
  const args = [playwright, 'test', '--config', 'e2e/package.config.ts', ...process.argv.slice(2)]
  /** @param {NodeJS.ProcessEnv} env */
  const run = (env) =>
    runInForeground(process.execPath, args, { cwd: repositoryRoot, env: { ...env, ...variables } })
  return process.platform === 'linux' ? withVirtualDisplay(run) : run(process.env)
})
