// Who said or did something, as a fact names him.

import type { Author } from './schema.ts'

/** What of a member a fact says: the id, the name, and whether nobody proved to be him. [UV1] */
export function authorOf({ id, name, unverified }: Author): Author {
  return unverified ? { id, name, unverified } : { id, name }
}
