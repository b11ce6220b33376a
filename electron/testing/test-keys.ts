// The keys of test clients: one for each instance, so that who comes back is the same.

import { makeProfileKey, type ProfileKey } from '../identity/profile-key.ts'

const keys = new Map<string, ProfileKey>()

/** The key of the profile that has this instance. */
export function keyOf(instance: string): ProfileKey {
  const known = keys.get(instance)
  if (known) return known
  const made = makeProfileKey()
  keys.set(instance, made)
  return made
}
