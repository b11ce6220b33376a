// Serves the window's page under a scheme of its own, with its security policy as a header.

import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol, type Session } from 'electron/main'

const SCHEME = 'app'

/** The origin of the window's page; what comes from elsewhere is not ours. */
export const PAGE_ORIGIN = `${SCHEME}://window`

/** Styles are 'unsafe-inline' because the dialogs' scroll lock injects a `<style>` element. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
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
      return new Response(new Uint8Array(await readFile(path)), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': CONTENT_SECURITY_POLICY,
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
