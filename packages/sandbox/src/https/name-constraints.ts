import { Extension } from '@peculiar/x509';

const CONTEXT_0 = 0xa0;
const SEQUENCE = 0x30;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/**
 * The extension that keeps a certificate authority to `localhost`, names below it and loopback addresses (RFC 5280, 4.2.1.10):
 * whoever gets hold of its key can pretend to be nobody else.
 */
export function loopbackConstraints(): Extension {
  const permitted = [
    der(DNS_NAME, Buffer.from('localhost')),
    der(IP_ADDRESS, Buffer.from('7f000000ff000000', 'hex')),
    der(IP_ADDRESS, Buffer.concat([Buffer.alloc(15), Buffer.from([1]), Buffer.alloc(16, 0xff)])),
  ].map((name) => der(SEQUENCE, name));
  return new Extension('2.5.29.30', true, der(SEQUENCE, der(CONTEXT_0, ...permitted)));
}

function der(tag: number, ...parts: Buffer[]): Buffer<ArrayBuffer> {
  const content = Buffer.concat(parts);
  if (content.length > 127) throw new TypeError('longer than a short length can say');
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}
