// The OpenID provider of the tests: node server.mjs PORT REDIRECT_URI SECRET
import Provider from 'oidc-provider';

const [port, redirectUri, secret] = process.argv.slice(2);
const groups = { mia: ['ops'], admin: ['ops'], lea: ['guests'], bo: [] };
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: 'ucm', client_secret: secret, redirect_uris: [redirectUri], post_logout_redirect_uris: [new URL('/login', redirectUri).href] }],
  claims: { openid: ['sub', 'preferred_username', 'name', 'email', 'groups'] },
  conformIdTokenClaims: false,
  cookies: { keys: [secret] },
  pkce: { required: () => true },
  scopes: ['openid'],
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({ sub: `${id}-0001`, preferred_username: id, name: `${id} of Example`, email: `${id}@example.org`, groups: groups[id] ?? [] }),
  }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
