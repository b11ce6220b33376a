import { describe, expect, test } from 'vitest'
import { ARGUMENT_SCHEMAS } from './arguments.ts'
import type { RequestName } from './contract.ts'

function takes(name: RequestName, ...parameters: readonly unknown[]): boolean {
  return ARGUMENT_SCHEMAS[name].safeParse(parameters).success
}

const host = {
  roomName: 'Workshop',
  name: 'Ann',
  port: 7465,
  reach: 'this-network',
  history: 'all',
  entry: 'open',
  classic: false,
  furtherPorts: [],
  password: null,
}

const join = {
  address: 'harbor',
  port: 7465,
  name: 'Bob',
  role: 'member',
  trust: null,
  password: null,
  remembersPassword: true,
}

describe('what the window may send', () => {
  test('a room with each entry, and nothing else', () => {
    for (const entry of ['open', 'password', 'invite-only']) {
      expect(takes('host-room', { ...host, entry })).toBe(true)
    }
    expect(takes('host-room', { ...host, password: 'x'.repeat(1_024) })).toBe(true)
    expect(takes('host-room', { ...host, password: 'x'.repeat(1_025) })).toBe(false)
    expect(takes('host-room', { ...host, entry: 'closed' })).toBe(false)
    expect(takes('host-room', { ...host, extra: 1 })).toBe(false)
    const { entry: _entry, ...without } = host
    expect(takes('host-room', without)).toBe(false)
  })

  test('an address or an invite with a password, and nothing else', () => {
    expect(takes('join-room', join)).toBe(true)
    expect(takes('join-room', { ...join, password: 'secret', address: 'x'.repeat(4_096) })).toBe(
      true,
    )
    expect(takes('join-room', { ...join, address: 'x'.repeat(4_097) })).toBe(false)
    expect(takes('join-room', { ...join, password: 7 })).toBe(false)
    expect(takes('join-room', { ...join, remembersPassword: 'yes' })).toBe(false)
    expect(takes('join-room', { ...join, invite: 'token' })).toBe(false)
  })

  test('what is decided about a member or the room, and nothing else', () => {
    const member = 'a'.repeat(22)
    for (const type of ['kick-member', 'unban-member', 'unmute-member']) {
      expect(takes('rule', 's1', { type, member })).toBe(true)
      expect(takes('rule', 's1', { type })).toBe(false)
      expect(takes('rule', 's1', { type, member, durationMs: 60_000 })).toBe(false)
    }
    for (const type of ['ban-member', 'mute-member']) {
      expect(takes('rule', 's1', { type, member, durationMs: null })).toBe(true)
      expect(takes('rule', 's1', { type, member, durationMs: 600_000 })).toBe(true)
      for (const durationMs of [0, -1, 59_999, 1e15, 60_000.5, 'ever', undefined]) {
        expect(takes('rule', 's1', { type, member, durationMs })).toBe(false)
      }
    }
    expect(takes('rule', 's1', { type: 'change-role', member, role: 'moderator' })).toBe(true)
    expect(takes('rule', 's1', { type: 'change-role', member, role: 'king' })).toBe(false)
    expect(takes('rule', 's1', { type: 'lock-room' })).toBe(true)
    expect(takes('rule', 's1', { type: 'unlock-room', room: 'front' })).toBe(false)
    expect(takes('rule', 's1', { type: 'send-message', text: 'x' })).toBe(false)
    expect(takes('rule', 's1', { type: 'kick-member', member: 'x' })).toBe(false)
  })

  test('an invite within its bounds, and nothing else', () => {
    expect(takes('make-invite', { uses: 1, validMs: 3_600_000 })).toBe(true)
    expect(takes('make-invite', { uses: 2_048, validMs: null })).toBe(true)
    for (const uses of [0, 2_049, 1.5, Number.NaN, '1', null]) {
      expect(takes('make-invite', { uses, validMs: null })).toBe(false)
    }
    for (const validMs of [0, -1, 59_999, 1e15, 60_000.5, 'never']) {
      expect(takes('make-invite', { uses: 1, validMs })).toBe(false)
    }
    expect(takes('make-invite', { uses: 1, validMs: null, role: 'owner' })).toBe(false)
    expect(takes('make-invite')).toBe(false)
  })

  test('the id of an invite, and questions without arguments', () => {
    expect(takes('revoke-invite', 'A'.repeat(22))).toBe(true)
    expect(takes('revoke-invite', 'A'.repeat(21))).toBe(false)
    expect(takes('revoke-invite', '../'.repeat(8))).toBe(false)
    for (const name of ['list-invites', 'read-room-password'] as const) {
      expect(takes(name)).toBe(true)
      expect(takes(name, 'a')).toBe(false)
    }
  })
})
