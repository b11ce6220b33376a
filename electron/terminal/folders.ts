// Where the terminal commands keep things when no folder is given.

import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { foldName } from '../../shared/protocol/name.ts'

/** The folder of this user for applications, by the convention of the system. */
function applicationFolder(): string {
  const home = homedir()
  const platform: string = process.platform
  switch (platform) {
    case 'win32':
      return join(process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Parley')
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Parley')
    default:
      return join(process.env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'Parley')
  }
}

export function defaultDataFolder(): string {
  return join(applicationFolder(), 'serve')
}

/** A profile for each name, so that two terminals with two names are two people. */
export function defaultProfileFolder(name: string): string {
  const digest = createHash('sha256').update(foldName(name)).digest('hex')
  return join(applicationFolder(), 'join', digest.slice(0, 16))
}
