/** The two generations of Entra's endpoints: v1 names a `resource`, v2 (with `/v2.0` in the path) names scopes. */
export type EndpointVersion = 'v1' | 'v2';
