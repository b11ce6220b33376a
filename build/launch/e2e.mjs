// `npm run test:e2e -- …`: the end-to-end tests in real Electron; the arguments are Playwright's.
import { runInForeground } from '../runtime/run-program.mjs'
import { withVirtualDisplay } from '../runtime/virtual-display.mjs'
import { ensureBuilt } from './ensure-built.mjs'
import { prepareWindow } from './prepare-window.mjs'
import { findTool, hasDisplay, log, repositoryRoot, runScript } from './repository.mjs'

// In CI always, so that a window of the machine's own desktop never plays a part.
const needsVirtualDisplay =
  process.platform === 'linux' && (process.env['CI'] === 'true' || !hasDisplay())

await runScript(async () => {
  const playwright = findTool('@playwright/test/cli.js')
  if (playwright === undefined) throw new Error('Playwright is not installed: run npm ci')
  const runtime = await prepareWindow('tests')
  await ensureBuilt()
  log(`End-to-end tests on Electron ${runtime.version} (${runtime.kind}).`)
  const args = [
    playwright,
    'test',
    '--config',
    'e2e/playwright.config.ts',
    ...process.argv.slice(2),
  ]
  /** @param {NodeJS.ProcessEnv} env */
  const run = (env) =>
    runInForeground(process.execPath, args, {
      cwd: repositoryRoot,
      env: {
        ...env,
        ELECTRON_OVERRIDE_DIST_PATH: runtime.distPath,
        // Or a packaged application: the one that `npm run package -- --under-test` makes.
        PARLEY_ELECTRON: process.env['PARLEY_ELECTRON'] ?? runtime.executable,
      },
    })
  return needsVirtualDisplay ? withVirtualDisplay(run) : run(process.env)
})
