// The built terminal program with a planted defect: what a check must find.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { terminalPath } from '../testing/built-program.ts'

/**
 * Copies the program with one text of it replaced, and returns the file to run. Throws when the text does not
 * occur: the defect would not be there.
 */
export function plantedProgram(text: string, replacement: string): string {
  const built = dirname(terminalPath)
  // Inside the repository, where it finds its packages.
  const folder = mkdtempSync(join(dirname(built), 'planted-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(built, folder, { recursive: true })
  const changed = scriptsIn(folder).filter((path) => {
    const script = readFileSync(path, 'utf8')
    if (script.includes(text)) writeFileSync(path, script.replaceAll(text, replacement))
    return script.includes(text)
  })
  if (changed.length === 0) throw new Error(`the program has no ${text}`)
  return join(folder, 'parley.js')
}

function scriptsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name))
}
