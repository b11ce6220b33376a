import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
/** What a bundle loads when it runs: Node, Electron, and the add-on with its binaries. */
const external = [/^node:/, /^electron(\/.*)?$/, '@photostructure/sqlite']

/** What the authors of the bundled libraries ask to be told wherever their code goes. */
const LICENSES = { fileName: 'licenses.md' }

/** The threads that own the databases: entry points of their own beside whoever starts them. */
const storageWorkers = {
  'history-worker': `${root}electron/storage/history/history-worker.ts`,
  'copy-worker': `${root}electron/storage/copy/copy-worker.ts`,
}

/** The picture of the window in the task bar, beside the code that opens the window. */
const windowIcon: Plugin = {
  name: 'window-icon',
  applyToEnvironment: ({ name }) => name === 'main',
  generateBundle() {
    const source = readFileSync(`${root}build/icons/linux/256x256.png`)
    this.emitFile({ type: 'asset', fileName: 'icon.png', source })
  },
}

/** What runs in Node: nothing of the browser is assumed, everything but Node and Electron is bundled. */
function nodeEnvironment(outDir: string, input: Record<string, string>, format: 'es' | 'cjs') {
  return {
    consumer: 'server' as const,
    resolve: { noExternal: true as const, conditions: ['node', 'import', 'module', 'default'] },
    build: {
      outDir: `${root}out/${outDir}`,
      emptyOutDir: false,
      target: 'node20.18',
      minify: false,
      sourcemap: true,
      ssr: true,
      license: LICENSES,
      rolldownOptions: {
        input,
        external,
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  }
}

export default defineConfig({
  root,
  base: './',
  publicDir: false,
  // electron/window/page-protocol.ts puts the nonce of each load there.
  html: { cspNonce: 'NONCE-OF-THIS-LOAD' },
  plugins: [react(), windowIcon],
  environments: {
    main: nodeEnvironment(
      'main',
      {
        main: `${root}electron/main.ts`,
        'server-worker': `${root}electron/server/server-worker.ts`,
        ...storageWorkers,
      },
      'es',
    ),
    preload: nodeEnvironment('preload', { preload: `${root}electron/preload.ts` }, 'cjs'),
    terminal: nodeEnvironment(
      'terminal',
      { parley: `${root}electron/terminal/parley.ts`, ...storageWorkers },
      'es',
    ),
    renderer: {
      consumer: 'client',
      build: {
        outDir: `${root}out/renderer`,
        emptyOutDir: true,
        target: 'chrome130',
        sourcemap: true,
        license: LICENSES,
        modulePreload: { polyfill: false },
        rolldownOptions: { input: `${root}renderer/index.html` },
      },
    },
  },
  builder: {
    buildApp: async (builder) => {
      const only = process.env['PARLEY_BUILD_ONLY']?.split(',')
      for (const name of ['main', 'preload', 'terminal', 'renderer']) {
        const environment = builder.environments[name]
        if (environment && (!only || only.includes(name))) await builder.build(environment)
      }
    },
  },
})
