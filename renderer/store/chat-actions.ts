// What a person can do in the window, as one list.

import type { ChatError } from '../../shared/error.ts'
import type {
  HostedInvite,
  HostedRoom,
  HostOptions,
  InviteWish,
  JoinOptions,
  RecentRoom,
} from '../../shared/ipc/contract.ts'
import type { WebLink } from '../../shared/link/web-link.ts'
import type { DurableFact } from '../../shared/protocol/schema.ts'
import type { Result } from '../../shared/result.ts'
import type { FoundMessage } from '../../shared/session/copy.ts'
import type { RulingAsked } from '../../shared/protocol/moderation.ts'
import type { HostPrefill, JoinPrefill, ReadingPlace } from './chat-state.ts'

/** What a person can do in the window. Nothing here throws: what fails answers with the reason. */
export interface ChatActions {
  /** Subscribes to main and takes over its state. Call it once. */
  readonly begin: () => Promise<void>
  readonly showStart: () => void
  readonly showRoom: (session: string) => void
  /** Types a name on the first screen; the dialogs are filled in with it. */
  readonly introduce: (name: string) => void
  readonly askToHost: (prefill?: HostPrefill) => void
  readonly askToJoin: (prefill?: JoinPrefill) => void
  readonly closeDialog: () => void
  readonly host: (options: HostOptions) => Promise<Result<HostedRoom>>
  readonly stopHosting: () => Promise<ChatError | null>
  /** The password of the hosted room; null when it has none. */
  readonly readRoomPassword: () => Promise<string | null>
  /** Makes an invite; its link is shown until it is closed. */
  readonly makeInvite: (wish: InviteWish) => Promise<ChatError | null>
  readonly closeInvite: () => void
  readonly revokeInvite: (id: string) => Promise<ChatError | null>
  /** The invites of the hosted room, newest first. */
  readonly listInvites: () => Promise<Result<readonly HostedInvite[]>>
  readonly join: (options: JoinOptions) => Promise<ChatError | null>
  /**
   * Opens a room of before: a joined one of which there is a copy at once, otherwise its dialog, filled in.
   * When it cannot be opened the dialog says why.
   */
  readonly openRecent: (recent: RecentRoom) => Promise<void>
  readonly cancelJoin: () => void
  readonly forgetHost: (address: string, port: number) => Promise<ChatError | null>
  readonly forgetRecent: (key: string) => Promise<void>
  /** Leaves a room; the host's own is stopped for everybody. */
  readonly leave: (session: string) => Promise<void>
  /** Leaves an ended room whose place the shown one takes: its draft moves along. */
  readonly replace: (ended: string) => Promise<void>
  readonly setDraft: (session: string, draft: string) => void
  /**
   * Hands the draft over to main and resolves when it is on the disk. Drafts go one after the other; one that
   * main refuses comes back, before what was typed since and with the reason.
   */
  readonly sendDraft: (session: string) => Promise<void>
  readonly retry: (session: string, id: string) => void
  readonly discard: (session: string, id: string) => void
  /** Reads what comes before the timeline. Does nothing while that is under way or there is nothing to read. */
  readonly readOlder: (session: string) => Promise<ChatError | null>
  /** Messages in this computer's copy that hold all the words, newest first. */
  readonly search: (session: string, words: string) => Promise<Result<readonly FoundMessage[]>>
  /** What was said around a found message, oldest first. */
  readonly readAround: (
    session: string,
    sequence: number,
  ) => Promise<Result<readonly DurableFact[]>>
  /** Brings a message into view that is in the timeline; nothing for one that is not. */
  readonly point: (session: string, message: string) => void
  /** Remembers where one reads while another room is shown; null is the end. */
  readonly keepPlace: (session: string, place: ReadingPlace | null) => void
  readonly rename: (session: string, name: string) => Promise<ChatError | null>
  /** Decides about a member or the room; the reason when that is refused. */
  readonly rule: (session: string, asked: RulingAsked) => Promise<ChatError | null>
  readonly reconnect: (session: string) => void
  readonly copy: (text: string) => void
  /** Asks before a link is opened; null asks no longer. */
  readonly askToOpenLink: (link: WebLink | null) => void
  /** Opens the link that is asked about. The question stays when that fails. */
  readonly openLink: () => Promise<ChatError | null>
  readonly noticeNetwork: () => void
  readonly setHostPanel: (isOpen: boolean) => void
  readonly setMembers: (areOpen: boolean) => void
  readonly dismissHostingFailure: () => void
  /** The host has read that history was lost. */
  readonly dismissDamage: () => void
  readonly answerClose: (shouldClose: boolean) => void
}
