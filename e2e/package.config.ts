import { defineConfig } from '@playwright/test'

/**
 * Run by build/launch/package-test.mjs, which has built the packages. One after the other: they install and remove the
 * same program.
 */
// oxlint-disable-next-line import/no-default-export -- what Playwright looks for
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/package',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  projects: [
    { name: 'packages', testDir: 'package' },
    // One conversation with the build that Playwright can drive; a release runs all the others with it as well.
    { name: 'under-test', testMatch: 'conversation.spec.ts', grep: /a new name is told/ },
  ],
})
