// The only file that opens something outside of Parley.

import { shell } from 'electron/common'
import { parseWebLink } from '../../shared/link/web-link.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'

/**
 * Opens a link of the web in the system's browser. Fails with `bad-link` for anything else, whoever asks, and
 * with `link-not-opened` when the system has no browser.
 */
export async function openWebLink(text: string): Promise<Result<void>> {
  const link = parseWebLink(text)
  if (!link.ok) return link
  try {
    await shell.openExternal(link.value.url)
  } catch {
    return failed('link-not-opened')
  }
  return succeeded(undefined)
}
