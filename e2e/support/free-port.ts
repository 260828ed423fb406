import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the ports that systems give to connections, and a hundred for each process of tests: seldom anybody takes one between its choice and its use.
// 10080 is none of them: browsers refuse it.
const first = 10_100 + (process.pid % 200) * 100;
let chosen = 0;

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < 100; tried += 1) {
    const port = first + (chosen++ % 100);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${first} on is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
