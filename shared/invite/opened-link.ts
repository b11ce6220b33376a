// Which `parley:` link the system hands over when somebody opens one.

import { failed, succeeded, type Result } from '../result.ts'
import { formatInvite, parseInvite } from './invite.ts'

/** What a link leads to: an invite in the form of formatInvite, or `bad-invite`. */
export type OpenedLink = Result<string>

const SCHEME = /^parley:/i

/**
 * The link among the arguments of a start, or null when there is none. Everything that is no link is passed over,
 * whatever it says. Of several links none is taken (`bad-invite`): a person opens one, so the others were smuggled
 * in, and which is which cannot be told. What is taken is written anew: nothing but the invite remains of it.
 */
export function linkAmong(argv: readonly string[]): OpenedLink | null {
  const [link, ...others] = argv.filter((argument) => SCHEME.test(argument))
  if (link === undefined) return null
  if (others.length > 0) return failed('bad-invite')
  const invite = parseInvite(link)
  return invite.ok ? succeeded(formatInvite(invite.value)) : invite
}
