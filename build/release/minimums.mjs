// What a release must be past. Raise these whenever one of the three publishes a security release.

/** @type {import('./problems.mjs').Minimums} */
export const MINIMUMS = {
  electron: {
    version: '45.3.4',
    reason:
      'The latest line when this was written. Below 44.0.0-beta.6 (43.4.2, 42.10.0) the cache of preload code is not verified: GHSA-qmv3-fv6v-rmhq.',
  },
  node: {
    version: '24.14.1',
    reason:
      'The security releases of 24 March 2026: before them a peer can end the process by a TLS handshake.',
  },
  chromium: {
    version: '152.0.0.0',
    reason: 'That of Electron 44: the lines before it are older than what is pinned.',
  },
}
