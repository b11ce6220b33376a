// The addresses of a machine that others can use, best first.

/** A fact about one address of one network interface, as the system tells it. */
export interface InterfaceAddress {
  /** The interface's name, such as `eth0`, `Wi-Fi`, `vEthernet (WSL)`. */
  readonly network: string
  readonly address: string
  readonly family: 'IPv4' | 'IPv6'
  /** The system's own address that never leaves the machine. */
  readonly isInternal: boolean
}

/** What an address is good for: others on the network, others on a VPN, or nobody but virtual machines. */
type AddressKind = 'network' | 'vpn' | 'virtual' | 'this-machine'

export interface RankedAddress {
  readonly address: string
  readonly network: string
  readonly kind: AddressKind
}

/** Adapters of virtual machines and containers: real addresses that nobody else reaches. */
const VIRTUAL =
  /docker|veth|vethernet|^br-|virbr|vmnet|vmware|virtualbox|vbox|hyper-v|wsl|lxc|lxd|podman|cni|flannel|cali|^vnic|bridge\d|anpi|awdl|llw|loopback/i

const VPN =
  /^tun|^tap|^utun|^wg|^ppp|wireguard|tailscale|zerotier|^zt|openvpn|vpn|nordlynx|hamachi|^ipsec/i

const KIND_ORDER: readonly AddressKind[] = ['network', 'vpn', 'virtual', 'this-machine']

/** Ranks addresses: real networks, then VPNs, then virtual adapters, then the machine itself; IPv4 first. */
export function rankAddresses(addresses: readonly InterfaceAddress[]): readonly RankedAddress[] {
  return addresses
    .filter((candidate) => isUsable(candidate))
    .map((candidate) => ({ ...candidate, kind: kindOf(candidate) }))
    .toSorted((left, right) => score(left) - score(right))
    .map(({ address, network, kind }) => ({ address, network, kind }))
}

/** What to put into an invite, best first. Networks of virtual machines only if there is nothing else. */
export function addressesForInvite(ranked: readonly RankedAddress[]): readonly string[] {
  // A zone means nothing on another machine.
  const usable = ranked.filter(({ address }) => !address.includes('%'))
  // They lead nobody here, and make a code harder to scan.
  const real = usable.filter(({ kind }) => kind !== 'virtual')
  return (real.length > 0 ? real : usable).map(({ address }) => address)
}

/** Link-local addresses need a zone that differs on each machine: they cannot be told to others. */
function isUsable({ address }: InterfaceAddress): boolean {
  return !/^fe[89ab]/i.test(address) && !address.startsWith('169.254.')
}

function kindOf({ network, isInternal }: InterfaceAddress): AddressKind {
  if (isInternal) return 'this-machine'
  if (VIRTUAL.test(network)) return 'virtual'
  return VPN.test(network) ? 'vpn' : 'network'
}

function score({
  address,
  family,
  kind,
}: InterfaceAddress & { readonly kind: AddressKind }): number {
  const familyScore = family === 'IPv4' ? 0 : 2
  // Private IPv4 is what a local network has; a public address on an interface is rarely let in.
  const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/i.test(address)
  return KIND_ORDER.indexOf(kind) * 10 + familyScore + (isPrivate ? 0 : 1)
}
