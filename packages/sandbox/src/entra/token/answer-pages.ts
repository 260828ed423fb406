/**
 * Lets a page of another origin read an answer, refusals included (CORS). Whether a page may have what it asks for is not
 * decided here.
 */
export async function answerPages(request: Request, answer: () => Promise<Response>): Promise<Response> {
  if (request.method === 'OPTIONS') {
    return new Response(null, {
      status: 204,
      headers: {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'POST, OPTIONS',
        'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? '',
      },
    });
  }
  const response = await answer();
  if (request.headers.has('origin')) response.headers.set('access-control-allow-origin', '*');
  return response;
}
