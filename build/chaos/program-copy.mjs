// A copy of the built terminal program: a build that happens meanwhile changes nothing in it.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '../launch/repository.mjs'

/**
 * @returns {{ readonly file: string, readonly remove: () => void }} Inside the repository, where it finds its
 *   packages.
 */
export function copyProgram() {
  const folder = mkdtempSync(join(repositoryRoot, 'out', 'chaos-'))
  cpSync(join(repositoryRoot, 'out', 'terminal'), folder, { recursive: true })
  return {
    file: join(folder, 'parley.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
