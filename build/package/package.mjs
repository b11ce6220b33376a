// `npm run package`: the packages of this platform; `npm run package:linux`, `:win`, `:mac` those of another.
// `-- --dir` leaves the application unpacked. `-- --under-test` makes the build that Playwright can drive: unpacked, in
// dist/under-test, and with one more fuse on. `-- --snap` makes the snap, for this processor, and nothing else. Release packages need the pinned Electron; with any other runtime there
// are development builds of what can be made from it, with the word in their version. `-- --development` makes those with
// any runtime, for this machine. `--built` takes out/ as the run before has left it.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildAnew } from '../launch/ensure-built.mjs'
import { findTool, log, repositoryRoot, runScript } from '../launch/repository.mjs'
import { ensureElectronRuntime } from '../runtime/electron-runtime.mjs'
import { readJson, textField } from '../runtime/json.mjs'
import { runProgram } from '../runtime/run-program.mjs'
import { ensureProgram, findOnPath } from '../runtime/system-libraries.mjs'
import { planPackages } from './plan.mjs'

const { values, positionals } = parseArgs({
  options: {
    development: { type: 'boolean' },
    dir: { type: 'boolean' },
    'under-test': { type: 'boolean' },
    snap: { type: 'boolean' },
    built: { type: 'boolean' },
  },
  allowPositionals: true,
})
const fpm = join(repositoryRoot, 'build', 'package', 'fpm.mjs')

/** @returns {Promise<NodeJS.ProcessEnv>} With the tools that electron-builder would otherwise download. */
async function toolsOfSystem() {
  if (process.platform !== 'linux') return {}
  try {
    const sevenZip = await ensureProgram({ name: '7zz', debianPackage: '7zip', log })
    return { ELECTRON_BUILDER_7ZIP_PATH: sevenZip }
  } catch (error) {
    log(`${error instanceof Error ? error.message : String(error)}. electron-builder gets its own.`)
    return {}
  }
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} environment
 */
async function runBuilder(args, environment) {
  const builder = findTool('electron-builder/cli.js')
  if (builder === undefined) throw new Error('electron-builder is not installed: run npm ci')
  const { code } = await runProgram(
    process.execPath,
    [builder, '-c.extends=build/electron-builder.yml', '--publish=never', ...args],
    { cwd: repositoryRoot, env: { ...process.env, CUSTOM_FPM_PATH: fpm, ...environment } },
  )
  if (code !== 0) throw new Error(`electron-builder ended with code ${code}`)
}

/**
 * What an earlier run has left must not be taken for what this one makes.
 * @param {string} output Folder.
 * @param {string} os As in the names of packages.
 */
function removeEarlier(output, os) {
  if (!existsSync(output)) return
  const isOfThis = new RegExp(`-${os}-|^${os}(-\\w+)?(-unpacked)?$`)
  for (const name of readdirSync(output)) {
    if (isOfThis.test(name)) rmSync(join(output, name), { recursive: true, force: true })
  }
}

/**
 * For a deb electron-builder adds a file to the folder that all packages are made of. Our debs leave it out.
 * @param {string} output
 */
function removeProfiles(output) {
  for (const name of readdirSync(output).filter((name) => name.endsWith('-unpacked'))) {
    rmSync(join(output, name, 'resources', 'apparmor-profile'), { force: true })
  }
}

await runScript(async () => {
  const runtime = await ensureElectronRuntime({ log })
  const version = textField(readJson(join(repositoryRoot, 'package.json')), 'version') ?? ''
  const plan = planPackages(
    {
      os: positionals[0],
      isDevelopment: values.development === true,
      isUnpackedOnly: values.dir === true,
      isUnderTest: values['under-test'] === true,
      isSnapOnly: values.snap === true,
      version,
    },
    {
      runtime,
      platform: process.platform,
      arch: process.arch,
      hasDpkg: findOnPath('dpkg-deb') !== undefined,
      hasSnapcraft: findOnPath('snapcraft') !== undefined,
    },
  )
  const output = join(repositoryRoot, plan.output)
  removeEarlier(output, plan.os)
  if (!values.built) await buildAnew(['main', 'preload', 'renderer'])
  const tools = plan.isDevelopment ? await toolsOfSystem() : {}
  for (const args of plan.runs) {
    // oxlint-disable-next-line no-await-in-loop -- one takes what the other has left
    await runBuilder(args, { ...tools, PARLEY_PREBUILDS: plan.prebuilds })
  }
  removeProfiles(output)
  rmSync(join(output, 'builder-debug.yml'), { force: true })
  for (const name of readdirSync(output).filter((name) => name.startsWith('Parley-'))) {
    log(`${plan.output}/${name}`)
  }
  for (const sentence of plan.notBuilt) log(sentence)
})
