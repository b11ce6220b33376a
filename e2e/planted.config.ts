import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'
import type { Options } from './fixtures/chat-app.ts'

const folder = fileURLToPath(new URL('./planted/', import.meta.url))
const built = process.env['PARLEY_PLANTED']

/** One project for each planted defect that was built: its application, and the one test that must go red. */
const projects = readdirSync(built ?? folder)
  .filter((name) => built !== undefined && !name.startsWith('.'))
  .map((name) => {
    const { spec, test } = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as {
      readonly spec: string
      readonly test: string
    }
    return {
      name,
      testMatch: spec,
      grep: new RegExp(`${test.replace(/[^\w\s]/g, String.raw`\$&`)}$`),
      use: { application: `${built}/${name}` },
    }
  })

/** Run by build/planted/window.mjs. Short waits: nearly all that is waited for here never comes. */
// oxlint-disable-next-line import/no-default-export -- what Playwright looks for
export default defineConfig<Options>({
  testDir: '.',
  outputDir: '../test-results/planted',
  timeout: 40_000,
  expect: { timeout: 5_000 },
  workers: 2,
  fullyParallel: true,
  retries: 0,
  reporter: 'json',
  projects,
})
