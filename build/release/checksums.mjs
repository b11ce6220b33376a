// `node build/release/checksums.mjs FOLDER`: checks that the packages of all platforms are in a folder, and nothing
// else, and writes their SHA256SUMS there, in the form of `sha256sum`.
import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { repositoryRoot, runScript } from '../launch/repository.mjs'
import { readJson, textField } from '../runtime/json.mjs'
import { wrongPackages } from './problems.mjs'

/** @param {string} path */
async function sha256(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

await runScript(async () => {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) throw new Error('usage: node build/release/checksums.mjs FOLDER')
  const version = textField(readJson(join(repositoryRoot, 'package.json')), 'version') ?? ''
  const names = readdirSync(folder).toSorted()
  const wrong = wrongPackages(names, version)
  if (wrong.length > 0) throw new Error(`Not what a release consists of: ${wrong.join(', ')}.`)
  const sums = await Promise.all(names.map((name) => sha256(join(folder, name))))
  const lines = names.map((name, index) => `${sums[index]}  ${name}\n`)
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''))
})
