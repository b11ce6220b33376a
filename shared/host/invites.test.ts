import { expect, it } from 'vitest'
import type { KeptInvite } from '../history/register.ts'
import { testProof } from '../protocol/proof.fixture.ts'
import { hello, testId } from '../room/host.fixture.ts'
import { inviteOf } from '../room/proofs.fixture.ts'
import { contextOf, TestLoop } from './loop.fixture.ts'

const TOKEN = testId('token')
const INVITE: KeptInvite = {
  id: inviteOf(TOKEN),
  createdAt: 0,
  expiresAt: null,
  uses: 5,
  used: 0,
  isRevoked: false,
  role: 'member',
}

/** A host with an invite, and somebody who has it. */
async function invited() {
  const test = new TestLoop()
  await test.loop.invites.add(INVITE)
  const ann = test.connect()
  const greeting = hello('Ann')
  test.isUnproven = true
  test.say(ann, greeting)
  const prove = () => test.say(ann, testProof(greeting.key, contextOf(greeting), { invite: TOKEN }))
  return { test, ann, prove }
}

it('[IV5] an invite that is being revoked admits nobody any more, also after the next start', async () => {
  const { test, prove } = await invited()
  test.history.isHeld = true
  const revoked = test.loop.invites.revoke(INVITE.id)
  prove()
  await test.history.release()
  await revoked
  await test.history.release()

  expect([test.history.invites.get(INVITE.id), test.history.guests.size]).toEqual([
    { ...INVITE, isRevoked: true },
    0,
  ])
})

it('[IV5] a use that is being kept is not undone by revoking', async () => {
  const { test, prove } = await invited()
  test.history.isHeld = true
  prove()
  const revoked = test.loop.invites.revoke(INVITE.id)
  await test.history.release()
  await revoked

  expect(test.loop.invites.list()).toEqual([{ ...INVITE, used: 1, isRevoked: true }])
  expect(test.history.invites.get(INVITE.id)).toEqual({ ...INVITE, used: 1, isRevoked: true })
})

it('[IV5] an invite that could not be revoked on the disk is revoked for this start', async () => {
  const { test, prove } = await invited()
  test.history.isFailing = true
  const revoked = await test.loop.invites.revoke(INVITE.id)
  test.history.isFailing = false
  prove()
  await test.turn()

  expect([revoked.ok, test.history.guests.size]).toEqual([false, 0])
})
