// The application with a defect in it, beside the sound one.

import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createBuilder } from 'vite'
import { repositoryRoot } from '../launch/repository.mjs'
import { plantedPlugin } from '../simulate/planted-bugs.mjs'

/**
 * Copies the built application into the folder and builds anew what the defect touches. The sources stay as they are.
 * @param {import('./window-defects.mjs').Defect} defect
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function buildDefect({ name, edits }, folder) {
  mkdirSync(folder, { recursive: true })
  for (const path of ['package.json', 'out/main', 'out/preload', 'out/renderer']) {
    cpSync(join(repositoryRoot, path), join(folder, path), { recursive: true })
  }
  const files = [...new Set(edits.map(({ file }) => file))]
  for (const environment of new Set(files.map(environmentOf))) {
    const plugins = files
      .filter((file) => environmentOf(file) === environment)
      .map((file) =>
        plantedPlugin({ name, file, edits: edits.filter((edit) => edit.file === file) }),
      )
    // oxlint-disable-next-line no-await-in-loop
    const builder = await createBuilder({
      configFile: join(repositoryRoot, 'build/vite.config.ts'),
      logLevel: 'error',
      plugins,
      environments: {
        [environment]: { build: { outDir: join(folder, 'out', environment), sourcemap: false } },
      },
    })
    const part = builder.environments[environment]
    if (!part) throw new Error(`${name}: there is no ${environment} to build`)
    // oxlint-disable-next-line no-await-in-loop
    await builder.build(part)
  }
}

/** @param {string} file */
function environmentOf(file) {
  if (file.startsWith('renderer/')) return 'renderer'
  return file === 'electron/preload.ts' ? 'preload' : 'main'
}
