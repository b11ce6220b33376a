/** Who may import whom. The table in words is in ARCHITECTURE.md; change both together. */
const electronPackage = '(^|/)node_modules/electron(/|$)|^electron(/main|/renderer)?$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle is one room with two doors.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports is dead or an entry point.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot:
          '\\.test\\.tsx?$|\\.d\\.ts$|^electron/(main|preload)\\.ts$|^electron/server/server-worker\\.ts$|^electron/terminal/parley\\.ts$|^renderer/main\\.tsx$',
      },
      to: {},
    },
    {
      name: 'shared-is-pure',
      comment: 'shared/ decides and runs anywhere: no Node, no DOM, one package (zod).',
      severity: 'error',
      from: { path: '^shared/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^shared/|(^|/)node_modules/zod/' },
    },
    {
      name: 'protocol-knows-no-room',
      comment: 'The wire format does not know who speaks it.',
      severity: 'error',
      from: { path: '^shared/protocol/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(room|session|ipc)/' },
    },
    {
      name: 'room-and-session-meet-only-on-the-wire',
      comment: 'The host and the client share the protocol and nothing else.',
      severity: 'error',
      from: { path: '^shared/(room|session)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(room|session)/', pathNot: '^shared/$1/' },
    },
    {
      name: 'cores-know-no-ipc',
      comment: 'Only the window talks over IPC.',
      severity: 'error',
      from: { path: '^shared/(room|session|protocol|address|fingerprint)/' },
      to: { path: '^shared/ipc/' },
    },
    {
      name: 'client-and-server-meet-only-on-the-wire',
      comment: 'One path for a message: a client of this process is an ordinary client.',
      severity: 'error',
      from: { path: '^electron/(client|server)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^electron/(client|server)/', pathNot: '^electron/$1/' },
    },
    {
      name: 'server-decides-nothing-of-a-client',
      comment: 'electron/server runs shared/room, electron/client runs shared/session.',
      severity: 'error',
      from: { path: '^electron/server/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(session|ipc)/' },
    },
    {
      name: 'client-decides-nothing-of-a-room',
      comment: 'electron/server runs shared/room, electron/client runs shared/session.',
      severity: 'error',
      from: { path: '^electron/client/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(room|ipc)/' },
    },
    {
      name: 'plain-node-rooms',
      comment: 'These run and are tested in plain Node, and in the terminal commands.',
      severity: 'error',
      from: { path: '^electron/(wire|client|server|storage|host|identity|terminal)/' },
      to: { path: `${electronPackage}|^electron/(main|preload)\\.ts|^electron/(window|ipc)/` },
    },
    {
      name: 'storage-and-wire-stand-alone',
      comment: 'Disk and socket shells know no client, server or host.',
      severity: 'error',
      from: { path: '^electron/(wire|storage)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^electron/(client|server|host|identity|terminal|window|ipc)/' },
    },
    {
      name: 'ipc-and-window-get-objects',
      comment: 'They get what they need from main.ts.',
      severity: 'error',
      from: { path: '^electron/(ipc|window)/' },
      to: { path: '^electron/(wire|server)/' },
    },
    {
      name: 'preload-is-a-bridge',
      comment: 'The preload script only carries the contract over.',
      severity: 'error',
      from: { path: '^electron/preload\\.ts$' },
      to: { pathNot: `^shared/ipc/|${electronPackage}` },
    },
    {
      name: 'renderer-shows',
      comment: 'The window reaches the rest of the application through the contract.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(electron|e2e|build)/|^node:' },
    },
    {
      name: 'one-bridge',
      comment:
        'renderer/bridge.ts is the only file that knows window.parley; the store gets it as an argument.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/(main\\.tsx|bridge\\.ts)$' },
      to: { path: '^renderer/bridge\\.ts$' },
    },
    {
      name: 'ui-knows-no-chat',
      comment: 'renderer/ui are plain building blocks.',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/(store|features|i18n)/|^shared/' },
    },
    {
      name: 'store-without-react-parts',
      comment: 'The store is made, driven and tested without the window.',
      severity: 'error',
      from: { path: '^renderer/store/' },
      to: { path: '^renderer/(features|ui)/|(^|/)node_modules/react-dom/' },
    },
    {
      name: 'features-keep-to-themselves',
      comment: 'A feature uses store and ui, not the insides of another feature.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/([^/]+)/', pathNot: '^renderer/features/$1/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
