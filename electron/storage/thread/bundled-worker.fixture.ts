// The entry point of a thread, bundled for one test file: Node cannot run its source.

import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { afterAll } from 'vitest'

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/**
 * Bundles an entry point into a folder inside the project, where its packages are found; it is removed when
 * the tests of the file are over.
 */
export async function bundleWorker(entry: string): Promise<URL> {
  const folder = mkdtempSync(join(import.meta.dirname, '../../../node_modules/.parley-'))
  folders.push(folder)
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        input: entry,
        external: [/^node:/, '@photostructure/sqlite'],
        output: { entryFileNames: 'worker.mjs' },
      },
    },
  })
  return pathToFileURL(join(folder, 'worker.mjs'))
}
