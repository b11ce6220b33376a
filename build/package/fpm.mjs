#!/usr/bin/env node
// Makes the deb: electron-builder calls it, by CUSTOM_FPM_PATH, as it would call fpm, a program of the Ruby world that
// it otherwise downloads. It takes the arguments that electron-builder gives for a deb and no others, and leaves the
// archive itself to Debian's dpkg-deb.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { runScript } from '../launch/repository.mjs'
import { runProgram } from '../runtime/run-program.mjs'
import { setModes, writeControlFiles } from './deb-files.mjs'

/** @type {{ type: 'string', default: string }} */
const text = { type: 'string', default: '' }
/** @type {{ type: 'string', multiple: true, default: string[] }} */
const texts = { type: 'string', multiple: true, default: [] }

/** The two scripts of electron-builder's are taken and left: see docs/decisions/0015-packages.md. */
const OPTIONS = {
  input: { ...text, short: 's' },
  output: { ...text, short: 't' },
  depends: { ...texts, short: 'd' },
  force: /** @type {const} */ ({ type: 'boolean' }),
  architecture: text,
  'after-install': text,
  'after-remove': text,
  description: text,
  version: text,
  package: text,
  name: text,
  maintainer: text,
  vendor: text,
  url: text,
  category: text,
  license: text,
  'deb-priority': text,
  'deb-recommends': texts,
  'deb-compression': text,
}

/** What dpkg-deb calls the kinds of compression that fpm has. */
const COMPRESSION = new Map([
  ['xz', 'xz'],
  ['gz', 'gzip'],
  ['zst', 'zstd'],
])

/** What electron-builder puts there although nothing here uses it. */
const LEFT_OUT = ['resources/apparmor-profile']

/**
 * @param {readonly string[]} mappings `SOURCE=TARGET`; a source that ends in a slash means what is in it.
 * @param {string} root
 * @returns {string} The folder of the application, as installed.
 */
function copyInto(mappings, root) {
  let application = ''
  for (const mapping of mappings) {
    const at = mapping.lastIndexOf('=')
    const [source, target] = [mapping.slice(0, at), mapping.slice(at + 1)]
    if (at < 1 || !target.startsWith('/')) throw new Error(`cannot put ${mapping} into a deb`)
    if (source.endsWith('/')) application = target
    mkdirSync(dirname(join(root, target)), { recursive: true })
    cpSync(source, join(root, target), { recursive: true, verbatimSymlinks: true })
  }
  if (application === '')
    throw new Error('there is no folder of an application to put into the deb')
  for (const name of LEFT_OUT) rmSync(join(root, application, name), { force: true })
  return application
}

await runScript(async () => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true })
  const { name, package: target, output } = values
  if (output !== 'deb' || name === '' || target === '') {
    throw new Error('this stands in for fpm for a deb only')
  }
  const root = mkdtempSync(join(tmpdir(), 'parley-deb-'))
  try {
    const application = copyInto(positionals, root)
    mkdirSync(join(root, 'usr/bin'), { recursive: true })
    symlinkSync(`${application}/${name}`, join(root, 'usr/bin', name))
    setModes(root, `${application}/chrome-sandbox`)
    writeControlFiles(root, {
      name,
      version: values.version,
      architecture: values.architecture,
      maintainer: values.maintainer,
      section: values.category,
      priority: values['deb-priority'],
      homepage: values.url,
      description: values.description,
      depends: values.depends,
      recommends: values['deb-recommends'],
    })
    const compression = COMPRESSION.get(values['deb-compression'])
    if (!compression) throw new Error(`no deb is compressed with ${values['deb-compression']}`)
    const args = ['--root-owner-group', `-Z${compression}`, '--build', root, target]
    const { code, output: said } = await runProgram('dpkg-deb', args, { capture: true })
    if (code !== 0) throw new Error(`dpkg-deb failed: ${said.trim()}`)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
