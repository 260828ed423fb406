import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { TLSSocket } from 'node:tls';
import type { PostgresAddress } from '../src/stores/postgres/postgres-address.ts';
import { cleanUp } from './a-store.ts';

/** What lies between the broker and the server: each connection goes through it. */
export interface WayToPostgres {
  /** The same database, by this way. */
  readonly address: PostgresAddress;
  /** The next time that these bytes go to the server, they arrive there, and the connection ends before the answer. */
  loseAnswerTo(text: string): void;
}

export interface WayOptions {
  /** Speaks TLS to the broker, as this server. */
  readonly tls?: { readonly certificate: string; readonly privateKey: string };
}

export async function aWayToPostgres(
  t: TestContext,
  target: PostgresAddress,
  { tls }: WayOptions = {},
): Promise<WayToPostgres> {
  const sockets = new Set<Socket>();
  let losing: string | undefined;

  const join = (near: Socket): void => {
    const far = connect(target.port, target.host);
    let isLost = false;
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
    near.on('data', (bytes) => {
      if (losing !== undefined && bytes.includes(losing)) {
        losing = undefined;
        isLost = true;
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (isLost) near.destroy();
      else near.write(bytes);
    });
  };

  const door = createServer((socket) => {
    if (tls === undefined) return join(socket);
    // A client asks for TLS by a message of eight bytes, and S says yes.
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('S');
      const { certificate: cert, privateKey: key } = tls;
      join(new TLSSocket(socket, { isServer: true, cert, key }));
    });
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  cleanUp(t, () => {
    door.close();
    for (const socket of sockets) socket.destroy();
  });
  const listening = door.address();
  if (listening === null || typeof listening === 'string') throw new TypeError('a port was asked for');
  return {
    address: { ...target, port: listening.port },
    loseAnswerTo(text) {
      losing = text;
    },
  };
}
