import { describe, expect, it } from 'vitest'
import { rankAddresses, type InterfaceAddress } from './rank-interfaces.ts'

function at(network: string, address: string): InterfaceAddress {
  const isInternal = network === 'lo' || network.startsWith('Loopback')
  return { network, address, family: address.includes(':') ? 'IPv6' : 'IPv4', isInternal }
}

describe('rankAddresses', () => {
  it('puts networks first, then VPNs, then virtual adapters, then the machine itself', () => {
    const ranked = rankAddresses([
      at('lo', '127.0.0.1'),
      at('docker0', '172.17.0.1'),
      at('vEthernet (WSL)', '172.28.0.1'),
      at('tun0', '10.8.0.2'),
      at('wlan0', '192.168.1.20'),
    ])

    expect(ranked.map(({ network, kind }) => [network, kind])).toEqual([
      ['wlan0', 'network'],
      ['tun0', 'vpn'],
      ['docker0', 'virtual'],
      ['vEthernet (WSL)', 'virtual'],
      ['lo', 'this-machine'],
    ])
  })

  it('puts IPv4 before IPv6 and private before public addresses', () => {
    const ranked = rankAddresses([
      at('eth0', '2001:db8::5'),
      at('eth0', 'fd00::5'),
      at('eth0', '203.0.113.5'),
      at('eth0', '10.0.0.5'),
    ])

    expect(ranked.map(({ address }) => address)).toEqual([
      '10.0.0.5',
      '203.0.113.5',
      'fd00::5',
      '2001:db8::5',
    ])
  })

  it('leaves out link-local addresses', () => {
    const addresses = [at('eth0', 'fe80::1'), at('eth0', 'febf::1'), at('eth0', '169.254.3.4')]

    expect(rankAddresses(addresses)).toEqual([])
  })

  it.each(['eth0', 'enp3s0', 'en0', 'Wi-Fi', 'Ethernet 2', 'br0', 'bond0', 'WLAN'])(
    'takes %s as a network',
    (network) => {
      expect(rankAddresses([at(network, '192.168.0.2')])[0]?.kind).toBe('network')
    },
  )

  it.each(['br-0af1', 'virbr0', 'vmnet8', 'VirtualBox Host-Only Network', 'veth12ab', 'bridge100'])(
    'takes %s as virtual',
    (network) => {
      expect(rankAddresses([at(network, '192.168.0.2')])[0]?.kind).toBe('virtual')
    },
  )

  it.each(['utun4', 'wg0', 'tailscale0', 'ZeroTier One', 'ppp0'])(
    'takes %s as a VPN',
    (network) => {
      expect(rankAddresses([at(network, '10.0.0.2')])[0]?.kind).toBe('vpn')
    },
  )

  it('keeps the order of what is alike', () => {
    const addresses = [at('eth1', '10.0.0.2'), at('eth0', '10.0.0.1')]

    expect(rankAddresses(addresses).map(({ network }) => network)).toEqual(['eth1', 'eth0'])
  })
})
