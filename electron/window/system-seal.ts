// The system's own store for secrets, where it has one.

import { safeStorage } from 'electron/main'
import type { Seal } from '../storage/secret-store.ts'

/** A seal that only this user's account can open, or null: then file modes are the protection. */
export function createSystemSeal(): Seal | null {
  if (!safeStorage.isEncryptionAvailable()) return null
  // Without a keyring Linux falls back to a password that everybody knows: no protection at all.
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
    return null
  }
  return {
    close: (secret) => safeStorage.encryptString(secret).toString('base64'),
    open: (sealed) => safeStorage.decryptString(Buffer.from(sealed, 'base64')),
  }
}
