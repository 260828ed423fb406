/** The token of the `Authorization` header; undefined where there is none. */
export function readBearerToken({ headers }: Request): string | undefined {
  return /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
}
