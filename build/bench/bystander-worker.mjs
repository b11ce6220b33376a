// The process of a bystander: closes every connection at once.
import { createServer } from 'node:net'

const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.resetAndDestroy()
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 })
})
process.on('disconnect', () => process.exit())
