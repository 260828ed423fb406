import { renewParts, source } from './parts.ts';

/** The page on how programs get tokens, with the examples that the tests run. */
export function waysIn(): string {
  return renewParts('docs/ways-in.md', {
    curl: () => source('examples/http-api/token.sh'),
    python: () => source('examples/http-api/token.py'),
    csharp: () => source('examples/http-api/Token.cs'),
    powershell: () => source('examples/http-api/token.ps1'),
    'azure-sdk': () => source('examples/typescript/graph-sdk.ts'),
  });
}
