import { ApiFault } from './api-fault.ts';

/**
 * Checks `X-Locale`, a language and a country such as `de-DE`. No answer of the sandbox has rates, whose language it chooses; it is
 * checked and sent back.
 *
 * @throws ApiFault 400/800002 (a guess: Microsoft does not say)
 */
export function assertLocale(request: Request): void {
  const locale = request.headers.get('X-Locale');
  if (locale === null || /^[a-z]{2,3}(-[a-z]{4})?-[a-z]{2}$/i.test(locale)) return;
  throw new ApiFault(
    400,
    '800002',
    'Invalid request input: X-Locale is a language and a country such as en-US.',
  );
}
