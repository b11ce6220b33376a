// Hosting as the application does it, with a profile and a host's folder of its own.

import { onTestFinished } from 'vitest'
import { Hosting } from '../application/hosting.ts'
import { OpenSessions } from '../application/open-sessions.ts'
import type { HostOptions } from '../../shared/ipc/contract.ts'
import { limitsWith } from '../../shared/protocol/limits.ts'
import { makeProfileKey } from '../identity/profile-key.ts'
import { openCopy } from '../storage/copy/open-copy.ts'
import { ProfileStore } from '../storage/profile-store.ts'
import { RoomPasswords } from '../storage/room-passwords.ts'
import { createSecretStore } from '../storage/secret-store.ts'
import { workerUrl } from './built-program.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A room that only programs of this machine can join. */
export const HOST: HostOptions = {
  roomName: 'Workshop',
  name: 'Ann',
  port: 47_465,
  reach: 'this-machine',
  history: 'all',
  entry: 'open',
  classic: false,
  furtherPorts: [],
  password: null,
}

/** Ends with its test. */
export async function openHosting() {
  const [folder, profileFolder] = [temporaryFolder(), temporaryFolder()]
  const [profile, copies] = [await ProfileStore.open(profileFolder), await openCopy(profileFolder)]
  if (!profile.ok || !copies.ok) throw new Error('the profile cannot be opened')
  const [key, told] = [makeProfileKey(), { profile: profile.value, tell: () => undefined }]
  const passwords = new RoomPasswords(createSecretStore(profileFolder, null))
  const log = () => undefined
  const sessions = new OpenSessions({ ...told, passwords, key, copies: copies.value, log })
  const secrets = createSecretStore(folder, null)
  const rest = { workerUrl, everyAddress: '0.0.0.0', limits: limitsWith(), log }
  const hosting = new Hosting({ ...told, ...rest, secrets, folder, key, sessions })
  onTestFinished(async () => {
    await hosting.stop()
    await sessions.leaveAll()
    await copies.value.close()
  })
  /** Hosts on whatever port is free. */
  const host = async (changes: Partial<HostOptions> = {}) => {
    const first = await hosting.start({ ...HOST, ...changes })
    if (first.ok || first.error.code !== 'port-taken') return first
    return hosting.start({ ...HOST, ...changes, port: Number(first.error.detail?.['suggestion']) })
  }
  return { hosting, host, sessions, profile: profile.value, profileFolder }
}
