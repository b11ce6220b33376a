import { expect, test } from 'vitest'
import { parseInvite } from '../../shared/invite/invite.ts'
import type { OfferedAddress } from '../../shared/ipc/contract.ts'
import { inviteLink } from './room-entry.ts'

const room = { port: 7465, fingerprint: 'a'.repeat(52), token: null }

function offered(address: string, kind: OfferedAddress['kind'] = 'network'): OfferedAddress {
  return { address, network: 'eth0', kind }
}

function addressesOf(link: string | null): readonly string[] {
  const invite = parseInvite(link ?? '')
  return invite.ok ? invite.value.addresses : []
}

test('an invite has the addresses of networks that people share, best first', () => {
  const places = [
    offered('192.168.1.20'),
    offered('fe80::1%eth0'),
    offered('172.17.0.1', 'virtual'),
    offered('10.8.0.2', 'vpn'),
  ]
  expect(addressesOf(inviteLink(places, room))).toEqual(['192.168.1.20', '10.8.0.2'])
})

test('a machine with nothing else invites to what it has, and one with nothing to nothing', () => {
  expect(addressesOf(inviteLink([offered('172.17.0.1', 'virtual')], room))).toEqual(['172.17.0.1'])
  expect(inviteLink([], room)).toBeNull()
  expect(inviteLink([offered('fe80::1%eth0')], room)).toBeNull()
})
