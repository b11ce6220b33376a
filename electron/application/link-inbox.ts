// Links that the system hands over: told to the page, or held until there is one that listens.

import { linkAmong, type OpenedLink } from '../../shared/invite/opened-link.ts'

export interface LinkInboxOptions {
  readonly isPageListening: () => boolean
  readonly tell: (link: OpenedLink) => void
}

/** Takes links before and after there is a window. Of several that nobody has seen the last one counts. */
export class LinkInbox {
  readonly #options: LinkInboxOptions
  #held: OpenedLink | null = null

  constructor(options: LinkInboxOptions) {
    this.#options = options
  }

  /** Takes the one link among the arguments of a start, if there is one. */
  receive(argv: readonly string[]): void {
    const link = linkAmong(argv)
    if (!link) return
    if (this.#options.isPageListening()) this.#options.tell(link)
    else this.#held = link
  }

  /** The link that no page was there for; null when there is none, or when it was taken before. */
  take(): OpenedLink | null {
    const link = this.#held
    this.#held = null
    return link
  }
}
