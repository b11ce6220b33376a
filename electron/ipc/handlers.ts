// What main does for each request of the window.

import type { ChatError } from '../../shared/error.ts'
import type { OpenedLink } from '../../shared/invite/opened-link.ts'
import type { RecentRoom, RequestHandlers } from '../../shared/ipc/contract.ts'
import { DEFAULT_PORT } from '../../shared/protocol/limits.ts'
import { succeeded, type Result } from '../../shared/result.ts'
import type { Hosting } from '../application/hosting.ts'
import type { OpenSessions } from '../application/open-sessions.ts'
import type { ProfileStore, RecentEntry } from '../storage/profile-store.ts'

export interface HandlerParts {
  readonly profile: ProfileStore
  readonly sessions: OpenSessions
  readonly hosting: Hosting
  /** Of the application. */
  readonly version: string
  readonly copyText: (text: string) => Promise<void>
  readonly openLink: (url: string) => Promise<Result<void>>
  /** The link that was opened and is not shown yet; it is told once. */
  readonly takeLink: () => OpenedLink | null
  /** The page listens from now on. */
  readonly onWindowReady: () => void
  readonly onCloseAnswered: (shouldClose: boolean) => void
  readonly log: (error: ChatError) => void
}

/** One handler for each name of the contract. */
export function createHandlers(parts: HandlerParts): RequestHandlers {
  const { profile, sessions, hosting } = parts
  const done: Result<void> = succeeded(undefined)
  return {
    'window-ready': () => {
      parts.onWindowReady()
      return { sessions: sessions.list(), hosted: hosting.hosted, link: parts.takeLink() }
    },
    'get-start': () => ({
      name: profile.name,
      recent: profile.recent.map(toRecentRoom),
      defaultPort: DEFAULT_PORT,
      version: parts.version,
    }),
    'forget-recent': (key) => forgetRecent(parts, key),
    'host-room': (options) => hosting.start(options),
    'stop-hosting': () => hosting.stop(),
    'read-room-password': () => hosting.readPassword(),
    'make-invite': (wish) => hosting.makeInvite(wish),
    'revoke-invite': (id) => hosting.revokeInvite(id),
    'list-invites': () => hosting.listInvites(),
    'join-room': (options) => sessions.join(options),
    'open-recent': (key) => sessions.openRecent(key),
    'cancel-join': () => sessions.cancelJoin(),
    'forget-host': (address, port) => sessions.forgetHost(address, port),
    'leave-room': (session) => sessions.leave(session),
    'read-older': (session) =>
      sessions.with(session, ({ loop }) => {
        loop.readOlder()
        return done
      }),
    'search-messages': (session, words) => sessions.with(session, ({ loop }) => loop.search(words)),
    'read-around': (session, sequence) =>
      sessions.with(session, ({ loop }) => loop.readAround(sequence)),
    'send-message': (session, text) => sessions.with(session, ({ loop }) => loop.send(text)),
    'retry-message': (session, id) =>
      sessions.with(session, ({ loop }) => {
        loop.retry(id)
        return done
      }),
    'discard-message': (session, id) =>
      sessions.with(session, ({ loop }) => {
        loop.discard(id)
        return done
      }),
    rename: (session, name) => sessions.with(session, ({ loop }) => loop.rename(name)),
    rule: (session, asked) => sessions.with(session, ({ loop }) => loop.rule(asked)),
    'reconnect-now': (session) =>
      sessions.with(session, (client) => {
        client.wake()
        return done
      }),
    'copy-text': (text) => parts.copyText(text),
    'open-link': (url) => parts.openLink(url),
    'network-changed': () => sessions.wake(),
    'dismiss-damage': () => hosting.dismissDamage(),
    'answer-close': (shouldClose) => parts.onCloseAnswered(shouldClose),
  }
}

/** Takes a room from the list, and its password from this computer. */
async function forgetRecent({ profile, sessions, hosting, log }: HandlerParts, key: string) {
  const entry = profile.recent.find((recent) => recent.key === key)
  const removed = await sessions.forgetRecent(key)
  if (!removed.ok) log(removed.error)
  if (entry?.kind !== 'hosted') return
  const forgotten = await hosting.forgetPassword(entry.roomName)
  if (!forgotten.ok) log(forgotten.error)
}

/** What the window is told of a room of before: not which key the host has. */
function toRecentRoom(entry: RecentEntry): RecentRoom {
  if (entry.kind === 'hosted') return entry
  const { host, room, byInvite: _byInvite, ...shown } = entry
  return { ...shown, hasCopy: host !== null && room !== null }
}
