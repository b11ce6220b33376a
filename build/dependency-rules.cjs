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
          '\\.test\\.tsx?$|\\.d\\.ts$|^electron/(main|preload)\\.ts$|-worker\\.ts$|^electron/terminal/parley\\.ts$|^renderer/main\\.tsx$',
      },
      to: {},
    },
    {
      name: 'shared-is-pure',
      comment: 'shared/ decides and runs anywhere: no Node, no DOM, one package (zod).',
      severity: 'error',
      from: { path: '^shared/', pathNot: '\\.test\\.ts$|-contract\\.fixture\\.ts$' },
      to: { pathNot: '^shared/|(^|/)node_modules/zod/' },
    },
    {
      name: 'protocol-knows-no-room',
      comment: 'The wire format does not know who speaks it.',
      severity: 'error',
      from: { path: '^shared/protocol/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(room|host|history|session|client|ipc|simulation)/' },
    },
    {
      name: 'host-and-client-meet-only-on-the-wire',
      comment: 'They share the protocol and nothing else.',
      severity: 'error',
      from: { path: '^shared/(room|host|history)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(session|client)/' },
    },
    {
      name: 'client-and-host-meet-only-on-the-wire',
      comment: 'They share the protocol and nothing else.',
      severity: 'error',
      from: { path: '^shared/(session|client)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(room|host|history)/' },
    },
    {
      name: 'what-decides-knows-no-loop',
      comment: 'room and session are values and functions; host and client run them.',
      severity: 'error',
      from: { path: '^shared/(room|session|history)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(host|client)/' },
    },
    {
      name: 'history-knows-no-room',
      comment: 'What is stored does not depend on who is in the room.',
      severity: 'error',
      from: { path: '^shared/history/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(room|host)/' },
    },
    {
      name: 'only-the-simulation-has-both-sides',
      comment: 'shared/simulation is for tests: nothing that runs imports it.',
      severity: 'error',
      from: { path: '^(shared|electron|renderer)/', pathNot: '^shared/simulation/|\\.test\\.ts$' },
      to: { path: '^shared/simulation/' },
    },
    {
      name: 'only-tests-fuzz',
      comment: 'shared/fuzz is for tests: nothing that runs imports it.',
      severity: 'error',
      from: { path: '^(shared|electron|renderer)/', pathNot: '^shared/fuzz/' },
      to: { path: '^shared/fuzz/' },
    },
    {
      name: 'cores-know-no-ipc',
      comment: 'Only the window talks over IPC.',
      severity: 'error',
      from: {
        path: '^shared/(room|host|history|session|client|protocol|address|fingerprint|invite|passphrase)/',
      },
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
      comment: 'electron/server runs shared/host, electron/client runs shared/client.',
      severity: 'error',
      from: { path: '^electron/server/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(session|client|ipc)/' },
    },
    {
      name: 'client-decides-nothing-of-a-room',
      comment: 'electron/server runs shared/host, electron/client runs shared/client.',
      severity: 'error',
      from: { path: '^electron/client/', pathNot: '\\.test\\.ts$' },
      to: { path: '^shared/(room|host|history|ipc)/' },
    },
    {
      name: 'plain-node-rooms',
      comment: 'These run and are tested in plain Node, and in the terminal commands.',
      severity: 'error',
      from: { path: '^electron/(wire|client|server|storage|host|identity|terminal)/' },
      to: { path: `${electronPackage}|^electron/(main|preload)\\.ts|^electron/(window|ipc)/` },
    },
    {
      name: 'classic-protocols-are-pure',
      comment: 'A folder of electron/server/classic is a protocol: bytes and events in, acts out.',
      severity: 'error',
      from: { path: '^electron/server/classic/[^/]+/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot:
          '^shared/|^electron/server/classic/([^/]+/|(ascii|conversation|decode|once-for-all|protocol|recognise|text)\\.ts$)',
      },
    },
    {
      name: 'classic-protocols-keep-to-themselves',
      comment: 'One of them can be added or removed with its folder and a line of the detector.',
      severity: 'error',
      from: { path: '^electron/server/classic/([^/]+)/' },
      to: { path: '^electron/server/classic/[^/]+/', pathNot: '^electron/server/classic/$1/' },
    },
    {
      name: 'storage-and-wire-stand-alone',
      comment: 'Disk and socket shells know no client, server or host.',
      severity: 'error',
      from: { path: '^electron/(wire|storage)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^electron/(client|server|host|identity|terminal|window|ipc)/' },
    },
    {
      name: 'one-sqlite',
      comment:
        'electron/storage/sqlite.ts is the one file that knows which package SQLite comes from.',
      severity: 'error',
      from: { path: '^(electron|shared|renderer)/', pathNot: '^electron/storage/sqlite\\.ts$' },
      to: { path: '(^|/)node_modules/@photostructure/|^node:sqlite$' },
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
