// Serves the window's page under a scheme of its own, with its security policy as a header.

import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol, type Session } from 'electron/main'

const SCHEME = 'app'

/** The origin of the window's page; what comes from elsewhere is not ours. */
export const PAGE_ORIGIN = `${SCHEME}://window`

/** Stands in the built page for the nonce; see build/vite.config.ts. */
const NONCE_PLACEHOLDER = 'NONCE-OF-THIS-LOAD'

/**
 * The nonce, new with each load, is for the `<style>` element of the dialogs' scroll lock. Text becomes a script
 * or HTML nowhere: there is no policy that could make it trusted.
 */
const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

/** The kinds of files that the page consists of; others are not served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** MUST run before the application is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the files below `folder`, and nothing else. */
export function servePage(session: Session, folder: string): void {
  session.protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url)
    const path = normalize(join(folder, decodeURIComponent(url.pathname)))
    const type = CONTENT_TYPES[extname(path)]
    // Node gives schemes of one's own no origin: the parts are compared.
    const isPage = `${url.protocol}//${url.host}` === PAGE_ORIGIN
    if (!isPage || !path.startsWith(folder + sep) || !type) return notFound()
    try {
      const nonce = randomBytes(16).toString('base64url')
      const file = await readFile(path)
      const isHtml = extname(path) === '.html'
      const body = isHtml ? file.toString().replaceAll(NONCE_PLACEHOLDER, nonce) : file
      return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': contentSecurityPolicy(nonce),
          'X-Content-Type-Options': 'nosniff',
        },
      })
    } catch {
      return notFound() // The file is not there: the page's own mistake, told as the web does.
    }
  })
}

function notFound(): Response {
  return new Response(null, { status: 404 })
}
