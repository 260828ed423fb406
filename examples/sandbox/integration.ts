/** Stands for your own code: a program that knows Microsoft's cloud by its origins alone. It uses nothing but `fetch`. */
export function createIntegration({ login, graph }: { login: string; graph: string }) {
  const client = {
    client_id: '40000000-0000-4000-8000-000000000000',
    client_secret: 'example-integration-secret~1',
  };
  const redirect_uri = 'http://localhost:44395/callback';
  const scope = 'https://api.partnercenter.microsoft.com/user_impersonation offline_access';
  let refreshToken = '';

  async function acquire(tenant: string, grant: Record<string, string>): Promise<string> {
    const body = new URLSearchParams({ ...client, ...grant });
    const answer = await fetch(`${login}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body });
    const tokens = (await answer.json()) as Record<string, string>;
    if (!answer.ok) throw new Error(tokens['error_description']);
    refreshToken = tokens['refresh_token'] ?? refreshToken;
    return tokens['access_token'] ?? '';
  }

  return {
    signInUrl: (tenant: string): string => {
      const { client_id } = client;
      const more = { response_type: 'code', response_mode: 'form_post' };
      return `${login}/${tenant}/oauth2/v2.0/authorize?${String(new URLSearchParams({ client_id, redirect_uri, scope, ...more }))}`;
    },
    connect: (tenant: string, code: string): Promise<string> =>
      acquire(tenant, { grant_type: 'authorization_code', code, redirect_uri, scope }),
    countUsers: async (customer: string): Promise<number> => {
      const wanted = { scope: 'https://graph.microsoft.com/.default', grant_type: 'refresh_token' };
      const token = await acquire(customer, { ...wanted, refresh_token: refreshToken });
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${graph}/v1.0/users?$top=999`, { headers });
      return ((await answer.json()) as { value: unknown[] }).value.length;
    },
  };
}
