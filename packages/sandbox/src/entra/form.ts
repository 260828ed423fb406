import { EntraRefusal } from './refusal.ts';

/** Reads the body of a request as a form. A body of any other type than urlencoded is an empty form, as it is to Entra. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? '';
  const body = await request.text();
  return new URLSearchParams(type.toLowerCase().startsWith('application/x-www-form-urlencoded') ? body : '');
}

/**
 * Gets a field of the form.
 *
 * @throws EntraRefusal 900144 absent, 9002313 an empty refresh token, 90014 any other empty field
 */
export function getField(form: URLSearchParams, parameter: string): string {
  const value = form.get(parameter);
  if (value === null) throw new EntraRefusal(900144, { parameter });
  if (value !== '') return value;
  throw parameter === 'refresh_token' ? new EntraRefusal(9002313) : new EntraRefusal(90014, { parameter });
}
