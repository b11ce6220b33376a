// `npm run icons`: makes the icons of all platforms from icon.svg. They are kept in the repository, with checksums of
// the drawing and of each file: a drawing that changed without them turns icons.test.ts red.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareWindow, sandboxOptions } from '../launch/prepare-window.mjs'
import { hasDisplay, log, runScript } from '../launch/repository.mjs'
import { runProgram } from '../runtime/run-program.mjs'
import { withVirtualDisplay } from '../runtime/virtual-display.mjs'
import { icnsFile, ICNS_TYPES, icoFile } from './icon-files.mjs'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Pixels. Those that the icon theme of a Linux desktop looks for. */
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512]
/** Pixels. Those that Windows shows at 100 to 400 %. */
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256]
/** Apple's icon grid leaves 100 of 1,024 pixels free at each side, for the shadow. */
const MAC_MARGIN = 100 / 1_024

/** @returns {readonly { name: string, size: number, margin: number }[]} */
function wantedPictures() {
  const full = new Set([...LINUX_SIZES, ...WINDOWS_SIZES])
  const mac = new Set(ICNS_TYPES.map(({ size }) => size))
  return [
    ...[...full].map((size) => ({ name: `full-${size}`, size, margin: 0 })),
    ...[...mac].map((size) => ({ name: `mac-${size}`, size, margin: size * MAC_MARGIN })),
  ]
}

/** @param {string} drawn The folder of the PNG files. */
function iconFiles(drawn) {
  /** @param {string} name */
  const read = (name) => readFileSync(join(drawn, `${name}.png`))
  const mac = new Map(ICNS_TYPES.map(({ size }) => [size, read(`mac-${size}`)]))
  return new Map([
    ...LINUX_SIZES.map(
      (size) => /** @type {const} */ ([`linux/${size}x${size}.png`, read(`full-${size}`)]),
    ),
    ['icon.ico', icoFile(WINDOWS_SIZES.map((size) => ({ size, png: read(`full-${size}`) })))],
    ['icon.icns', icnsFile(mac)],
  ])
}

/** @param {Buffer} bytes */
function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

await runScript(async () => {
  const runtime = await prepareWindow('tests')
  const options = await sandboxOptions(runtime.distPath)
  const drawn = mkdtempSync(join(tmpdir(), 'parley-icons-'))
  try {
    const source = join(folder, 'icon.svg')
    const args = [...options, join(folder, 'renderer'), source, drawn]
    const all = [...args, JSON.stringify({ pictures: wantedPictures() })]
    /** @param {NodeJS.ProcessEnv} env */
    const draw = (env) => runProgram(runtime.executable, all, { env, capture: true })
    const { code, output } = await (hasDisplay() ? draw(process.env) : withVirtualDisplay(draw))
    if (code !== 0) throw new Error(`the icons could not be drawn:\n${output}`)
    const files = iconFiles(drawn)
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), bytes)
    }
    const sums = {
      'icon.svg': sha256(readFileSync(source)),
      ...Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)])),
    }
    writeFileSync(join(folder, 'sums.json'), `${JSON.stringify(sums, null, 2)}\n`)
    log(`${files.size} icons written with Electron ${runtime.version}.`)
  } finally {
    rmSync(drawn, { recursive: true, force: true })
  }
})
