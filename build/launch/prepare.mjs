// Run by npm after `npm ci`: `node out/terminal/parley.js` works straight afterwards.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './ensure-built.mjs'
import { findTool, log, repositoryRoot, runScript } from './repository.mjs'

await runScript(async () => {
  if (findTool('vite/bin/vite.js') === undefined) {
    return log('Nothing is built: the development dependencies are not installed.')
  }
  if (!existsSync(join(repositoryRoot, 'electron', 'terminal', 'parley.ts'))) {
    return log('Nothing is built: the sources of the terminal program are not here.')
  }
  await ensureBuilt(['terminal'])
})
