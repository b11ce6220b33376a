import { describe, expect, it } from 'vitest'
import { enter, hostWith, invite, TOKEN } from './entry.fixture.ts'
import { answersTo, hello, inShort, join, say, testId } from './host.fixture.ts'
import { inviteOf } from './proofs.fixture.ts'

describe('an invite', () => {
  it('[IV5] admits when it is marked as used, and stands in for the password', () => {
    for (const kind of ['invite-only', 'password'] as const) {
      const host = hostWith(kind)
      invite(host)

      expect(enter(host, 1, 'Ann', { invite: TOKEN })).toEqual(['send 1 welcome'])
      expect(host.invites.get(inviteOf(TOKEN))?.used).toBe(1)
    }
  })

  it('[EN1] is needed where the entry is by invite only', () => {
    expect(enter(hostWith('invite-only'), 1, 'Ann')).toEqual(['close 1 invite-required'])
  })

  it.each([
    ['that nobody made', null, 'invite-unknown'],
    ['that was revoked', { isRevoked: true }, 'invite-revoked'],
    ['that has expired', { expiresAt: 1_000 }, 'invite-expired'],
    ['that is used up', { used: 1 }, 'invite-used'],
  ] as const)('[IV5] %s does not admit', (_, changes, code) => {
    const host = hostWith('invite-only')
    if (changes) invite(host, changes)

    expect(enter(host, 1, 'Ann', { invite: TOKEN })).toEqual([`close 1 ${code}`])
  })

  it('[IV5] [B27] admits exactly as many as it says, whoever comes at the same time', () => {
    const host = hostWith('invite-only')
    invite(host, { uses: 3 })
    const said = Array.from({ length: 100 }, (_, id) =>
      enter(host, id, `P${id}`, { invite: TOKEN }),
    )

    expect(said.filter(([effect]) => effect?.endsWith('welcome'))).toHaveLength(3)
  })

  it('[IV6] is used up once by each member, who comes back without it, also after a restart', () => {
    const host = hostWith('invite-only')
    invite(host)
    enter(host, 1, 'Ann', { invite: TOKEN })
    host.lose(1)
    const again = enter(host, 2, 'Ann', { invite: TOKEN })
    host.lose(2)
    host.restart(testId('later'))

    expect([again, enter(host, 3, 'Ann'), host.invites.get(inviteOf(TOKEN))?.used]).toEqual([
      ['send 2 welcome'],
      ['send 3 welcome'],
      1,
    ])
  })

  it('[IV6] that cannot be marked as used admits nobody, and is good later', () => {
    const host = hostWith('invite-only')
    invite(host)
    host.isDiskFull = true
    const before = enter(host, 1, 'Ann', { invite: TOKEN })
    host.isDiskFull = false

    expect([before, enter(host, 2, 'Ann', { invite: TOKEN })]).toEqual([
      ['close 1 storage-unavailable'],
      ['send 2 welcome'],
    ])
  })

  it('[IV6] that cannot be kept admits nobody over several connections either', () => {
    const host = hostWith('invite-only')
    invite(host)
    host.isHeld = true
    for (const [id, device] of ['phone', 'desk'].entries()) {
      host.hear(id, hello('Ann', 'Ann', device))
      host.hear(id, host.proof(id, { invite: TOKEN }))
    }
    const failed = [host.keep({ isFailing: true }), host.keep({ isFailing: true })].map(inShort)
    host.isHeld = false

    expect([failed, enter(host, 3, 'Bob', { invite: TOKEN })]).toEqual([
      [['close 0 storage-unavailable'], ['close 1 storage-unavailable']],
      ['send 3 welcome'],
    ])
  })

  it.each([
    ['the first', true, false, ['send 0 welcome'], ['send 1 welcome']],
    ['the second', false, true, ['close 0 storage-unavailable'], ['send 1 welcome']],
  ] as const)(
    '[IV6] is used up once over several connections, when %s was kept',
    (_, isFirst, isSecond, ...expected) => {
      const host = hostWith('invite-only')
      invite(host, { uses: 2 })
      host.isHeld = true
      host.hear(0, hello('Ann', 'Ann', 'phone'))
      host.hear(0, host.proof(0, { invite: TOKEN }))
      // Also without it: who is about to be a guest waits.
      host.hear(1, hello('Ann', 'Ann', 'desk'))
      host.hear(1, host.proof(1))
      const said = [isFirst, isSecond].map((isKept) => inShort(host.keep({ isFailing: !isKept })))
      host.isHeld = false
      const bob = enter(host, 3, 'Bob', { invite: TOKEN })

      expect([said, bob, enter(host, 4, 'Cyd', { invite: TOKEN })]).toEqual([
        expected,
        ['send 3 welcome'],
        ['close 4 invite-used'],
      ])
    },
  )

  it('[IV6] that cannot be kept leaves a guest what he was', () => {
    const host = hostWith('invite-only')
    invite(host)
    enter(host, 1, 'Ann', { invite: TOKEN })
    const second = testId('owner')
    invite(host, { id: inviteOf(second), role: 'owner' })
    host.isDiskFull = true
    const failed = enter(host, 2, 'Ann', { invite: second })
    host.isDiskFull = false

    expect([failed, enter(host, 3, 'Ann')]).toEqual([
      ['close 2 storage-unavailable'],
      ['close 1 replaced', 'send 3 welcome'],
    ])
  })

  it('[EN1] that is good for nothing does no harm in an open room', () => {
    expect(enter(hostWith('open'), 1, 'Ann', { invite: TOKEN })).toEqual(['send 1 welcome'])
  })

  it('[RL2] of an owner is good for the start that made it, whoever has used it before', () => {
    const host = hostWith('open')
    invite(host, { role: 'owner', uses: 2 })
    enter(host, 1, 'Eve', { invite: TOKEN })
    host.restart(testId('later'))
    for (const [id, who] of ['Eve', 'Mal'].entries()) {
      enter(host, id, who, { invite: TOKEN })
      host.hear(id, join())
    }

    expect(host.room().standing.roles.size).toBe(0)
  })

  it('[RL2] of an owner makes none any more once it is revoked, before it has', () => {
    const host = hostWith('open')
    invite(host, { role: 'owner' })
    enter(host, 1, 'Eve', { invite: TOKEN })
    host.lose(1)
    invite(host, { role: 'owner', used: 1, isRevoked: true })
    enter(host, 2, 'Eve', { invite: TOKEN })
    host.hear(2, join())

    expect(host.room().standing.roles.size).toBe(0)
  })

  it('[RL2] of a viewer who has not joined yet makes one also once it is revoked', () => {
    const host = hostWith('open')
    invite(host, { role: 'viewer' })
    enter(host, 1, 'Eve', { invite: TOKEN })
    host.lose(1)
    invite(host, { role: 'viewer', used: 1, isRevoked: true })
    enter(host, 2, 'Eve')
    host.hear(2, join())

    expect(host.room().standing.roles.get(testId('MEve'))).toBe('viewer')
  })

  it('[RL1] [RL2] of a viewer lets nobody speak while that is being stored, nor when it cannot be', () => {
    const host = hostWith('open')
    invite(host, { role: 'viewer' })
    enter(host, 1, 'Eve', { invite: TOKEN })
    host.isHeld = true
    const [joined] = answersTo(1, host.hear(1, join()))
    const before = inShort(host.hear(1, say(1)))
    host.failToStore()
    const after = inShort(host.hear(1, say(2)))

    expect([joined, before, after]).toMatchObject([
      { you: { role: 'viewer' } },
      ['send 1 refusal read-only'],
      ['send 1 refusal read-only'],
    ])
  })

  it('[RL2] of a viewer does not keep him one whom the room has made something else', () => {
    const host = hostWith('open')
    invite(host, { role: 'viewer' })
    enter(host, 1, 'Eve', { invite: TOKEN })
    host.hear(1, join())
    const by = { id: testId('MOwner'), name: 'Owner' }
    host.rule({
      type: 'role-changed',
      member: { id: testId('MEve'), name: 'Eve' },
      role: 'member',
      by,
    })

    expect(inShort(host.hear(1, say(1)))).toEqual(['publish #3'])
  })

  it('[RL2] of an owner makes one on joining, once', () => {
    const host = hostWith('open')
    invite(host, { role: 'owner' })
    enter(host, 1, 'Ann', { invite: TOKEN })
    host.hear(1, join())
    const { standing } = host.room()
    host.lose(1)
    enter(host, 2, 'Ann', { invite: TOKEN })
    host.hear(2, join())

    expect([standing.roles.get(testId('MAnn')), host.history.sequence]).toEqual(['owner', 1])
  })
})
