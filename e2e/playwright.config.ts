import { defineConfig } from '@playwright/test'

/** Real applications on a machine with few cores: one test at a time, and time for a slow start. */
export default defineConfig({
  testDir: '.',
  testIgnore: 'package/**',
  outputDir: '../test-results',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
})
