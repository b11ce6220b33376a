// Makes one file of the simulation and all that it simulates, once, for programs that run it many times.

import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Bundles the simulation into `out/simulation/<name>.js` and returns the path.
 *
 * @param {string} name Of the bundle.
 * @param {readonly import('vite').Plugin[]} [plugins] What changes files as they are loaded.
 * @returns {Promise<string>}
 */
export async function bundleSimulation(name, plugins = []) {
  const outDir = `${root}out/simulation`
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [...plugins],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20.18',
      minify: false,
      sourcemap: false,
      rolldownOptions: {
        input: { [name]: `${root}shared/simulation/simulation.fixture.ts` },
        external: [/^node:/],
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  })
  return `${outDir}/${name}.js`
}
