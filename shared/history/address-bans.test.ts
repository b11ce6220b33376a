import { describe, expect, it } from 'vitest'
import {
  applyToAddressBans,
  findAddressBan,
  NO_ADDRESS_BANS,
  type RulingDraft,
} from './address-bans.ts'
import { applyRuling, NO_STANDING } from './standing.ts'

const [ann, bob] = [
  { id: 'ann', name: 'Ann' },
  { id: 'bob', name: 'Bob' },
]
const HERE = '192.168.1.20'

function ban(until: number | null, ...addresses: readonly string[]): RulingDraft {
  return { type: 'member-banned', member: ann, until, by: bob, addresses }
}

/** Whether an address is kept out at a time, once these are stored. */
function isOut(drafts: readonly RulingDraft[], address: string, now = 0): boolean {
  const bans = drafts.reduce(applyToAddressBans, NO_ADDRESS_BANS)
  return findAddressBan(bans, drafts.reduce(applyRuling, NO_STANDING), address, now) !== null
}

describe('the ban of an address', () => {
  it('[MO6] keeps out each address that the member had, and no other', () => {
    const drafts = [ban(null, HERE, 'fd00:1:2:3::/64')]

    expect([HERE, 'fd00:1:2:3::/64', '192.168.1.21'].map((each) => isOut(drafts, each))).toEqual([
      true,
      true,
      false,
    ])
  })

  it('[MO6] ends when the ban does', () => {
    expect([999, 1_000].map((now) => isOut([ban(1_000, HERE)], HERE, now))).toEqual([true, false])
  })

  it.each<readonly [string, RulingDraft]>([
    ['is lifted', { type: 'member-unbanned', member: ann, by: bob }],
    ['is replaced by one of the key alone', { ...ban(null), addresses: [] }],
    ['is replaced by one of another address', ban(null, '192.168.1.21')],
  ])('[MO6] does nothing once the ban %s', (_, later) => {
    expect(isOut([ban(null, HERE), later], HERE)).toBe(false)
  })

  it('[MO6] is not ended by what is decided otherwise, or about others', () => {
    const others: RulingDraft[] = [
      { type: 'member-muted', member: ann, until: 5, by: bob },
      { type: 'member-unbanned', member: bob, by: ann },
      { type: 'member-kicked', member: ann, by: bob },
    ]

    expect(isOut([ban(null, HERE), ...others], HERE)).toBe(true)
  })

  it('[MO6] does nothing without the ban that it belongs to: a store may be put back', () => {
    const bans = applyToAddressBans(NO_ADDRESS_BANS, ban(1_000, HERE))
    const other = applyRuling(NO_STANDING, ban(2_000))

    expect([NO_STANDING, other].map((standing) => findAddressBan(bans, standing, HERE, 0))).toEqual(
      [null, null],
    )
  })

  it('is the same value when nothing changes', () => {
    const kicked: RulingDraft = { type: 'member-kicked', member: ann, by: bob }
    const bans = applyToAddressBans(NO_ADDRESS_BANS, ban(null, HERE))

    expect(applyToAddressBans(bans, kicked)).toBe(bans)
    expect(applyToAddressBans(NO_ADDRESS_BANS, ban(null))).toBe(NO_ADDRESS_BANS)
  })
})
