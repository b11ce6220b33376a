/// <reference types="electron" />
// Stands in for Electron's own default_app in the fallback runtime, which comes without it:
// `electron [options] PATH [arguments]` starts the application at PATH. The order of the steps and
// what the application sees (name, version, path, argv) are those of Electron's default_app.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron/main'

/**
 * What only a default app needs is not in Electron's public types.
 * @type {import('electron').App & Partial<Record<'setAppPath' | 'setVersion' | 'setDesktopName', (value: string) => void>>}
 */
const self = app
const require = createRequire(import.meta.url)
const { path, preloads } = readArguments(process.argv.slice(1))

for (const preload of preloads) require(resolve(preload))
if (path === undefined) fail('Say which application to start: electron PATH')
else await startApplication(resolve(path))

/**
 * Everything after the path is the application's own.
 * @param {string[]} args
 * @returns {{ path: string | undefined, preloads: string[] }}
 */
function readArguments(args) {
  /** @type {string[]} */
  const preloads = []
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? ''
    if (arg === '-r' || arg === '--require') preloads.push(args[(index += 1)] ?? '')
    else if (arg.startsWith('--app=')) return { path: arg.slice('--app='.length), preloads }
    else if (!arg.startsWith('-')) return { path: arg, preloads }
  }
  return { path: undefined, preloads }
}

/** @param {string} path Absolute. */
async function startApplication(path) {
  Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true })
  const packagePath = join(path, 'package.json')
  const isPackage = existsSync(packagePath)
  if (isPackage) {
    /** @type {unknown} */
    const manifest = JSON.parse(readFileSync(packagePath, 'utf8'))
    if (typeof manifest === 'object' && manifest !== null)
      introduce(new Map(Object.entries(manifest)))
  }
  let main
  try {
    main = require.resolve(path)
  } catch (error) {
    return fail(`Unable to find the application at ${path}: ${String(error)}`)
  }
  self.setAppPath?.(isPackage ? path : dirname(main))
  try {
    // Awaited: Electron holds the 'ready' event back until the application has loaded.
    await import(pathToFileURL(main).href)
  } catch (error) {
    fail(
      `${basename(path)} threw an error while loading: ${error instanceof Error ? error.stack : String(error)}`,
    )
  }
}

/** @param {Map<string, unknown>} manifest The application's package.json. */
function introduce(manifest) {
  /** @param {string} key */
  const text = (key) => {
    const value = manifest.get(key)
    return typeof value === 'string' ? value : undefined
  }
  self.setVersion?.(text('version') ?? app.getVersion())
  app.setName(text('productName') ?? text('name') ?? app.getName())
  self.setDesktopName?.(text('desktopName') ?? `${app.getName()}.desktop`)
}

/** @param {string} message */
function fail(message) {
  console.error(message)
  app.exit(1)
}
