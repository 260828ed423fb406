import { ConsentryError } from '@consentry/core';

/** @throws ConsentryError `usage` */
export function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new ConsentryError('usage', {
    message: `${text} is no port.`,
    remedy: 'Give a number from 1 to 65535.',
  });
}
