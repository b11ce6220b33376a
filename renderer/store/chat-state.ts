// What the window knows and shows, as one value.

import type { ChatError } from '../../shared/error.ts'
import { DEFAULT_PORT } from '../../shared/protocol/limits.ts'
import type { WebLink } from '../../shared/link/web-link.ts'
import type {
  HostedRoom,
  HostOptions,
  JoinOptions,
  OpenSession,
  StartInfo,
} from '../../shared/ipc/contract.ts'

/** Where one reads, apart from the end: the first row in view. */
export interface ReadingPlace {
  readonly key: string
  /** Pixels of that row that are above the view. */
  readonly offset: number
}

/** A room open in the window: what main told of it, and what belongs to the window alone. */
export interface OpenRoom extends OpenSession {
  /** What is written in the composer and not sent. */
  readonly draft: string
  /** What was sent and is not on the disk yet, oldest first. */
  readonly sending: readonly string[]
  /** Why main did not take what was sent last; null once one writes on. */
  readonly refusal: ChatError | null
  /** Messages of others that came while the room was not shown. */
  readonly unread: number
  /**
   * The last sequence number of what was said before this window came to the room: that is history and no
   * news. Null until the first join.
   */
  readonly historyUntil: number | null
  /** Where one read when another room was shown; null is the end. */
  readonly place: ReadingPlace | null
  /** The message to bring into view; each asking is a value of its own. */
  readonly pointed: { readonly message: string } | null
}

export type Screen =
  | { readonly kind: 'start' }
  | { readonly kind: 'room'; readonly session: string }

/** What a dialog is filled in with when it opens. */
export type HostPrefill = Partial<Omit<HostOptions, 'password'>> & Replacing
export type JoinPrefill = Partial<Pick<JoinOptions, 'address' | 'port' | 'name' | 'role'>> &
  Replacing & {
    /** Why the room could not be opened without the dialog. */
    readonly error?: ChatError
  }

interface Replacing {
  /** The ended session whose place the new one takes. */
  readonly replaces?: string
}

export type OpenDialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'host'; readonly prefill: HostPrefill }
  | { readonly kind: 'join'; readonly prefill: JoinPrefill }

export interface ChatState {
  readonly screen: Screen
  readonly dialog: OpenDialog
  /** In the order in which they were opened. */
  readonly rooms: readonly OpenRoom[]
  readonly start: StartInfo
  /** The name typed on the first screen while this profile has none; null until that is known to be so. */
  readonly introduction: string | null
  readonly hosted: HostedRoom | null
  /** Why hosting ended without being asked to; null once the person has seen it. */
  readonly hostingFailure: ChatError | null
  /** The link of the invite that was made last, until the person is done with it: main tells it only once. */
  readonly madeInvite: string | null
  readonly isHostPanelOpen: boolean
  readonly areMembersOpen: boolean
  /** Main asks whether the window may close over the heads of these people. */
  readonly closeAsked: { readonly people: number } | null
  /** The link that the person wants to follow, before it is opened. */
  readonly linkAsked: WebLink | null
}

/** A window that knows nothing yet. */
export const INITIAL_STATE: ChatState = {
  screen: { kind: 'start' },
  dialog: { kind: 'none' },
  rooms: [],
  start: { name: '', recent: [], defaultPort: DEFAULT_PORT, version: '' },
  introduction: null,
  hosted: null,
  hostingFailure: null,
  madeInvite: null,
  isHostPanelOpen: false,
  areMembersOpen: true,
  closeAsked: null,
  linkAsked: null,
}
